"""Canaries: one unguessable phrase in every kind of record, section, audience, document and file name, with who may read it.

The list of readers is worked out from what was meant (who owns it, to whom it was shared, whom the audience names), never by
asking the access policy: so a leak, and a wall too many, both show.
"""

import io
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from casework.accounts.models import AppUser, UserClearance, UserRole
from casework.accounts.types import CASEWORK_ROLES, Role
from casework.cases.models import CaseFile
from casework.cases.services import capture, notes, risk
from casework.cases.types import Audience, Judgement, Leaf, Report, Story
from casework.demonstration import canary_papers, canary_powers, lent_phrases, order_canaries, questions
from casework.demonstration.stage import Stage, set_up
from casework.documents.services import add_document
from casework.documents.types import Upload
from casework.kernel import clock
from casework.kernel.actor import Actor, system_actor
from casework.kernel.db import db
from casework.organisations.models import Organisation
from casework.people import services as people
from casework.people.types import NewAddress, NewPerson, NewVehicle
from casework.places import services as places
from casework.places.types import NewPlace
from casework.referrals.services import receipts, referring
from casework.referrals.types import Concern, NewReferral, PersonFacts
from casework.sharing import policy
from casework.sharing.services import shares
from casework.sharing.services.terms import Terms
from casework.sharing.types import Act, Kind, Level
from casework.statute.risk import assessment_on
from casework.tasks.services import add_task

OWNER, PARTNER, OTHER, CLEARED, PASSER = "olivia.quill", "hana.juniper", "piotr.sedge", "clara.moss", "fiona.hazel"


@dataclass(frozen=True, slots=True)
class Canary:
    """One phrase, where it stands, and who may read it."""

    phrase: str
    kind: str
    ref: str
    section: str
    owner: str
    audience: str
    readers: list[str]


@dataclass
class Planting:
    """The phrases planted so far and the people who could read them."""

    stage: Stage
    workers: dict[str, list[str]]
    leads: list[str]
    found: list[Canary] = field(default_factory=list)

    def phrase(self, kind: str, section: str, *orgs: str, audience: str = "everyone", people: list[str] | None = None) -> str:
        """Make a phrase for these organisations' caseworkers, or for named people; its reference is filled in later."""
        phrase = "qz" + "".join(secrets.choice("bcdfghjklmnpqrstvwxz") for _ in range(14))
        readers = people if people is not None else sorted(name for org in orgs for name in self.workers[org])
        self.found.append(Canary(phrase, kind, "", section, orgs[0] if orgs else "", audience, readers))
        return phrase

    def settle(self, since: int, ref: str) -> None:
        """Give the phrases planted since a point the reference of their record."""
        for place in range(since, len(self.found)):
            if not self.found[place].ref:
                self.found[place] = Canary(**{**asdict(self.found[place]), "ref": ref})

    def holders(self, code: str, *roles: Role) -> list[str]:
        """Return the people of an organisation who hold one of these roles."""
        return sorted(name for name in self.stage.users[code] if self.stage.actor(name).has_role(*roles))

    @contextmanager
    def acting(self, username: str) -> Iterator[Actor]:
        """Do deeds as somebody of the demonstration, in one transaction."""
        actor = self.stage.actor(username)
        db.session().bind_actor(actor)
        try:
            yield actor
            db.session().commit()
        finally:
            db.session.remove()


def plant(file: Path) -> int:
    """Plant the canaries in a demonstration and write their list; return how many."""
    stage = set_up("canaries", begins=clock.now(), ends=clock.now() + timedelta(days=1))
    planting = Planting(stage, *_readers())
    for shared in ((), (("LUM", Level.SUMMARY),), (("LUM", Level.FULL), ("CCON", Level.FULL))):
        _case(planting, shared)
    lent_phrases.plant(planting, OWNER)
    _person(planting)
    _referral(planting)
    _receipt(planting)
    _questions(planting)
    canary_papers.plant(planting, OWNER)
    order_canaries.plant(planting)
    file.write_text(json.dumps([asdict(canary) for canary in planting.found], indent=1), encoding="utf-8")
    return len(planting.found)


