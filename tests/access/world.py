"""One installation with a real record of every kind, and a signed-in browser for each persona: what the matrix asks over."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from casework.accounts.models import Delegation, ResetRequest, UserClearance, UserRole, UserSession
from casework.accounts.services import feeds, staff
from casework.accounts.services import links as one_time_links
from casework.accounts.types import SAFEGUARDING, LinkKind
from casework.audit.models import AuditEvent
from casework.cases.models import CaseFile, Note
from casework.documents import services as documents
from casework.documents.types import Upload
from casework.enforcement.services import law
from casework.exchange.services import asking
from casework.governance.models import UnusualLook, WatchedRecord
from casework.kernel import clock
from casework.kernel.actor import system_actor
from casework.kernel.db import db
from casework.organisations.models import AgreementParty, PartnershipMember
from casework.papers.models import Paper
from casework.papers.services import issuing
from casework.papers.types import PaperKind
from casework.people import services as people
from casework.people.types import NewPerson, NewVehicle
from casework.places.services import add_place, set_population
from casework.places.types import NewPlace
from casework.referrals.models import ReferralPerson
from casework.referrals.services import venues, working
from casework.reports.models import ManualSeries
from casework.sharing import policy
from casework.sharing.models import EmergencyOpening
from casework.sharing.services import recusals
from casework.sharing.types import Act, Kind, Section
from casework.tasks import services as tasks
from tests.exchange.made import ask, new
from tests.referrals.made import pass_on, refer
from tests.support import enforcing
from tests.support import factories as make
from tests.support.client import Browser
from tests.support.installation import Installation, acting

# One for each role, two cleared (one a safeguarding lead), an uncleared colleague of theirs, and those who must find nothing.
# "suspended" was signed in when their agency lead suspended them.
PERSONAS = (
    "officer", "housing", "manager", "lead", "governance", "analyst", "administrator", "cleared", "safeguarding", "police",
    "neighbour", "suspended", "nobody",
)  # fmt: skip
LEFT = "second.officer"
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
Values = dict[str, str | int]


@dataclass
class World:
    """The application, what stands in for each word of a path, and the browsers."""

    app: Flask
    values: Values
    browsers: dict[str, Browser]
    tokens: dict[str, str] = field(default_factory=dict)

    def token(self, persona: str) -> str:
        """Return the token that this persona's pages carry against forged forms."""
        if persona not in self.tokens:
            found = _TOKEN.search(self.browsers[persona].client.get("/forgotten-password").get_data(as_text=True))
            assert found is not None
            self.tokens[persona] = found.group(1)
        return self.tokens[persona]

    def ask(self, persona: str, path: str, method: str = "GET") -> TestResponse:
        """Ask for a page, or send its form with a good token and nothing else."""
        client = self.browsers[persona].client
        if path.startswith("/sign-out"):
            self.tokens.pop(persona, None)  # Whoever signed out before has a new one.
        if method == "GET":
            return client.get(path)
        return client.post(path, data={"csrf_token": self.token(persona)})

    def status(self, persona: str, path: str, method: str = "GET") -> str:
        """Return the status of the answer; for the two pages one may be sent to first, their name."""
        with self.ask(persona, path, method) as answer:
            return _said(answer, path)


def _said(answer: TestResponse, path: str) -> str:
    where = urlsplit(answer.headers.get("Location", "")).path
    if answer.status_code == 302 and where == "/sign-in" and path != "/sign-out":
        return "sign-in"
    return "why" if answer.status_code == 302 and where.endswith("/reason") else str(answer.status_code)


@pytest.fixture(scope="module")
def world(installation: Installation) -> Iterator[World]:
    """The small partnership with one of everything, made once for a file of tests."""
    installation.reset()
    app = installation.app
    values = {**_casework(app), **_compartment(app), **_law(app), **_accounts(app), **_watched(app)}
    values |= _exceptions(app, str(values["case"]))
    browsers = _sign_in(app)
    values |= _sessions(app)
    yield World(app, values, browsers)
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


def _photo() -> Upload:
    stream = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(stream, "JPEG")
    stream.seek(0)
    return Upload(stream, "door.jpg")


