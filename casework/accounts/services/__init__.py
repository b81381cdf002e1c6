"""Deeds about accounts: signing in and out, inviting, suspending; one file per deed."""
