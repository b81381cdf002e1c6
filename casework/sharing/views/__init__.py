"""The pages of sharing: each module adds its endpoints to the blueprint."""

from casework.sharing.views import conflicts, emergencies, reason, shares, sight
from casework.sharing.views.base import bp

__all__ = ["bp", "conflicts", "emergencies", "reason", "shares", "sight"]
