"""Phrases on a case shared in the other ways: chosen sections, notes from a day on, a day to come; wider and corrected notes."""

from datetime import date, timedelta
from typing import Any

from casework.cases.models import CaseFile
from casework.cases.services import audiences, capture, notes
from casework.cases.types import Audience, Report, Story
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.sharing import policy
from casework.sharing.services import shares
from casework.sharing.services.terms import Terms
from casework.sharing.types import Act, Level, Section


def plant(planting: Any, owner: str) -> None:
    """Plant them; who may read each is worked out from what was meant, as for the others."""
    since = len(planting.found)
    with planting.acting(owner) as actor:
        body = planting.phrase("case", "narrative", "HDC", audience="of a section that was not chosen")
        report = Report(
            type="ASB",
            subject="NOI",
            summary="Shared in other ways",
            occurred_from=clock.now() - timedelta(hours=3),
            story=Story(body=body),
            opens_case=True,
            partnership_id=planting.stage.partnerships["Huntingdonshire"],
        )
        ref = capture.capture(actor, report).case_ref
    with planting.acting(owner) as actor:
        _share(actor, planting.stage.organisations, ref)
    with planting.acting(owner) as actor:
        _write(planting, actor, ref)
    planting.settle(since, ref)


def _share(actor: Actor, orgs: dict[str, int], ref: str) -> None:
    lens = policy.open_one(actor, CaseFile, ref, Act.SHARE_ADD)[1]
    ways: dict[str, dict[str, Any]] = {
        "LUM": {"level": Level.CHOSEN, "sections": Section.NOTES | Section.TASKS, "notes_from": _days(-5)},
        "CCON": {"level": Level.CHOSEN, "sections": Section.NOTES},
        "CCC": {"level": Level.FULL, "from_on": _days(20)},
    }
    for org, more in ways.items():
        told: dict[str, Any] = {
            "purpose": "JOINT_WORK",
            "lawful_basis": "GDPR_6_1_E",
            "gateway": "CDA115",
            "reason": "Joint work",
        }
        shares.share_with(actor, lens, Terms(to_org_id=orgs[org], until_on=_days(60), **told, **more))


def _write(planting: Any, actor: Actor, ref: str) -> None:
    old = planting.phrase("note", "notes", "HDC", "CCON", audience="notes of every day")
    notes.add_note(actor, ref, kind="NOTE", body=old, happened_at=clock.now() - timedelta(days=20))
    wider = planting.phrase("note", "notes", "HDC", "LUM", audience="opened to LUM")
    note = notes.add_note(actor, ref, kind="NOTE", body=wider, audience=Audience.OWN)
    landlord = (planting.stage.organisations["LUM"],)
    audiences.open_note(actor, ref, note, audience=Audience.CHOSEN, org_ids=landlord)
    own: dict[str, Any] = {"audience": "own organisation, corrected"}
    note = notes.add_note(actor, ref, kind="NOTE", body=planting.phrase("note", "notes", "HDC", **own), audience=Audience.OWN)
    right, why = planting.phrase("note", "correction", "HDC", **own), planting.phrase("note", "its reason", "HDC", **own)
    notes.correct_note(actor, ref, note, body=right, reason=why)


def _days(number: int) -> date:
    return clock.today() + timedelta(days=number)
