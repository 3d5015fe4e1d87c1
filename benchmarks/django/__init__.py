"""The project that Dukka replaces, rebuilt small and repaired so far that it works, and Dukka beside it."""
