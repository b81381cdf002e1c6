"""Pages of referrals, by group. Those for cleared people share one blueprint, complete once this package is imported."""

from casework.referrals.views import pages, plan, venues, work
from casework.referrals.views.base import bp

__all__ = ["bp", "pages", "plan", "venues", "work"]
