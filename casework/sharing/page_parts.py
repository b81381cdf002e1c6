"""The panel of a record's page that says who can see it and why."""

from typing import Any

from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.organisations import queries as organisations
from casework.sharing import panels, policy, sight
from casework.sharing.panels import Panel
from casework.sharing.types import KIND_WORDS, Act, Kind, Lens, Section


def _load(actor: Actor, lens: Lens) -> dict[str, Any]:
    lines = sight.who_can_see(actor, lens)
    return {
        "lens": lens,
        "lines": lines,
        "last_days": [clock.day_before(line.until) if line.until else None for line in lines],
        "ended": sight.ended(actor, lens),
        "may_share": policy.may(actor, lens, Act.SHARE_ADD) and not lens.compartment,
        "may_give_up": policy.may(actor, lens, Act.SHARE_GIVE_UP),
        "purposes": organisations.labels("sharing_purpose")["sharing_purpose"],
        "words": KIND_WORDS,
    }


def install() -> None:
    """Put the panel on the pages of cases and incidents."""
    panel = Panel("who-can-see", "Who can see this", Section.SHARING, "sharing/parts/who.html", _load, order=90)
    for kind in (Kind.CASE, Kind.INCIDENT):
        panels.register(kind, panel)
