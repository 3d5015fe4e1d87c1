"""Paystack over HTTPS."""