def _readers() -> tuple[dict[str, list[str]], list[str]]:
    session = db.session()
    session.bind_actor(system_actor("the canaries ask who works where"))
    rows = session.execute(
        select(Organisation.code, AppUser.username)
        .join(AppUser, AppUser.organisation_id == Organisation.id)
        .join(UserRole, UserRole.user_id == AppUser.id)
        .where(UserRole.role.in_(CASEWORK_ROLES), UserRole.ended_at.is_(None), AppUser.suspended_at.is_(None))
        .distinct()
    )
    workers: dict[str, list[str]] = {}
    for code, username in rows:
        workers.setdefault(code, []).append(username)
    leads = list(
        session.scalars(
            select(AppUser.username).join(UserClearance, UserClearance.user_id == AppUser.id).where(UserClearance.is_lead)
        )
    )
    db.session.remove()
    return workers, leads


def _case(planting: Planting, shared: tuple[tuple[str, Level], ...]) -> None:
    everyone = ("HDC", *[org for org, _ in shared])
    full = ("HDC", *[org for org, level in shared if level is Level.FULL])
    since = len(planting.found)
    with planting.acting(OWNER) as actor:
        incident_since = len(planting.found)
        place = places.add_place(actor, NewPlace(line_1=planting.phrase("place", "identity", *full), town="Huntingdon")).id
        report = Report(
            type="ASB",
            subject="NOI",
            summary=planting.phrase("case", "summary", *everyone),
            occurred_from=clock.now() - timedelta(hours=3),
            location_text=planting.phrase("incident", "summary", *full),
            story=Story(body=planting.phrase("incident", "narrative", *full)),
            leaves=(Leaf(place, Kind.PLACE, "LOCATION"), _alleged(planting, actor, full)),
            opens_case=True,
            partnership_id=planting.stage.partnerships["Huntingdonshire"],
        )
        ref = capture.capture(actor, report).case_ref
        planting.settle(incident_since, ref)
    for org, level in shared:
        with planting.acting(OWNER) as actor:
            _share(planting, actor, ref, org, level)
    with planting.acting(OWNER) as actor:
        _parts(planting, actor, ref, full)
    planting.settle(since, ref)


def _alleged(planting: Planting, actor: Actor, full: tuple[str, ...]) -> Leaf:
    name = planting.phrase("person", "identity", *full)
    record = people.add_person(actor, NewPerson(family_name=name, given_names="Canary"))
    people.add_marker(actor, record.ref, "DOG", planting.phrase("person", "safety marker", *full))
    people.add_contact(actor, record.ref, "EMAIL", planting.phrase("person", "contact", "HDC", audience="own organisation"))
    people.add_alias(actor, record.ref, planting.phrase("person", "alias", "HDC", audience="own organisation"))
    return Leaf(record.id, Kind.PERSON, "ALLEGED")


def _share(planting: Planting, actor: Actor, ref: str, org: str, level: Level) -> None:
    _, lens = policy.open_one(actor, CaseFile, ref, Act.SHARE_ADD)
    orgs = ("HDC", org)
    reason = (
        planting.phrase("share", "reason", *orgs, audience="owner, sharer and receiver")
        if level is Level.FULL and org == "LUM"
        else "Joint work"
    )
    terms = Terms(
        planting.stage.organisations[org], level, "JOINT_WORK", "GDPR_6_1_E", "CDA115", reason, clock.today() + timedelta(days=60)
    )
    shares.share_with(actor, lens, terms)


