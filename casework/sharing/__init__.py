"""Records, grants and shares: the one access policy."""