def _casework(app: Flask) -> Values:
    """The council's case, shared in full with the landlord, with everything on it; and its like that nobody else was given."""
    with acting(app, "officer") as actor:
        hidden, case = make.new_case(actor, "Unshared", owner=actor.user_id), make.new_case(actor, "Shared", owner=actor.user_id)
        incident, alone = make.new_incident(actor), make.new_incident(actor, "Alone")
        person = people.add_person(actor, NewPerson(family_name="Kowalska", given_names="Janina"))
        stranger = people.add_person(actor, NewPerson(family_name="Unlinked", given_names="Una"))
        place = add_place(actor, NewPlace(name="The green", line_1="1 High Street", town="St Neots"))
        vehicle = people.add_vehicle(actor, NewVehicle(registration="AB12CDE", make="Ford", colour="blue"))
        alias = people.add_alias(actor, person.ref, "Blondie")
        share = make.new_share(actor, case, "LUM")
        lens = policy.open_one(actor, CaseFile, case.id, Act.LINK_ADD)[1]
        link = make.link(actor, lens, person.id)
        make.link(actor, lens, place.id, Kind.PLACE, "SCENE")
        make.link(actor, lens, incident.id, Kind.INCIDENT, "ATTACHED")
        papers = policy.open_one(actor, CaseFile, case.id, Act.DOCUMENT_ADD)[1]
        (document,) = documents.add_documents(actor, papers, (_photo(),), kind="PHOTO", title="The door")
        task = tasks.add_task(
            actor, policy.open_one(actor, CaseFile, case.id, Act.TASK_ADD)[1], title="Visit",
            for_org_id=make.organisation_id("LUM"), for_user_id=None, due_on=clock.today() + timedelta(days=7),
        )  # fmt: skip
        note = db.session().scalars(select(Note.id).where(Note.record_id == case.id)).one()
        (asked,) = ask(actor, case.ref, "LUM")
        outside, answer_token, _ = asking.ask_outside(actor, case.ref, new(), name="Dr Example, Example Surgery")
        return {
            "case": case.ref, "hidden": hidden.ref, "incident": incident.ref, "alone": alone.ref, "person": person.ref,
            "stranger": stranger.ref, "place": place.ref, "vehicle": vehicle.ref, "alias": alias.id, "share": share, "link": link,
            "document": document.id, "task": task.id, "note": note, "request": asked, "outside_request": outside.ref,
            "answer_token": answer_token,
        }  # fmt: skip


def _exceptions(app: Flask, case: str) -> Values:
    """On the shared case: a colleague recused for a conflict of interest, and a partner's opening in an emergency, now over."""
    with acting(app, "manager") as actor:
        lens = policy.open_record(actor, case, Act.RECORD_READ)
        recusals.recuse(actor, lens, make.user_id(LEFT), reason="lives next door")
        values: Values = {"recused": make.user_id(LEFT), "landlord": make.organisation_id("LUM")}
    with acting(app, system_actor("a test writes an opening that is over")):
        ago = clock.now() - timedelta(days=2)
        opening = EmergencyOpening(
            record_id=lens.record_id, section=int(Section.SHARING), author_org_id=make.organisation_id("CCON"),
            user_id=make.user_id("police"), at=ago, until_at=ago + timedelta(hours=2), reason="made up",
        )  # fmt: skip
        db.session().add(opening)
        db.session().flush()
        return {**values, "opening": opening.id}


def _compartment(app: Flask) -> Values:
    """A referral of the police's cleared colleague, a venue, and a concern that the council's officer passed on."""
    with acting(app, "cleared") as actor:
        referral, second = refer(actor), refer(actor)
        step = working.add_action(
            actor, referral.ref, aim="disrupt", what="Visit", owner="Clara", due_on=clock.today() + timedelta(days=7)
        )
        venue = venues.register_venue(actor, kind="HOTEL", name="The Marmalade Inn", address="Marmalade Street")
        child = db.session().scalars(select(ReferralPerson.id).where(ReferralPerson.record_id == referral.id)).first() or 0
    with acting(app, "officer") as actor:
        receipt = pass_on(actor)
        refs = {"receipt": receipt.ref}
    return {
        **refs,
        "referral": referral.ref,
        "second_referral": second.ref,
        "referral_action": step.id,
        "venue": venue.ref,
        "child": child,
    }


