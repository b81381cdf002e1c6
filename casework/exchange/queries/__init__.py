"""Reads of requests: who may be asked, the lists, one request, what a record's page shows; one file per group."""
