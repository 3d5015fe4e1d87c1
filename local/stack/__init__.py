"""The local stack: AWS (MiniStack), Paystack (a simulator) and the deployed template on this machine."""
