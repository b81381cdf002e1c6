"""What a start page is made of: cards, and the frame around every page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from casework.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Card:
    """One part of a start page: for which roles, what it loads, and the partial that draws it.

    `load` goes through the policy; what it returns is given to the partial. The lowest order stands first.
    """

    name: str
    title: str
    roles: frozenset[str]
    load: Callable[[Actor], dict[str, Any]]
    template: str
    order: int = 100


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the main navigation: its endpoint, for which roles (none: everybody who has signed in), clearance."""

    text: str
    endpoint: str
    roles: frozenset[str] = frozenset()
    order: int = 100
    cleared: bool = False  # only people cleared for safeguarding work are shown that it exists


@dataclass(frozen=True, slots=True)
class PartnershipLook:
    """A partnership as the pages show it."""

    id: int
    name: str
    short_name: str
    colour: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What the layout needs to know of one request, read in few statements."""

    partnership: PartnershipLook | None
    choices: tuple[PartnershipLook, ...]
    unread: int
    has_draft: bool
