"""The made-up enforcement: two orders about vehicles in St Neots, and the warnings, notices and penalties of the cases."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from casework.accounts.models import Delegation
from casework.demonstration import crowd, spaces
from casework.demonstration.stage import Stage, working_hour
from casework.enforcement.models.orders import OrderTerm
from casework.enforcement.queries import ladder
from casework.enforcement.queries import orders as order_queries
from casework.enforcement.services import issue as issuing
from casework.enforcement.services import orders, penalties
from casework.enforcement.types.actions import Issue, PenaltyTerms, Requirement
from casework.enforcement.types.orders import OrderDraft, Term, TermKind
from casework.enforcement.types.powers import Service
from casework.enforcement.types.steps import State
from casework.kernel import clock
from casework.kernel.actor import Actor, system_actor
from casework.kernel.db import db
from casework.sharing import policy
from casework.statute.counting import age_on
from casework.statute.rules import in_use

MAKER, OFFICERS = "meera.larkspur", ("olivia.quill", "oscar.thistle")
# Rough made-up shapes in St Neots, west and south of each other: west, south, east, north.
AREAS = {
    "St Neots: town centre car parks (vehicles)": (-0.2730, 52.2262, -0.2640, 52.2302),
    "St Neots: Eaton Socon riverside (vehicles)": (-0.2890, 52.2120, -0.2780, 52.2190),
}
TERMS = (
    ("Revving an engine, spinning tyres or racing so as to cause nuisance", "at all times", "vehicle noise"),
    ("Gathering with two or more vehicles so as to cause harassment, alarm or distress", "between 6pm and 6am", "gathering"),
    ("Playing music from a vehicle so loudly that it disturbs people who live nearby", "between 9pm and 7am", "music"),
)


@dataclass(frozen=True, slots=True)
class Made:
    """An order of the demonstration, once it is made: a point inside it and its terms."""

    point: tuple[float, float]
    term_ids: tuple[int, ...]
    from_on: date


def delegate(stage: Stage) -> None:
    """Give the officers and managers of the councils, the police and the landlord their written authorisations."""
    session = db.session()
    session.bind_actor(system_actor("the officers of the demonstration are authorised"))
    for code in ("HDC", "FDC", "CCON", "LUM"):
        for username in {*stage.workers(code), stage.manager(code)}:
            session.add(
                Delegation(
                    user_id=stage.user_ids[username],
                    power="*",
                    from_on=stage.begins.date(),
                    instrument="Scheme of delegation (made up)",
                )
            )
    session.commit()
    db.session.remove()


def plan_orders(stage: Stage) -> list[Made]:
    """Plan the two orders: consulted, made, published, both in force well before the end. The list fills as they are made."""
    made: list[Made] = []
    for number, (title, box) in enumerate(AREAS.items()):
        begins = working_hour(stage.rng, stage.begins + timedelta(days=12 + 25 * number))
        stage.plan(begins, MAKER, partial(_consult, title=title, box=box, made=made))
    spaces.plan(stage)
    return made


def _consult(actor: Actor, title: str, box: tuple[float, float, float, float], made: list[Made]) -> None:
    west, south, east, north = box
    shape = {"type": "Polygon", "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]]}
    terms = tuple(Term(place, TermKind.PROHIBITION, *words[:2], activity=words[2]) for place, words in enumerate(TERMS, start=1))
    ref = orders.draft_order(
        actor,
        OrderDraft(
            title, "Residents complained for a year of cars gathering, racing and loud music at night.", terms, shape, title
        ),
    )
    today = clock.today()
    spaces.ready(actor, ref)
    effect, ends = today + timedelta(days=7), today + timedelta(days=3 * 365)
    orders.make_order(actor, ref, made_on=today, effect_on=effect, ends_on=ends, made_by="Licensing and protection committee")
    orders.publish(actor, ref, url="https://www.example.org/orders", signs_on=today)
    order, _ = policy.open_one(actor, crowd.ORDER, ref)
    rows = order_queries.rows(actor, OrderTerm, order.record_id)
    made.append(Made(((south + north) / 2, (west + east) / 2), tuple(row.id for row in rows), effect))


def plan_actions(stage: Stage, cases: list[Any], made: list[Made]) -> None:
    """Plan warnings, contracts, notices and penalties for some of the councils' cases about a person."""
    for case in cases:
        if case.lead != "HDC" or stage.rng.random() > 0.34:
            continue
        at = working_hour(stage.rng, case.at + timedelta(days=stage.rng.randint(3, 14)))
        stage.plan(at, case.username, partial(_first, stage, case, made=made))


