"""Pages of reports, and the yearly counts that anybody may read."""
