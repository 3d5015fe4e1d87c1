"""The two tables: `Users` for credentials, `Payments` for everything about money."""