def _parts(planting: Planting, actor: Actor, ref: str, full: tuple[str, ...]) -> None:
    notes.add_note(actor, ref, kind="NOTE", body=planting.phrase("note", "notes", *full))
    own = planting.phrase("note", "notes", "HDC", audience="own organisation")
    notes.add_note(actor, ref, kind="NOTE", body=own, audience=Audience.OWN)
    if "LUM" in full:
        chosen = planting.phrase("note", "notes", "HDC", "LUM", audience="chosen: LUM")
        notes.add_note(
            actor, ref, kind="NOTE", body=chosen, audience=Audience.CHOSEN, org_ids=(planting.stage.organisations["LUM"],)
        )
    _, lens = policy.open_one(actor, CaseFile, ref, Act.TASK_ADD)
    add_task(actor, lens, title=planting.phrase("task", "tasks", *full), for_org_id=actor.organisation_id or 0)
    _, lens = policy.open_one(actor, CaseFile, ref, Act.DOCUMENT_ADD)
    name = planting.phrase("document", "file name", *full)
    body = planting.phrase("document", "content", *full)
    upload = Upload(io.BytesIO(f"{body}\n".encode()), f"{name}.txt")
    add_document(actor, lens, upload, kind="OTHER", title=planting.phrase("document", "title", *full))
    questions = assessment_on(clock.today())
    judgement = Judgement(
        answers={question.code: question.answers[0].code for question in questions.questions},
        overrides=(),
        band="standard",
        narrative=planting.phrase("risk", "risk", *full),
        protective="none",
        harm_done="none",
        harm_risk="none",
        review_on=clock.today() + timedelta(days=28),
    )
    risk.assess_risk(actor, ref, judgement)
    canary_powers.plant(planting, actor, ref, full)


def _person(planting: Planting) -> None:
    since = len(planting.found)
    with planting.acting(PARTNER) as actor:
        own: dict[str, Any] = {"audience": "own organisation"}
        record = people.add_person(
            actor, NewPerson(family_name=planting.phrase("person", "identity", "LUM"), given_names="Canary")
        )
        people.add_vulnerability(actor, record.ref, "ISOLATED", planting.phrase("person", "vulnerability", "LUM", **own))
        people.add_address(actor, record.ref, NewAddress(address=planting.phrase("person", "address", "LUM", **own)))
        nobody = planting.phrase("protected address", "identity", audience="its own grant; no page shows it", people=[])
        people.add_protected_address(actor, record.ref, nobody)
        people.add_vehicle(actor, NewVehicle(registration="ZZ11 QZQ", note=planting.phrase("vehicle", "identity", "LUM")))
        planting.settle(since, record.ref)


def _referral(planting: Planting) -> None:
    since = len(planting.found)
    named: dict[str, Any] = {"people": sorted({CLEARED, *planting.leads}), "audience": "named, cleared people"}
    with planting.acting(CLEARED) as actor:
        given = NewReferral(
            verbatim=planting.phrase("referral", "narrative", "CCON", **named),
            what_happened=planting.phrase("referral", "narrative", "CCON", **named),
            venue_kind="HOTEL",
            consent="NOT_ASKED",
            received_at=clock.now() - timedelta(minutes=5),
            venue_name=planting.phrase("referral", "concern", "CCON", **named),
            child=PersonFacts(name=planting.phrase("referral", "child", "CCON", **named)),
            adult=PersonFacts(name=planting.phrase("referral", "adult", "CCON", **named)),
            partnership_id=planting.stage.partnerships["Huntingdonshire"],
        )
        planting.settle(since, referring.make_referral(actor, given).ref)


def _receipt(planting: Planting) -> None:
    since = len(planting.found)
    readers = sorted({PASSER, *planting.leads})
    with planting.acting(PASSER) as actor:
        words = planting.phrase(
            "receipt", "own words", "CFRS", people=readers, audience="the person who passed it on, and the leads"
        )
        concern = Concern(
            words=words, venue_kind="HOTEL", place="Made-up Inn", partnership_id=planting.stage.partnerships["Huntingdonshire"]
        )
        planting.settle(since, receipts.pass_on(actor, concern).ref)


def _questions(planting: Planting) -> None:
    with planting.acting(OWNER) as actor:
        report = Report("ASB", "NOI", "A case of questions", clock.now() - timedelta(hours=3), opens_case=True)
        ref = capture.capture(actor, report).case_ref
    with planting.acting(OWNER) as actor:
        _share(planting, actor, ref, "CCC", Level.FULL)
    questions.plant(planting, ref, asker=OWNER, asked=(("LUM", PARTNER), ("CCON", OTHER)), others=("CCC",))
