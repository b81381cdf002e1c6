"""One live example of every power, begun in the last days of the made-up work by whichever body may use it."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from casework.demonstration import crowd
from casework.demonstration.stage import Stage
from casework.enforcement.queries import ladder, powers
from casework.enforcement.services import course, penalties, steps
from casework.enforcement.types.actions import Issue, PenaltyTerms
from casework.enforcement.types.powers import POWERS, Service, Shape
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.statute.rules import in_use

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
# Which body shows which powers, in the order in which one may rest on another.
SHOWN = {
    "HDC": ("CLN", "CLO", "CBO", "ABATEMENT", "STRAY_DOG", "ABANDONED_VEH", "WASTE_DOM", "LIC_REVIEW"),
    "CCON": ("DISP_AUTH", "DISP_DIR", "REMEDY", "VEH_NUISANCE", "INJ"),
    "LUM": ("NOSP", "ABSPOSS", "INJ"),
}
RESTS_ON = {"CLO": ("notice", "CLN"), "DISP_DIR": ("authorisation", "DISP_AUTH")}
# Without this row in force on the day there is nothing lawful to show.
NEEDS = {
    "ABATEMENT": "appeal_period",
    "ABANDONED_VEH": "occupier_objection",
    "LIC_REVIEW": "representations",
    "WASTE_DOM": "fpn_max",
}
SUBJECTS = {
    "CLN": "12 Sample Court, the ground floor", "CLO": "12 Sample Court, the ground floor", "DISP_AUTH": "The market square",
    "STRAY_DOG": "Brown lurcher, no tag", "ABANDONED_VEH": "ZZ99 ZZZ, silver hatchback", "LIC_REVIEW": "The Made-up Arms",
}  # fmt: skip


def plan(stage: Stage, cases: list[Any]) -> None:
    """Plan the examples of each body, on its newest open cases about a named person."""
    for lead, codes in SHOWN.items():
        shown: set[str] = set()
        mine = [case for case in reversed(cases) if case.lead == lead and case.at < stage.ends - 3 * DAY]
        for username in dict.fromkeys(case.username for case in mine):
            own = [case for case in mine if case.username == username]
            stage.plan(stage.ends - 14 * HOUR, username, partial(_show, cases=own, codes=codes, shown=shown))


def _show(actor: Actor, cases: list[Any], codes: tuple[str, ...], shown: set[str]) -> None:
    usable = (case for case in cases if case.ref and case.alleged and crowd.is_open(actor, case.ref))
    made: dict[str, tuple[str, Any]] = {}
    for code in codes:
        if code in shown or not _may(actor, code):
            continue
        rests = RESTS_ON.get(code)
        if rests and rests[1] not in made:
            continue
        case = made[rests[1]][1] if rests else next(usable, None)
        if case is None:
            break
        ref = course.start(actor, case.ref, code, _issue(actor, case, code, {rests[0]: made[rests[1]][0]} if rests else {}))
        made[code] = ref, case
        shown.add(code)
        _go_on(actor, ref, code)
    if "CLN" in codes:
        _penalties(actor, usable, shown)


def _may(actor: Actor, code: str) -> bool:
    card = POWERS[code].card
    silent = code in NEEDS and in_use(()).find(card.table, NEEDS[code], clock.today()) is None
    return not silent and not powers.closed(actor, POWERS[code], clock.today())


def _issue(actor: Actor, case: Any, code: str, rests: dict[str, str]) -> Issue:
    card = POWERS[code].card
    about = code not in SUBJECTS
    people = {person.ref: person.name for person in ladder.subjects(actor, case.ref)}
    known = about and case.alleged in people
    facts = {limb.name: "Officer's notebook, two statements and the log of the case." for limb in card.limbs}
    if case.lead == "LUM" and code == "INJ":
        facts["housing_functions"] = "The person is a tenant, and the conduct was in the block they live in."
    return Issue(
        subject=people[case.alleged] if known else SUBJECTS.get(code, "A person known by sight"),
        person_ref=case.alleged if known else "",
        conduct="What the reporter described, seen also by the officer.",
        issued_on=clock.today(),
        service=Service.HAND,
        evidence="Photographs and two statements.",
        age_estimate=30 if about else None,
        location=f"{case.spot.street}, {case.spot.town}",
        ladder_reason="An earlier step would not have stopped it." if card.step else "",
        vulnerability_check="Asked about health and support needs; none disclosed." if card.step else "",
        facts={**facts, **{field.name: _said(field) for field in card.fields if field.required}, **rests},
    )


def _said(field: Any) -> Any:
    """Something plausible for one field of a card."""
    now, today = clock.now(), clock.today()
    chosen = {
        "served_at": now - HOUR, "noticed_at": now - HOUR, "starts_at": now - HOUR / 2, "ends_at": now + 20 * HOUR,
        "hearing_at": now + 20 * HOUR, "ends_on": today + 80 * DAY, "lives_excluded": "no", "rank": "inspector",
        "signs": ["untraced", "damaged"], "land": "road", "condition": "injunction_breached", "condition_on": today - 30 * DAY,
        "proceedings_on": today + 28 * DAY, "asb_limb": "HAD", "excluded": "Everybody but those who live there and the owner.",
    }  # fmt: skip
    if field.name in chosen:
        return chosen[field.name]
    first = field.choices[0][0] if field.choices else ""
    return {
        "line": "Made-up name", "text": "As the file of the case says.", "lines": ["As the file says"], "day": today, "time": now,
        "number": 60, "money": Decimal("40.00"), "choice": first, "choices": [first], "tick": True, "paper": "",
    }[field.kind]  # fmt: skip


def _go_on(actor: Actor, ref: str, code: str) -> None:
    """Take some examples one step further, so that a made order and a served notice are on show."""
    today = clock.today()
    terms = {
        "terms": ["Not to enter the car parks between 6pm and 6am"],
        "supervised": ["Attend a course; Sam Example, support worker"],
    }
    further: dict[str, tuple[str, dict[str, Any]]] = {
        "CBO": ("made", {"court_name": "Made-up Magistrates' Court", "offence": "Affray", "made_on": today,
                         "ends_on": today + 1000 * DAY, **terms}),
        "ABATEMENT": ("served", {"notice_on": today, "asked": ["Silence the alarm at night"], "abate_by": today + 14 * DAY}),
        "STRAY_DOG": ("noticed", {"notice_on": today, "owner_name": "Made-up owner", "owner_address": "1 Sample Street"}),
    }  # fmt: skip
    if code in further:
        step, given = further[code]
        steps.take_step(actor, ref, step, on=today, note="", given=given)


def _penalties(actor: Actor, usable: Iterator[Any], shown: set[str]) -> None:
    """A fixed penalty for every offence whose amounts are in force today, but breaches, which rest on an order or a notice."""
    named = (case for case in usable if case.alleged in {one.ref for one in ladder.subjects(actor, case.ref) if one.is_named})
    for code, power in POWERS.items():
        today = clock.today()
        if power.shape is not Shape.PENALTY or code in ("PSPO", "CPN_FPN") or code in shown:
            continue
        amount = powers.usual_amount(actor, power.card.table, today)
        if amount is None or powers.closed(actor, power, today) or (case := next(named, None)) is None:
            continue
        penalties.issue_fpn(actor, case.ref, code, _issue(actor, case, code, {}), PenaltyTerms(today, amount))
        shown.add(code)
    db.session().flush()
