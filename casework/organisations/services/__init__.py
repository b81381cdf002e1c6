"""What the platform administrator keeps: partnerships, organisations, agreements, code lists; one file per group."""
