"""Search entries, name keys, facts for figures, and activity."""
