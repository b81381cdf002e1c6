"""MakeSafe referrals in their compartment."""
