"""The smallest valid things for tests of enforcement: a case, delegations, a paper, an order in force."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from casework.accounts.models import AppUser, Delegation
from casework.cases.models import CaseFile
from casework.enforcement.queries import order_pages
from casework.enforcement.queries import orders as reads
from casework.enforcement.services import issue as issuing
from casework.enforcement.services import order_case, orders, penalties
from casework.enforcement.types.actions import Issue, PenaltyTerms, Requirement
from casework.enforcement.types.order_steps import About
from casework.enforcement.types.orders import Consulted, Judgement, OrderDraft, Term, TermKind
from casework.enforcement.types.powers import Service
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.organisations.models import Organisation, Partnership
from casework.sharing import policy
from casework.sharing.services import records, shares
from casework.sharing.services.grants import Columns
from casework.sharing.services.terms import Terms
from casework.sharing.types import Act, Kind, Level

LONG_AGO = date(2010, 1, 1)
WHO = "Licensing committee"


def _shape(*corners: tuple[float, float]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[list(corner) for corner in (*corners, corners[0])]]}


TOWN = _shape((-0.2715, 52.227), (-0.265, 52.227), (-0.265, 52.2298), (-0.2715, 52.2288))
PARK = _shape((-0.268, 52.2275), (-0.26, 52.2275), (-0.26, 52.232), (-0.268, 52.232))
IN_BOTH, IN_TOWN, OUTSIDE = (52.2280, -0.2665), (52.2275, -0.2705), (52.30, -0.10)


def case(actor: Actor, title: str = "Vehicles racing in the car park") -> str:
    """A case of the actor's organisation; its reference."""
    record = records.make_record(
        actor,
        Kind.CASE,
        partnership_id=actor.partnership_ids[0],
        columns=Columns(sort_on=clock.now(), stage="RECEIVED", subject="NOI", ward="E1"),
    )
    db.session().add(
        CaseFile(
            record_id=record.id, partnership_id=record.partnership_id, type="ASB", subject="NOI", title=title, summary="s",
            stage="RECEIVED", priority="MEDIUM", lead_org_id=actor.organisation_id, owner_user_id=actor.user_id,
            opened_on=clock.today(), received_at=clock.now(), activity_at=clock.now(),
        )
    )  # fmt: skip
    db.session().flush()
    return record.ref


def share(actor: Actor, ref: str, code: str, level: Level) -> int:
    """Share a case; the share's id."""
    _, lens = policy.open_one(actor, CaseFile, ref, Act.SHARE_ADD)
    to = db.session().scalar(select(Organisation.id).where(Organisation.code == code)) or 0
    terms = Terms(to, level, "ASB", "PUBLIC_TASK", "CDA115", "joint visit", clock.today() + timedelta(days=30))
    return shares.share_with(actor, lens, terms).id


def recall(actor: Actor, ref: str, share_id: int) -> None:
    """Recall a share of a case."""
    _, lens = policy.open_one(actor, CaseFile, ref, Act.SHARE_RECALL)
    shares.recall(actor, lens, share_id, reason="over")


def delegate(username: str, power: str = "*", from_on: date = LONG_AGO, until_on: date | None = None) -> None:
    """Authorise a person to use a power."""
    user = db.session().scalar(select(AppUser.id).where(AppUser.username == username))
    db.session().add(Delegation(user_id=user, power=power, from_on=from_on, until_on=until_on, instrument="Scheme of delegation"))
    db.session().flush()


def issue(**more: Any) -> Issue:
    """A paper against an invented adult, issued today by hand, with the ladder's reason and the vulnerability check given."""
    values: dict[str, Any] = {
        "subject": "Ned Testworthy",
        "conduct": "Revving engines and racing at night",
        "issued_on": clock.today(),
        "service": Service.HAND,
        "born_on": date(1990, 5, 1),
        "ladder_reason": "Risk to others",
        "vulnerability_check": "No vulnerability known; asked at the door",
    }
    return Issue(**{**values, **more})


