"""The panel of a record's page that says who can see it and why."""

from typing import Any

from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.organisations import queries as organisations
from casework.sharing import panels, policy, sight
from casework.sharing.panels import Panel
from casework.sharing.services import history, recusals
from casework.sharing.types import KIND_WORDS, NOTHING, SECTION_LABELS, SUMMARY_LEVEL, Act, Kind, Lens, Section
from casework.sharing.types.sight import STEP_WORDS


def who_can_see(actor: Actor, lens: Lens) -> dict[str, Any]:
    """Load who can see a record, why and until when, the life of its shares, and what the reader may do about it."""
    lines = sight.who_can_see(actor, lens)
    return {
        "lens": lens,
        "lines": lines,
        "last_days": [clock.day_before(line.until) if line.until else None for line in lines],
        "now": clock.now(),
        "steps": history.of_record(actor, lens),
        "step_words": STEP_WORDS,
        "said": said,
        "is_own": sight.is_its_own(lens) and not lens.seen_by,
        "may_recuse": recusals.may_recuse_others(actor) and not lens.seen_by,
        "may_share": policy.may(actor, lens, Act.SHARE_ADD) and not lens.compartment,
        "may_give_up": policy.may(actor, lens, Act.SHARE_GIVE_UP),
        "purposes": organisations.labels("sharing_purpose")["sharing_purpose"] if any(line.purpose for line in lines) else {},
        "words": KIND_WORDS,
    }


def said(opens: Section, besides: bool = False) -> str:
    """Name sections in one line; `besides` leaves out what every share opens, and what comes with people."""
    left_out = SUMMARY_LEVEL | Section.SAFETY | Section.FACTS if besides else NOTHING
    words = [label for section, label in SECTION_LABELS.items() if opens & section & ~left_out]
    return ", ".join(words[:1] + [word.lower() for word in words[1:]])


def install() -> None:
    """Put the panel on the pages of cases and incidents."""
    panel = Panel("who-can-see", "Who can see this", Section.SHARING, "sharing/parts/who.html", who_can_see, order=90)
    for kind in (Kind.CASE, Kind.INCIDENT):
        panels.register(kind, panel)
