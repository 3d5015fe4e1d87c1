"""Stands in for botocore's generator of its own manual."""
