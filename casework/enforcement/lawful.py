"""What the cards leave to arithmetic: each named check answers with refusals, each beside the field that it is about."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from casework.enforcement import checks
from casework.enforcement.queries import course
from casework.enforcement.types.actions import Issue
from casework.enforcement.types.powers import ACT, Power
from casework.enforcement.types.steps import State
from casework.enforcement.words import day
from casework.kernel.actor import Actor
from casework.statute import clocks, orders, running, validation
from casework.statute.rules import in_use
from casework.statute.types import Activation, NoLimit, Refusal

Found = Iterator[tuple[str, Refusal]]
EPA, RDA = "Environmental Protection Act 1990", "Refuse Disposal (Amenity) Act 1978"


@dataclass(frozen=True, slots=True)
class Case:
    """What a check looks at: the power, what was said before and with this step, and on which day."""

    actor: Actor
    case_id: int
    power: Power
    before: dict[str, Any]
    said: dict[str, Any]
    on: date
    activations: tuple[Activation, ...]
    state: State | None = None  # empty: it is being issued
    issue: Issue | None = None  # empty: a later step

    @property
    def table(self) -> str:
        """The power of the dated tables."""
        return self.power.card.table


def _each(field: str, found: tuple[Refusal, ...]) -> Found:
    yield from ((field, item) for item in found)


def closure_notice(case: Case) -> Found:
    """V8: 24 hours, or 48 with the signature of a senior person (s77)."""
    senior, served_at, ends_at = case.said["signatory"] == "senior", case.said["served_at"], case.said["ends_at"]
    found = validation.closure_notice(
        served_at=served_at, ends_at=ends_at, has_senior_signatory=senior, activations=case.activations
    )
    yield from _each("ends_at", found)


def closure_extension(case: Case) -> Found:
    """V8: only the senior person extends, a 24-hour notice, by up to 24 hours (s77)."""
    if case.said["is_senior"] != "yes":
        sentence = "Only a superintendent or above, or the council's chief executive or their designate, may extend a notice"
        yield "is_senior", validation.error("V8", sentence, f"{ACT} s77")
    old, new = case.before["ends_at"], case.said["ends_at"]
    most = clocks.clock(case.table, "extended", old, activations=case.activations)[0]
    if new <= old:
        yield "ends_at", validation.error("V8", "An extension ends after the present end of the notice.", most.citation)
    if most.at is not None and new > most.at:
        yield "ends_at", validation.error("V8", f"The extension may not run past {running.said_day(most)}.", most.citation)
    longest = validation.closure_notice(
        served_at=case.said["served_at"], ends_at=new, has_senior_signatory=True, activations=case.activations
    )
    yield from _each("ends_at", longest)


def closure_adjournment(case: Case) -> Found:
    """The court adjourns for up to 14 days, and continues the notice for up to 48 hours more (s81)."""
    latest = clocks.clock(case.table, "adjourned", case.on, activations=case.activations)[0]
    if latest.on is not None and case.said["next_hearing_on"] > latest.on:
        sentence = f"The hearing may not be adjourned past {day(latest.on)}."
        yield "next_hearing_on", validation.error("V8", sentence, latest.citation)
    until = case.said.get("continued_until")
    if until is not None and until != case.before.get("continued_until"):
        start = case.before.get("continued_until") or case.said["ends_at"]
        most = clocks.clock(case.table, "continued", start, activations=case.activations)[0]
        if most.at is not None and until > most.at:
            sentence = f"The notice may not be continued past {running.said_day(most)}."
            yield "continued_until", validation.error("V8", sentence, most.citation)


def closure_order(case: Case) -> Found:
    """V8: three months (s80(6))."""
    made_on, ends_on = case.said["made_on"], case.said["ends_on"]
    yield from _each("ends_on", validation.closure_order(made_on=made_on, ends_on=ends_on, activations=case.activations))


def closure_order_extension(case: Case) -> Found:
    """V8: applied for before the order ends, six months in all (s82)."""
    made_on, old, new = case.said["made_on"], case.before["ends_on"], case.said["ends_on"]
    if case.said["applied_on"] > old:
        sentence = f"The order ended on {day(old)}; an extension is applied for before that."
        yield "applied_on", validation.error("V8", sentence, f"{ACT} s82(1)")
    if new <= old:
        yield "ends_on", validation.error("V8", "An extension ends after the present end of the order.", f"{ACT} s82")
    longest = validation.closure_order(made_on=made_on, ends_on=new, is_extension=True, activations=case.activations)
    yield from _each("ends_on", longest)


def dispersal(case: Case) -> Found:
    """V7: an inspector or above, and no longer than the law allows (s34)."""
    rank = validation.Rank(case.said["rank"])
    found = validation.dispersal(
        rank=rank, starts_at=case.said["starts_at"], ends_at=case.said["ends_at"], activations=case.activations
    )
    for item in found:
        yield "rank" if "inspector" in item.sentence else "ends_at", item


def exclusion(case: Case) -> Found:
    """V7: within an authorisation that was running, no longer than the law allows, and never from home or work (ss35, 36)."""
    held = course.said_of(case.actor, case.case_id, case.said["authorisation"])
    found = validation.exclusion(
        starts_at=case.said["starts_at"],
        ends_at=case.said["ends_at"],
        authorised=(held["starts_at"], held["ends_at"]),
        activations=case.activations,
    )
    for item in found:
        yield "starts_at" if "begins" in item.sentence else "ends_at", item
    if case.said.get("bars"):
        sentence = "A direction may not keep a person from their home, or from work, a legal duty, education or treatment"
        yield "bars", validation.error("V7", sentence, f"{ACT} s36(1)")


def term(case: Case) -> Found:
    """How long a court's injunction or order may run, by the person's age (ss1(6), 25)."""
    is_adult = case.said.get("is_u18") != "yes"
    try:
        found = orders.term(
            case.table, made_on=case.said["made_on"], ends_on=case.said.get("ends_on"), is_adult=is_adult,
            activations=case.activations,
        )  # fmt: skip
    except NoLimit:
        return  # A power whose length the tables do not limit.
    yield from _each("ends_on", found)


def supervisors(case: Case) -> Found:
    """At least one term, and a named supervisor for each requirement (s3, s24)."""
    section = f"{ACT} s24; Sentencing Act 2020 s333" if case.power.code == "CBO" else f"{ACT} s3"
    asked = case.said.get("supervised") or []
    if not asked and not case.said.get("terms"):
        yield "terms", validation.error("TERM", "State at least one prohibition or requirement", case.power.citation)
    for line in asked:
        if not all(part.strip() for part in line.partition(";")[::2]):
            yield "supervised", validation.error("TERM", f"Name who supervises this requirement: {line}", section)


def possession_window(case: Case) -> Found:
    """The notice is served within the time of the condition it rests on; condition 4 needs more than 48 hours closed."""
    condition, since = case.said["condition"], case.said["condition_on"]
    limit = clocks.clock("ABSPOSS", condition, since, activations=case.activations)[0]
    served = case.said["issued_on"]
    if served < since:
        yield "condition_on", validation.error("POSS", "The notice cannot come before what it rests on", limit.citation)
    if limit.on is not None and served > limit.on:
        yield "condition_on", validation.error("POSS", f"The last day to serve was {day(limit.on)}", limit.citation)
    if condition == "closure_order_made" and (case.said.get("closed_hours") or 0) <= 48:
        sentence = "Condition 4 needs access to have been closed for more than 48 hours in all"
        yield "closed_hours", validation.error("POSS", sentence, limit.citation)


def dog_fee(case: Case) -> Found:
    """The owner pays the expenses and the prescribed fee before the dog goes back (s149(5))."""
    fee = in_use(case.activations).limit("STRAY_DOG", "fee", case.said["seized_on"])
    if fee.value is not None and case.said["expenses"] < fee.value:
        yield "expenses", validation.error("DOG", f"The owner pays at least the fee of £{fee.value}", fee.citation)


def abandoned(case: Case) -> Found:
    """A vehicle that is only untaxed is not abandoned; one removed at once needs danger or fire as its reason."""
    signs = set(case.said["signs"])
    if signs == {"untaxed"}:
        sentence = "A vehicle that is only untaxed is not abandoned: report it to the DVLA"
        yield "signs", validation.error("VEH", sentence, f"{RDA} s3")
    if case.said["notice_kind"] == "none" and not signs & {"burnt", "damaged"}:
        sentence = "Only a dangerous or burnt-out vehicle is removed without a notice on it"
        yield "notice_kind", validation.error("VEH", sentence, f"{RDA} s3")


def abatement_in_time(case: Case) -> Found:
    """A notice follows the finding; about noise it may be delayed for seven days at most (s80(2A) to (2E))."""
    found_on, served, by = case.said["satisfied_on"], case.said["notice_on"], case.said["abate_by"]
    if served < found_on:
        yield "notice_on", validation.error("NUIS", "The notice cannot come before the finding", f"{EPA} s80(1)")
    if by < served:
        yield "abate_by", validation.error("NUIS", "The notice gives time from its service", f"{EPA} s80(1)")


def suspension(case: Case) -> Found:
    """A licence is suspended for up to three months."""
    if "suspend" not in case.said["outcome"]:
        return
    start, end = case.said.get("suspended_from"), case.said.get("ends_on")
    if start is None or end is None:
        sentence = "Say from when and until when the licence is suspended"
        yield "suspended_from", validation.error("LIC", sentence, "Licensing Act 2003 s52")
        return
    most = clocks.clock("LIC_REVIEW", "suspended", start, activations=case.activations)[0]
    if end < start or (most.on is not None and end > most.on):
        sentence = f"The suspension may not run past {day(most.on or end)}"
        yield "ends_on", validation.error("LIC", sentence, most.citation)


def amount_in_law(case: Case) -> Found:
    """V6: the amount lies within the limits of its day."""
    found = validation.penalty_amounts(
        case.table, offence_on=case.said["issued_on"], dated_on=case.on, amount=case.said["amount"],
        activations=case.activations,
    )  # fmt: skip
    yield from _each("amount", found)


def appeal_suspends(case: Case) -> Found:
    """V10: while an appeal is undecided only a requirement to stop can be breached (s46(3))."""
    if case.state is State.APPEALED and case.said.get("breach_kind") != "stop":
        sentence = "An appeal is undecided, so requirements to do something are suspended: only one to stop can be breached"
        yield "breach_kind", validation.error("V10", sentence, f"{ACT} s46(3)")


def old_enough(case: Case) -> Found:
    """V2: the least age of the power; the age must be known, or estimated."""
    if case.issue is not None:
        checks.old_enough(case.issue, case.table, case.issue.issued_on, case.activations)
    yield from ()


def warned_first(case: Case) -> Found:
    """A vehicle is seized after the warning that the law of that day asks for, and not before it counts as given (s59)."""
    asked = in_use(case.activations).find(case.table, "warnings_before_seizure", case.on)
    if asked is None or not asked.value:
        return
    given_on = case.before.get("deemed_on") or case.before["issued_on"]
    if case.before.get("warning") == "none":
        sentence = "A vehicle may be seized only after a warning, and none was given"
        yield "on", validation.error("VEH", sentence, asked.citation)
    elif case.on < given_on:
        sentence = f"A vehicle may be seized only after a warning; this one counts as given on {day(given_on)}"
        yield "on", validation.error("VEH", sentence, asked.citation)


def still_under_18(case: Case) -> Found:
    """The yearly review of an order on a child ends when the person is 18 (s28)."""
    adult_on = case.before.get("adult_on")
    if adult_on is not None and case.said["reviewed_on"] >= adult_on:
        sentence = f"The yearly review is for people under 18, and the person was 18 on {day(adult_on)}"
        yield "reviewed_on", validation.error("CBO", sentence, f"{ACT} s28; Sentencing Act 2020 s337")


CHECKS: dict[str, Callable[[Case], Found]] = {
    check.__name__: check
    for check in (
        closure_notice, closure_extension, closure_adjournment, closure_order, closure_order_extension, dispersal, exclusion,
        term, supervisors, possession_window, dog_fee, abandoned, abatement_in_time, suspension, amount_in_law, appeal_suspends,
        old_enough, warned_first, still_under_18,
    )
}  # fmt: skip
