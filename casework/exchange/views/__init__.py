"""Pages of requests between organisations, and the one page of an occasional partner."""
