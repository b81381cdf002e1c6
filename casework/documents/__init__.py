"""Stored files, upload checks, letters and PDF."""
