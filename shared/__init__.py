"""Everything the functions share: domain, use cases, ports, adapters and the HTTP plumbing."""
