"""The life of every power: random lawful walks end where the clocks explain them, and an unlawful step changes nothing."""

import random
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask

from casework.enforcement.queries import dates_of
from casework.enforcement.services import penalties, steps
from casework.enforcement.types.powers import POWERS, Power, Shape
from casework.enforcement.types.steps import NotLawful, State
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.errors import Refused
from casework.statute.rules import in_use
from tests.support import courses
from tests.support import enforcing as make
from tests.support.installation import As

BEGINS = date(2026, 12, 1)
LAWFUL = sorted(code for code in POWERS if code != "RESPECT_ORDER")  # which waits for its instrument
ALL_STEPS = sorted({move.name for power in POWERS.values() for move in power.card.life.moves} | set(State))


@pytest.fixture(autouse=True)
def _day(app: Flask) -> None:
    clock.shift_to(BEGINS)


def explained(actor: Actor, action_ref: str) -> None:
    """Where an action stands the diary explains it: it is over, by a section, or a dated line is in the diary."""
    row = courses.row_of(actor, action_ref)
    standing = POWERS[row.power].card.life.standings[row.state]
    lines = [line for line in dates_of(actor, date(2020, 1, 1), date(2040, 1, 1)) if line.ref == action_ref]
    if standing.is_final:
        assert standing.why and standing.section and not lines and row.due_on is None, (row.power, row.state)
    else:
        assert lines and row.due_on is not None and all(line.citation for line in lines), (row.power, row.state)
        assert (row.due_on, row.due_what) in {(line.on, line.what) for line in lines}


def stepped(actor: Actor, action_ref: str, name: str, rng: random.Random) -> bool:
    """Try a step; True when it was taken. A refused one names its section and changes nothing."""
    power = POWERS[courses.row_of(actor, action_ref).power]
    move = next(item for item in power.card.life.moves if item.name == name)
    before = courses.snapshot(actor, action_ref)
    try:
        if move.is_payment:
            amount = Decimal(rng.choice((20, 100)))
            penalties.record_payment(actor, action_ref, amount=amount, paid_on=clock.today(), how="card")
        else:
            given = courses.answers(actor, action_ref, move.fields, rng)
            steps.take_step(actor, action_ref, name, on=clock.today(), note="Seen by an officer", given=given)
    except Refused as refused:
        assert courses.snapshot(actor, action_ref) == before, name
        assert not isinstance(refused, NotLawful) or refused.citation
        return False
    return True


def walk(actor: Actor, action_ref: str, rng: random.Random, longest: int = 7) -> Counter[str]:
    """Walk at random to an end or as far as it goes; time passes where nothing may follow yet."""
    taken: Counter[str] = Counter()
    for _ in range(longest * 4):
        row = courses.row_of(actor, action_ref)
        life = POWERS[row.power].card.life
        explained(actor, action_ref)
        if life.standings[row.state].is_final or taken.total() >= longest:
            break
        move = rng.choice(life.moves_from(row.state))
        if stepped(actor, action_ref, move.name, rng):
            taken[move.name] += 1
        elif rng.random() < 0.5:
            courses.later(rng.choice((1, 2, 8, 15)))
    explained(actor, action_ref)
    return taken


@pytest.mark.parametrize("code", LAWFUL)
def test_random_lawful_walks_end_where_the_clocks_explain_them(as_: As, code: str) -> None:
    rng = random.Random(f"walk {code}")
    seen: Counter[str] = Counter()
    for _ in range(2):
        clock.shift_to(BEGINS)
        with as_(courses.walker(POWERS[code])) as actor:
            make.delegate(courses.walker(POWERS[code]))
            seen += walk(actor, courses.paper(actor, make.case(actor), code), rng)
    assert seen, "no step was ever taken"


@pytest.mark.parametrize("code", LAWFUL)
def test_every_unlawful_step_is_refused_with_its_section_and_changes_nothing(as_: As, code: str) -> None:
    rng = random.Random(f"refuse {code}")
    with as_(courses.walker(POWERS[code])) as actor:
        make.delegate(courses.walker(POWERS[code]))
        ref = courses.paper(actor, make.case(actor), code)
        refused = unlawful(actor, ref, POWERS[code])
        walk(actor, ref, rng, longest=3)
        refused += unlawful(actor, ref, POWERS[code])
    assert refused > len(ALL_STEPS)


def unlawful(actor: Actor, ref: str, power: Power) -> int:
    """Try every step of any power that may not follow from here; return how many were refused."""
    row = courses.row_of(actor, ref)
    lawful = {move.name for move in power.card.life.moves_from(row.state)}
    before, refused = courses.snapshot(actor, ref), 0
    for name in ALL_STEPS:
        if name in lawful:
            continue
        with pytest.raises(NotLawful, match=r"\(.+\)\.$") as said:
            steps.take_step(actor, ref, name, on=clock.today(), note="Tried")
        assert said.value.citation.strip()
        refused += 1
    assert courses.snapshot(actor, ref) == before
    return refused


@pytest.mark.parametrize("code", [code for code, power in POWERS.items() if power.shape is Shape.PENALTY])
def test_no_issued_penalty_exceeds_the_limit_in_force_on_its_offence_date(as_: As, code: str) -> None:
    tables = in_use(())
    most = tables.limit(POWERS[code].card.table, "fpn_max", BEGINS).value or 0
    with as_("officer") as actor:
        make.delegate("officer")
        ref = make.case(actor)
        for more in (1, 50, 900):
            with pytest.raises(NotLawful, match="most the law allows"):
                penalties.issue_fpn(actor, ref, code, make.issue(), make.terms(amount=most + more, term_id=0))
        long_ago = BEGINS - timedelta(days=365 * 30)
        with pytest.raises(NotLawful, match="No penalty for"):
            penalties.issue_fpn(actor, ref, code, make.issue(), make.terms(offence_on=long_ago))
