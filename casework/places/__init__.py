"""Wards, premises and other places, and how a ward is derived."""
