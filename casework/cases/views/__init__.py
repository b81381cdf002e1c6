"""Pages of incidents and cases: the lists, the case, its deeds, and capture."""
