"""Chapters of the partnership report that come from packages beside this one: registered by the wiring."""

from collections.abc import Callable

from casework.kernel.actor import Actor
from casework.reports.contents import Ask, Chapter

Loader = Callable[[Actor, Ask], Chapter | None]
_CHAPTERS: dict[str, Loader] = {}


def register(name: str, load: Loader) -> None:
    """Add a chapter after those of cases; one of the same name is replaced."""
    _CHAPTERS[name] = load


def chapters(actor: Actor, ask: Ask) -> list[Chapter]:
    """Return the chapters that have something to say of a period."""
    found = [load(actor, ask) for load in _CHAPTERS.values()]
    return [chapter for chapter in found if chapter is not None]
