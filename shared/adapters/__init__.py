"""The real things behind the ports: the only code that knows an SDK or HTTP."""