def _law(app: Flask) -> Values:
    """An order in force, one drafted, and a penalty on a case of its own."""
    with acting(app, system_actor("a test authorises an officer")):
        enforcing.delegate("officer")
        enforcing.delegate("second.officer")
        given = db.session().scalars(select(Delegation.id).order_by(Delegation.id.desc())).first() or 0
    with acting(app, "officer") as actor:
        order, draft = enforcing.in_force(actor), enforcing.drafted(actor, "Drafted only")
        papers = enforcing.papers(actor, enforcing.case(actor))
    with acting(app, system_actor("a test switches on a row of the law")) as actor:
        law.activate(actor, "closure-order-landlord-2026", from_on=clock.today(), instrument="SI 2026/1 (made up)")
    law_row = "closure-order-landlord-2026"
    with acting(app, "officer") as actor:
        issuing.issue(actor, papers["LITTER"], PaperKind.FPN)
        paper = db.session().scalars(policy.readable(actor, Paper)).one().id
        feed = feeds.make(actor)
    return {
        "order": order, "draft_order": draft, "action": papers["LITTER"], "delegation": given, "law_row": law_row, "paper": paper,
        "feed": feed,
    }  # fmt: skip


def _accounts(app: Flask) -> Values:
    """A colleague, invitations and requests, a membership and an agreement of nobody who is asked here, figures typed in."""
    with acting(app, "lead") as actor:
        invited, _ = staff.invite(
            actor, name="Ines Invited", username="ines@example.org", job_title="Officer", roles=["enforcement_officer"]
        )
        colleague = invited.id
    with acting(app, system_actor("a test makes what pages need")) as actor:
        session = db.session()
        role = session.scalars(select(UserRole.id).where(UserRole.user_id == colleague)).one()
        charity = make.organisation_id("L2C")
        member = session.scalars(select(PartnershipMember).where(PartnershipMember.organisation_id == charity)).one()
        party = session.scalars(select(AgreementParty).where(AgreementParty.organisation_id == charity)).one()
        reset = ResetRequest(user_id=make.user_id("manager"), asked_at=clock.wall())
        other = ResetRequest(user_id=make.user_id("analyst"), asked_at=clock.wall())
        figure = ManualSeries(
            partnership_id=member.partnership_id,
            measure="asb",
            year=2016,
            number=10,
            source="Home Office",
            changed_at=clock.wall(),
        )
        session.add_all([reset, other, figure])
        set_population(actor, "district", "E07000011", 2016, 176000, "ONS", None)
        token = one_time_links.make_link(actor, invited, LinkKind.INVITATION)
        session.flush()
        clearance = UserClearance(user_id=make.user_id("charity"), clearance=SAFEGUARDING, from_on=clock.today(), reason="a test")
        session.add(clearance)
        session.flush()
        return {
            "user": colleague, "role": role, "organisation": charity, "membership": member.id, "figure": figure.id,
            "partnership": member.partnership_id, "agreement": party.agreement_id, "party": party.id,
            "reset": reset.id, "reset_too": other.id,
            "lead_role": session.scalars(select(UserRole.id).where(UserRole.user_id == make.user_id("lead"))).one(),
            "token": token, "clearance": clearance.id, "cleared_user": make.user_id("safeguarding"),
        }  # fmt: skip


def _watched(app: Flask) -> Values:
    """A line of unusual access, a watched record and an entry of the trail, of the council's."""
    with acting(app, system_actor("a test makes what pages need")):
        session, council, officer = db.session(), make.organisation_id("HDC"), make.user_id("officer")
        look = UnusualLook(
            month_on=clock.today().replace(day=1), kind="hours", user_id=officer, mark="", compartment=False,
            organisation_id=council, amount=1, first_at=clock.wall(), last_at=clock.wall(), entries=[1], found_at=clock.wall(),
        )  # fmt: skip
        case = session.scalars(select(CaseFile.record_id)).first() or 0
        watch = WatchedRecord(
            record_id=case, organisation_id=council, reason="a test", set_by=make.user_id("governance"), set_at=clock.wall()
        )
        session.add_all([look, watch])
        session.flush()
        entry = session.scalars(select(AuditEvent.number).where(AuditEvent.user_id == officer)).first() or 0
        return {"look": look.id, "watch": watch.id, "entry": entry}


def _sign_in(app: Flask) -> dict[str, Browser]:
    browsers = {persona: Browser(app) for persona in PERSONAS}
    for persona, browser in browsers.items():
        if persona != "nobody":
            answer = browser.sign_in(LEFT if persona == "suspended" else persona)
            assert answer.status_code == 302, persona
    with acting(app, system_actor("the rows take longer than an answer to who is there holds")):
        db.session().execute(update(UserSession).values(confirmed_at=clock.wall() + timedelta(hours=1)))
    with acting(app, "lead") as actor:
        staff.suspend(actor, make.user_id(LEFT), reason="left us")
    return browsers


def _sessions(app: Flask) -> Values:
    """A second browser of the officer's."""
    with acting(app, "officer") as actor:
        return {"session": make.new_session(actor).id}
