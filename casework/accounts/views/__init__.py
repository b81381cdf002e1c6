"""Pages of the people who sign in; one file per group of pages."""
