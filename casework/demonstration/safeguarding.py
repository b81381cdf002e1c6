"""The made-up referrals of children at risk: made by cleared people, and concerns passed on by others."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from casework.demonstration.stage import Stage, working_hour
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.referrals.models import Referral
from casework.referrals.services import pathway, receipts, referring
from casework.referrals.types import Concern, Move, NewReferral, PersonFacts, State
from casework.sharing import policy

MAKERS = ("clara.moss", "sana.willow", "chidi.aster")
PASSERS = ("hana.juniper", "olivia.quill", "fiona.hazel", "piotr.sedge")
CHILDREN = ("Made-up Child Alpha", "Made-up Child Beta", "Made-up Child Gamma", "Made-up Child Delta", "Made-up Child Epsilon")
LATELY = 4  # how many came in the last weeks, so that the queue has something on it that is not late
WORDS = (
    "A man checked in with a girl who looked about fifteen and paid cash. He said she was his niece. Two more men came later.",
    "Two young people were bought drinks by an older man for the third Friday running and left in his car.",
    "The driver says he has taken the same girl from the school gate to the hotel four times, paid by somebody else.",
)


def plan(stage: Stage, number: int) -> None:
    """Plan this many referrals, and half as many concerns passed on by people without clearance."""
    span = (stage.ends - stage.begins).days
    for place in range(number):
        latest = place >= number - LATELY
        day = span - stage.rng.randint(4, 40) if latest else stage.rng.randint(5, span - 45)
        at = working_hour(stage.rng, stage.begins + timedelta(days=day))
        maker, made = MAKERS[place % len(MAKERS)], _Made()
        stage.plan(at, maker, partial(_refer, stage, made, place=place))
        for days, move in _path(place):
            at = working_hour(stage.rng, at + timedelta(days=days))
            stage.plan(at, maker, partial(_move, made, move))
    for place in range(number // 2):
        at = working_hour(stage.rng, stage.begins + timedelta(days=stage.rng.randint(5, span - 5)))
        stage.plan(at, PASSERS[place % len(PASSERS)], lambda actor: _pass_on(stage, actor))


@dataclass
class _Made:
    """A referral once it is made."""

    ref: str = ""


def _path(place: int) -> tuple[tuple[int, tuple[State, str, str]], ...]:
    """Return how a referral goes on: days after the last step, to which state, with which decision, and why it closes."""
    decided = (1, (State.DECIDED, ("S47", "S17", "NONE", "S17")[place % 4], ""))
    if place % 4 == 2:
        return (decided, (5, (State.CLOSED, "", "NO_EXPLOITATION")))
    if place % 4 == 3:
        return (decided, (29, (State.ASSESSMENT, "", "")), (30, (State.CLOSED, "", "RISK_REDUCED")))
    return (decided, (2, (State.STRATEGY, "", "")), (25, (State.ASSESSMENT, "", "")), (92, (State.CLOSED, "", "RISK_REDUCED")))


def _move(made: _Made, to: tuple[State, str, str], actor: Actor) -> None:
    state, decision, closure = to
    row, _ = policy.open_one(actor, Referral, made.ref)
    told = "The child, a parent and the school" if closure else ""
    step = Move(to=state, on=clock.today(), reason="As agreed with social care.", decision=decision, closure=closure, told=told)
    pathway.move(actor, made.ref, step, seen=row.version)


def _refer(stage: Stage, made: _Made, actor: Actor, place: int) -> None:
    words = WORDS[place % len(WORDS)]
    venue = ("HOTEL", "LICENSED", "TAXI")[place % len(WORDS)]
    given = NewReferral(
        verbatim=words,
        what_happened="The staff rang 101 and said Operation Makesafe. Officers attended and the child was taken home.",
        venue_kind=venue,
        consent="NOT_ASKED",
        received_at=clock.now() - timedelta(hours=1),
        reporter_kind="BUSINESS",
        reporter="Night manager",
        venue_name="The Made-up Inn",
        place="Ring road (made up)",
        child=PersonFacts(name=CHILDREN[place % len(CHILDREN)], born=str(clock.today().year - 15), living="With a parent"),
        partnership_id=stage.partnerships["Huntingdonshire"],
    )
    made.ref = referring.make_referral(actor, given).ref


def _pass_on(stage: Stage, actor: Actor) -> None:
    concern = Concern(
        words=stage.rng.choice(WORDS),
        venue_kind="HOTEL",
        place="The Made-up Inn",
        partnership_id=stage.partnerships["Huntingdonshire"],
    )
    receipts.pass_on(actor, concern)
