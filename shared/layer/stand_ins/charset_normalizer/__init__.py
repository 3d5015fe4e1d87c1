"""Stands in for charset_normalizer, which guesses the encoding of text that has none: we read bytes, and JSON.

requests asks for its version when it is imported. The whole package takes a twentieth of a cold start.
"""

__version__ = "3.5.2"
