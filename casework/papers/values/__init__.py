"""What each field of a paper says: numbers, days and rights come from the record and from the law, never from the wording."""
