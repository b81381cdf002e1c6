"""The start page, notifications, help and the administrator's pages; one file per group."""
