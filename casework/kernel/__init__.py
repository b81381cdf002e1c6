"""Things everything stands on: who is asking, the clock, the database session, refusals."""
