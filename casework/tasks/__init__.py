"""Dated pieces of work anchored on a record."""
