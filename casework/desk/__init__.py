"""Start pages, notifications and settings of the person signed in."""
