"""Deeds between organisations: asking, answering, referring, transferring, ending, reminding; one file per group."""
