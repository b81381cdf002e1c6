"""Shares and notes of the demonstration in their whole life: one that ends soon, one to come, one narrowed, wider notes."""

from datetime import timedelta
from typing import Any

from casework.cases.services import audiences, capture, notes
from casework.cases.types import Audience, Report, Story
from casework.demonstration import crowd, places
from casework.demonstration.stage import Stage
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.sharing import policy
from casework.sharing.services import emergencies, recusals, shares
from casework.sharing.services.terms import Terms
from casework.sharing.types import Act, Level, Section

TITLE = "Noise and threats at the garages behind the market"


def plan(stage: Stage) -> None:
    """Play it in the last weeks, on one case of the council's officer, so that every page of sharing has something on it."""
    made = _Case(stage)
    first = stage.ends - timedelta(days=30)
    deeds: tuple[tuple[int, str, Any], ...] = (
        (0, "olivia.quill", made.open),
        (1, "olivia.quill", made.share),
        (8, "olivia.quill", made.write),
        (16, "olivia.quill", made.narrow_and_open),
        (24, "olivia.quill", made.share_later),
        (28, "meera.larkspur", made.take_off),
    )
    for days, username, deed in deeds:
        if username in stage.user_ids:
            stage.plan(first + timedelta(days=days, hours=1), username, deed)
    theirs = _Case(stage)
    stage.plan(stage.ends - timedelta(days=9), "hana.juniper", theirs.open)
    stage.plan(stage.ends - timedelta(days=1), "meera.larkspur", theirs.open_in_emergency)


def _report(stage: Stage, title: str, spot: places.Spot) -> Report:
    return Report(
        type="ASB",
        subject="NOI",
        summary=title,
        occurred_from=clock.now() - timedelta(hours=5),
        received_at=clock.now(),
        ward_code=spot.ward_code,
        location_text=f"{spot.street}, {spot.town}",
        story=Story(body="A crowd gathers at the garages after dark, shouts and throws things at who asks them to stop."),
        partnership_id=stage.partnerships["Huntingdonshire"],
        opens_case=True,
    )


class _Case:
    """One case, and what is done on it in turn."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.ref = stage, ""
        self.shares: dict[str, Any] = {}  # by organisation
        self.notes: dict[str, Any] = {}  # by name

    def lens(self, actor: Actor, act: Act) -> Any:
        return policy.open_one(actor, crowd.CASE, self.ref, act)[1]

    def open(self, actor: Actor) -> None:
        spot = places.spot(self.stage.rng, clock.today(), fenland=False)
        self.ref = capture.capture(actor, _report(self.stage, TITLE, spot)).case_ref

    def share(self, actor: Actor) -> None:
        lens = self.lens(actor, Act.SHARE_ADD)
        for code, level, sections, days in (
            ("LUM", Level.FULL, Section(0), 35),
            ("CCON", Level.CHOSEN, Section.NARRATIVE | Section.ROLES | Section.NOTES | Section.TASKS, 120),
        ):
            self.shares[code] = shares.share_with(actor, lens, self.terms(code, level, sections, days)).id

    def terms(self, code: str, level: Level, sections: Section, days: int, **more: Any) -> Terms:
        return Terms(
            to_org_id=self.stage.organisations[code], level=level, purpose="JOINT_WORK", lawful_basis="GDPR_6_1_E",
            gateway="CDA115", reason="Joint visits to the garages.", until_on=clock.today() + timedelta(days=days),
            sections=sections, **more,
        )  # fmt: skip

    def write(self, actor: Actor) -> None:
        told: dict[str, Any] = {"kind": "NOTE"}
        self.notes["first"] = notes.add_note(actor, self.ref, body="Spoke to the caretaker: eight youths, most nights.", **told)
        landlord = (self.stage.organisations["LUM"],)
        self.notes["chosen"] = notes.add_note(
            actor, self.ref, body="The tenant of number 6 asked us not to be named.", audience=Audience.CHOSEN, org_ids=landlord,
            **told,
        )  # fmt: skip
        notes.add_note(actor, self.ref, body="Ask our solicitor about the lease of the garages.", audience=Audience.OWN, **told)

    def narrow_and_open(self, actor: Actor) -> None:
        until = clock.today() + timedelta(days=90)
        day = clock.today() - timedelta(days=2)
        sections = Section.NARRATIVE | Section.ROLES | Section.NOTES
        lens = self.lens(actor, Act.SHARE_RECALL)
        shares.change_share(
            actor, lens, self.shares["CCON"], until_on=until, level=Level.CHOSEN, sections=sections, notes_from=day
        )
        audiences.open_note(
            actor, self.ref, self.notes["chosen"], audience=Audience.CHOSEN, org_ids=(self.stage.organisations["CCON"],)
        )
        notes.correct_note(
            actor,
            self.ref,
            self.notes["first"],
            body="Spoke to the caretaker: five youths, on Fridays and Saturdays.",
            reason="The caretaker read us his diary.",
        )

    def share_later(self, actor: Actor) -> None:
        later = clock.today() + timedelta(days=20)
        terms = self.terms("CCC", Level.SUMMARY, Section(0), 80, from_on=later)
        shares.share_with(actor, self.lens(actor, Act.SHARE_ADD), terms)

    def take_off(self, actor: Actor) -> None:
        colleague = next((name for name in self.stage.workers("HDC") if name not in ("olivia.quill", actor.name)), None)
        if colleague is not None:
            lens = policy.open_record(actor, self.ref, Act.RECORD_READ)
            recusals.recuse(actor, lens, self.stage.user_ids[colleague], reason="Rents one of the garages.")

    def open_in_emergency(self, actor: Actor) -> None:
        emergencies.open_in_emergency(actor, self.ref, reason="A caller says that somebody is being held there tonight.")
