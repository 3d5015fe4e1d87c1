"""The herd: very many subscriptions fall due in the same minute. Simulated with the product's own use cases."""