def _first(stage: Stage, case: Any, actor: Actor, made: list[Made]) -> None:
    if not case.ref or not case.alleged or not crowd.is_open(actor, case.ref):
        return
    whom = next((one for one in ladder.subjects(actor, case.ref) if one.ref == case.alleged), None)
    if whom is None:
        return
    case.whom = whom
    subject = case.story["subject"]
    if not whom.is_named or _is_child(whom):
        issuing.issue_warning(actor, case.ref, "VERBAL", _issue(case, Service.SPOKEN))
    elif subject == "VNU" and made and made[-1].from_on < clock.today():
        _order_penalty(stage, case, actor, made)
    elif subject in ("FLY", "LITTER") and _has_penalty("FLYTIP" if subject == "FLY" else "LITTER"):
        _penalty(
            stage,
            case,
            actor,
            "FLYTIP" if subject == "FLY" else "LITTER",
            PenaltyTerms(clock.today(), 200 if subject == "FLY" else 100),
        )
    elif stage.rng.random() < 0.25:
        _notice(stage, case, actor)
    else:
        power = stage.rng.choice(("VERBAL", "LETTER1"))
        issuing.issue_warning(actor, case.ref, power, _issue(case, Service.SPOKEN if power == "VERBAL" else Service.POST))


def _is_child(whom: ladder.Subject) -> bool:
    return whom.born_on is not None and age_on(whom.born_on, clock.today()) < 18


def _issue(case: Any, service: Service, **more: Any) -> Issue:
    return Issue(
        subject=case.whom.name,
        conduct=case.story["titles"][0].format(street=case.spot.street, town=case.spot.town) + ": seen also by the officer.",
        issued_on=clock.today(),
        service=service,
        evidence="Officer's notebook and two statements.",
        person_ref=case.alleged,
        born_on=case.whom.born_on,
        age_estimate=None if case.whom.born_on else 30,
        address=f"{case.spot.street}\n{case.spot.town}",
        location=f"{case.spot.street}, {case.spot.town}",
        ladder_reason="An earlier step would not have stopped it.",
        vulnerability_check="Asked about health and support needs; none disclosed.",
        **more,
    )


def _notice(stage: Stage, case: Any, actor: Actor) -> None:
    issue = _issue(case, Service.HAND, comply_by=clock.today() + timedelta(days=14))
    issuing.issue_cpw(actor, case.ref, issue)
    later = working_hour(stage.rng, clock.now() + timedelta(days=21))
    if stage.rng.random() < 0.4:
        stage.later(later, case.username, lambda actor: _follow(stage, case, actor))


def _follow(stage: Stage, case: Any, actor: Actor) -> None:
    if not crowd.is_open(actor, case.ref):
        return
    ref = issuing.issue_cpn(
        actor,
        case.ref,
        _issue(
            case,
            Service.HAND,
            test_effect="Neighbours cannot sleep or use their gardens.",
            test_persistent="Eleven entries in three weeks after the warning.",
            test_unreasonable="Asked to stop four times.",
            requirements=(Requirement("stop", "Stop playing music that can be heard outside the premises between 11pm and 7am"),),
        ),
    )
    if stage.rng.random() < 0.5:
        done = working_hour(stage.rng, clock.now() + timedelta(days=30))
        stage.later(
            done,
            case.username,
            lambda actor: issuing.record_step(actor, ref, State.COMPLIED, on=clock.today(), note="No report for a month."),
        )


def _has_penalty(power: str) -> bool:
    return in_use(()).find(power, "fpn_max", clock.today()) is not None


def _order_penalty(stage: Stage, case: Any, actor: Actor, made: list[Made]) -> None:
    order = stage.rng.choice([each for each in made if each.from_on < clock.today()])
    latitude, longitude = order.point
    terms = PenaltyTerms(
        clock.today(),
        100,
        75,
        10,
        term_id=stage.rng.choice(order.term_ids),
        at=clock.now(),
        latitude=latitude,
        longitude=longitude,
    )
    _penalty(stage, case, actor, "PSPO", terms)


def _penalty(stage: Stage, case: Any, actor: Actor, power: str, terms: PenaltyTerms) -> None:
    ref = penalties.issue_fpn(actor, case.ref, power, _issue(case, Service.HAND), terms)
    chance = stage.rng.random()
    if chance < 0.65:
        days = 6 if terms.early_amount and chance < 0.4 else 12
        amount = terms.early_amount if terms.early_amount and days == 6 else terms.amount
        at: datetime = clock.now() + timedelta(days=days)
        stage.later(at, case.username, lambda actor: _pay(actor, ref, Decimal(amount or 0)))
    elif chance < 0.85:
        stage.later(
            clock.now() + timedelta(days=17), case.username, lambda actor: penalties.mark_unpaid(actor, ref, on=clock.today())
        )


def _pay(actor: Actor, ref: str, amount: Decimal) -> None:
    penalties.record_payment(actor, ref, amount=amount, paid_on=clock.today(), how="online", reference="")
