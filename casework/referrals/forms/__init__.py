"""Forms of referrals: making one, working one, passing a concern on."""
