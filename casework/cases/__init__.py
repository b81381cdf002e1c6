"""Incidents, cases, notes, roles and stages."""
