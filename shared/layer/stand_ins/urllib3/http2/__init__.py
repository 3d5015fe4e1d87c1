"""Stands in for urllib3's switch to HTTP/2, which nobody turns on and which imports importlib.metadata."""
