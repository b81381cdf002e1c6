"""People who sign in, their roles and clearances, sessions and sign-in."""
