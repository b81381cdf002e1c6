"""Deeds of sharing: making records, granting, sharing and recalling, linking; one file per deed."""
