"""Warnings, notices, penalties, orders and their breaches."""