def terms(**more: Any) -> PenaltyTerms:
    """A penalty of £100 for an offence today."""
    return PenaltyTerms(**{"offence_on": clock.today(), "amount": 100, **more})


TERMS = (
    Term(1, TermKind.PROHIBITION, "Racing or driving in convoy", "At all times", "Emergency vehicles", "Vehicle nuisance"),
    Term(2, TermKind.REQUIREMENT, "Leave when an authorised officer asks", "6 pm to 6 am", activity="Gathering"),
)


def draft(title: str, geometry: Any = None) -> OrderDraft:
    """What an order about vehicles says, for the town centre unless a shape is given."""
    return OrderDraft(title, "Repeated complaints of vehicle use", TERMS, geometry or TOWN, title)


def drafted(actor: Actor, title: str = "St Neots town centre", geometry: Any = None) -> str:
    """A drafted order; its reference."""
    return orders.draft_order(actor, draft(title, geometry))


BODIES = (Consulted.POLICE, Consulted.POLICING_BODY, Consulted.COMMUNITY, Consulted.OWNER, Consulted.PARISH, Consulted.COUNTY)


def consulted(actor: Actor, ref: str, about: About = About.MAKE, on: date | None = None) -> str:
    """The order with everybody consulted and notified on a decision, the proposal publicised, and the freedoms considered."""
    on = on or clock.today()
    for who in BODIES:
        orders.consult(actor, ref, who=who, name=f"The {who.replace('_', ' ')}", on=on, reply="In support", about=about)
    orders.publicise(actor, ref, about=about, url="https://council.example/proposal", on=on)
    considered(actor, ref, about, on)
    return ref


def considered(actor: Actor, ref: str, about: About = About.MAKE, on: date | None = None) -> None:
    """What was weighed before a decision."""
    words = Judgement("Five statements", "Nothing less would do", "No protest is touched", "As above", on or clock.today(), WHO)
    order_case.judge(actor, ref, words, about=about)


def in_force(actor: Actor, title: str = "St Neots town centre", geometry: Any = None, made_on: date | None = None) -> str:
    """An order in force since 30 days ago (or the day given), for a year."""
    made = made_on or clock.today() - timedelta(days=30)
    ref = consulted(actor, drafted(actor, title, geometry), on=made)
    orders.make_order(actor, ref, made_on=made, effect_on=made, ends_on=made + timedelta(days=364), made_by=WHO)
    orders.publish(actor, ref, url="https://council.example/order", signs_on=made)
    return ref


def first_term(actor: Actor) -> int:
    """The id of the first term of the first order in force today."""
    return reads.orders_in_force(actor, clock.today())[0].terms[0].id


def breach_count(actor: Actor, order_ref: str) -> int:
    """How many breaches of an order the actor may see."""
    return order_pages.sheet(actor, order_ref).breaches


def setting(actor: Actor, **more: str) -> None:
    """Change how the actor's partnership reads the law."""
    row = db.session().get_one(Partnership, actor.partnership_ids[0])
    row.settings = {**(row.settings or {}), **more}
    db.session().flush()


def papers(actor: Actor, ref: str) -> dict[str, str]:
    """A letter, a warning, a notice after it and a penalty on one case, by power."""
    ago = clock.today() - timedelta(days=20)
    limbs = {"test_effect": "five statements", "test_persistent": "each Friday since May", "test_unreasonable": "after midnight"}
    stop = (
        Requirement("stop", "Stop racing in the car park"),
        Requirement("do", "Keep a log", clock.today() + timedelta(days=9)),
    )
    return {
        "LETTER1": issuing.issue_warning(actor, ref, "LETTER1", issue(address="1 Sample Street\nSt Neots")),
        "CPW": issuing.issue_cpw(actor, ref, issue(issued_on=ago, comply_by=ago + timedelta(days=10))),
        "CPN": issuing.issue_cpn(actor, ref, issue(requirements=stop, service=Service.POST, **limbs)),
        "LITTER": penalties.issue_fpn(actor, ref, "LITTER", issue(location="High Street"), terms(early_amount=60, early_days=10)),
    }
