"""The cards of the start pages and the entries of the navigation: each package's own, registered by the wiring."""

from typing import Any

from casework.desk.types import Card, NavItem
from casework.kernel.actor import Actor

_CARDS: dict[str, Card] = {}
_NAV: dict[str, NavItem] = {}


def register(card: Card) -> None:
    """Put a card on the start pages of its roles; one of the same name is replaced."""
    _CARDS[card.name] = card


def register_nav(item: NavItem) -> None:
    """Put an entry into the main navigation of its roles; one for the same page is replaced."""
    _NAV[item.endpoint] = item


def cards_for(actor: Actor) -> list[tuple[Card, dict[str, Any]]]:
    """Return the cards of an actor's roles, in their order, each with what its partial is given."""
    mine = [card for card in _CARDS.values() if actor.has_role(*card.roles)]
    return [(card, card.load(actor)) for card in sorted(mine, key=lambda card: (card.order, card.name))]


def navigation(actor: Actor) -> list[NavItem]:
    """Return the navigation entries of an actor's roles, in their order."""
    mine = [item for item in _NAV.values() if not item.roles or actor.has_role(*item.roles)]
    mine = [item for item in mine if actor.cleared or not item.cleared]
    return sorted(mine, key=lambda item: (item.order, item.text))
