"""Everything the functions share: domain, use cases, ports, adapters and the HTTP plumbing."""

import gc

# Nothing that is imported is ever garbage, and a call leaves little: looking for it took a twentieth of a cold start.
gc.set_threshold(50_000)
