"""Reads of incidents and cases: lists, sheets, chronologies, repeats and the choices of forms."""
