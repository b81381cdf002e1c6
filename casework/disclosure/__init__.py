"""What a paper would tell of somebody it must not: the check of letters, notices and register entries before they go out."""
