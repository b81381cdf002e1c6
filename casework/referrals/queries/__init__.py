"""Reads of referrals: the queue, one referral's page, receipts, and who may be named."""
