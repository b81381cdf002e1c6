"""Tables of enforcement: actions and penalties, orders, and the law switched on."""

from casework.enforcement.models import actions, law, orders, register

__all__ = ["actions", "law", "orders", "register"]
