"""A Paystack that runs on this machine: the API, the checkout page, webhooks, and controls for tests."""
