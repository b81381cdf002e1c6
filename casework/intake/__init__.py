"""Imports of open data, public forms."""
