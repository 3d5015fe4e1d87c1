"""The rules of payments and subscriptions. Standard library only; no input or output."""
