"""What the made-up organisations ask of each other: questions to partners, referrals of work, transfers of ownership."""

from datetime import timedelta
from functools import partial

from casework.demonstration import crowd
from casework.demonstration.deeds import Case
from casework.demonstration.stage import Stage, working_hour
from casework.exchange.queries import reading
from casework.exchange.services import answering, asking, deciding
from casework.exchange.types import Basis, Handover, Keeps, NewRequest, Offer, Readers, Said, Verdict
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.sharing.types import Level

BASIS = Basis("PREVENT", "GDPR_6_1_E", "CDA115")
QUESTIONS = (
    "Have you been called to this address since the summer, and what came of it?",
    "Is the household known to you, and is there anything we should know before a visit?",
    "Do you hold a tenancy here, and have you warned anybody of it?",
    "Is anybody there open to your service, and who is their worker?",
)
HELD = (
    "Two calls in the spring, words of advice given.",
    "Open to our team; the worker can join a visit.",
    "A written warning in the autumn.",
)
CANNOT = (
    "It was told to us in confidence and nobody is at risk from our silence.",
    "An investigation is open; ask again when it ends.",
)
WORK = (
    "Please speak to the tenant about the noise and tell us what they agree to.",
    "Please make a safe and well visit: candles are used on the landing.",
    "Please offer the person harmed your support service.",
)
OUTSIDERS = ("Dr Example, Made-up Surgery", "The head teacher, Sample Primary School", "Canary House night shelter")


def plan(stage: Stage, cases: list[Case]) -> None:
    """Plan requests on some of the latest cases, so that every page of them has something waiting, late, answered and refused."""
    late = [case for case in cases if case.at > stage.ends - timedelta(days=120) and case.lead in ("HDC", "LUM", "CCON")][-24:]
    for place, case in enumerate(late):
        others = [code for code in ("CCON", "LUM", "CCC", "L2C", "HDC") if code != case.lead and stage.users.get(code)]
        at = max(working_hour(stage.rng, case.at + timedelta(days=8)), working_hour(stage.rng, stage.ends - timedelta(days=20)))
        if at >= stage.ends:
            at = stage.ends - timedelta(hours=3 + place)
        deed = (_ask, _ask, _refer, _ask_outside, _ask, _transfer)[place % 6]
        stage.plan(at, case.username, partial(deed, stage, case, tuple(others[:2]), place))


def _new(stage: Stage, text: str, *codes: str, days: int = 10) -> NewRequest:
    orgs = tuple(stage.organisations[code] for code in codes)
    return NewRequest(text=text, basis=BASIS, due_on=clock.today() + timedelta(days=days), org_ids=orgs)


def _ask(stage: Stage, case: Case, codes: tuple[str, ...], place: int, actor: Actor) -> None:
    if not _is_open(actor, case):
        return
    made = asking.ask(actor, case.ref, _new(stage, QUESTIONS[place % len(QUESTIONS)], *codes, days=4 + place % 14))
    for number, (code, record) in enumerate(zip(codes, made, strict=True)):
        if (place + number) % 3 == 0:
            continue  # not answered: it waits, or is late
        said = (
            Said(Verdict.HELD, HELD[place % len(HELD)], Readers.EVERYONE),
            Said(Verdict.NOTHING),
            Said(Verdict.CANNOT, CANNOT[place % len(CANNOT)]),
        )[(place + number) % 3]
        at = clock.now() + timedelta(days=7, hours=number)
        stage.later(at, stage.manager(code), partial(_answer, ref=record.ref, said=said))


def _is_open(actor: Actor, case: Case) -> bool:
    return bool(case.ref) and crowd.is_open(actor, case.ref)


def _answer(actor: Actor, *, ref: str, said: Said) -> None:
    answering.answer(actor, ref, said, seen=reading.sheet(actor, ref).version)


def _ask_outside(stage: Stage, case: Case, codes: tuple[str, ...], place: int, actor: Actor) -> None:
    if _is_open(actor, case):
        asking.ask_outside(actor, case.ref, _new(stage, QUESTIONS[1]), name=OUTSIDERS[place // 6 % len(OUTSIDERS)])


def _refer(stage: Stage, case: Case, codes: tuple[str, ...], place: int, actor: Actor) -> None:
    if not _is_open(actor, case):
        return
    code = next((each for each in ("L2C", "CCC", "CFRS") if each not in case.partners and stage.users.get(each)), codes[0])
    offer = Offer(Level.SUMMARY, clock.today() + timedelta(days=60)) if code not in case.partners else Offer()
    made = deciding.refer(actor, case.ref, _new(stage, WORK[place % len(WORK)], code), offer)
    if place % 4 != 2:
        deed = partial(_decide, ref=made.ref, accept=place % 3 != 1)
        stage.later(clock.now() + timedelta(days=7), stage.manager(code), deed)


def _transfer(stage: Stage, case: Case, codes: tuple[str, ...], place: int, actor: Actor) -> None:
    if not _is_open(actor, case):
        return
    text = "The people it is about moved; it is yours to lead from here."
    goes = place % 12 == 5
    handover = Handover() if goes else Handover((), Keeps.SUMMARY, clock.today() + timedelta(days=90))
    made = deciding.propose_transfer(actor, case.ref, _new(stage, text, codes[0], days=14), handover)
    if goes:
        stage.later(clock.now() + timedelta(days=7), stage.manager(codes[0]), partial(_decide, ref=made.ref, accept=True))


def _decide(actor: Actor, *, ref: str, accept: bool) -> None:
    seen = reading.sheet(actor, ref).version
    if accept:
        deciding.accept(actor, ref, note="We take it on.", seen=seen)
    else:
        deciding.refuse(actor, ref, reason="They do not live in our area.", seen=seen)
