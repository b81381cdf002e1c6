"""Deeds of incidents and cases: opening, capturing, noting, assessing, moving on, closing and reopening; one file per deed."""
