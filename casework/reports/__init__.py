"""Counts, protected tables and partnership reports."""
