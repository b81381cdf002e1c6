"""Reads of papers: the wording in use, what a record's papers say and where they stand, and the file as it was issued."""
