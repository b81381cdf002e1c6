"""Who looked at what; subject access and retention."""
