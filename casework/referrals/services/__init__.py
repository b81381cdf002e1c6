"""Deeds on referrals: making, receiving, naming people, moving on, assessing, working, telling."""
