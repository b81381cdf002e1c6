"""Strict readers of open data files: the header names the kind, bad rows are listed, a file is taken whole or not at all."""
