"""Panels of a record's page that come from packages above it (the enforcement ladder on a case): registered by `create_app`.

A panel has a template partial and a loader that takes the actor and the lens, and goes through the policy like everything else.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from casework.kernel.actor import Actor
from casework.sharing.types import Kind, Lens, Section


@dataclass(frozen=True, slots=True)
class Panel:
    """One part of a record's page: its heading, the section it needs open, its partial, and what the partial is given."""

    name: str
    title: str
    section: Section
    template: str
    load: Callable[[Actor, Lens], dict[str, Any]]
    order: int = 100


_PANELS: dict[Kind, list[Panel]] = {}


def register(kind: Kind, panel: Panel) -> None:
    """Put a panel on the pages of one kind of record; one of the same name is replaced."""
    kept = [held for held in _PANELS.get(kind, []) if held.name != panel.name]
    _PANELS[kind] = sorted([*kept, panel], key=lambda held: held.order)


def panels(actor: Actor, lens: Lens) -> list[tuple[Panel, dict[str, Any]]]:
    """Return the panels of a record whose section is open to the actor, each with what its partial is given."""
    return [(panel, panel.load(actor, lens)) for panel in _PANELS.get(lens.kind, []) if lens.sees(panel.section)]
