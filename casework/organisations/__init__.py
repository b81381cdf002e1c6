"""Partnerships, partner organisations, teams and information sharing agreements."""
