"""The bench's own commands."""
