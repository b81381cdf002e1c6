"""The checks V1 to V11 on warnings, notices, penalties and orders: each answers with refusals, none means the deed may go on."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from enum import StrEnum

from casework.statute import counting
from casework.statute.deadlines import last_day
from casework.statute.rules import in_use
from casework.statute.types import Activation, Level, Limit, Refusal, Status

ACT = "Anti-social Behaviour, Crime and Policing Act 2014"
Refusals = tuple[Refusal, ...]


class CapBasis(StrEnum):
    """Which date decides the amounts of a fixed penalty."""

    OFFENCE_DATE = "offence_date"
    NOTICE_DATE = "notice_date"


class PeriodStart(StrEnum):
    """Which date starts the years of a public spaces protection order."""

    EFFECT_DATE = "effect_date"
    MADE_DATE = "made_date"


class PspoStep(StrEnum):
    """What must be on record before a public spaces protection order is in force."""

    POLICE = "the chief officer of police was consulted"
    POLICING_BODY = "the local policing body was consulted"
    COMMUNITY = "community representatives were consulted"
    PARISH = "the parish council was notified"
    COUNTY = "the county council was notified"
    WEBSITE = "the order is on the website"
    SIGNAGE = "the notices on the land are dated"


class Rank(StrEnum):
    """Police ranks, low to high."""

    CONSTABLE = "constable"
    SERGEANT = "sergeant"
    INSPECTOR = "inspector"
    CHIEF_INSPECTOR = "chief inspector"
    SUPERINTENDENT = "superintendent"
    CHIEF_SUPERINTENDENT = "chief superintendent"
    ASSISTANT_CHIEF_CONSTABLE = "assistant chief constable"
    DEPUTY_CHIEF_CONSTABLE = "deputy chief constable"
    CHIEF_CONSTABLE = "chief constable"


RANKS = tuple(Rank)


def error(rule: str, sentence: str, citation: str) -> Refusal:
    """A refusal that stops the deed."""
    return Refusal(rule, Level.ERROR, sentence, citation)


def warning(rule: str, sentence: str, citation: str) -> Refusal:
    """A refusal that only warns."""
    return Refusal(rule, Level.WARNING, sentence, citation)


def warned_first(*, warned_on: date | None, comply_by: date | None, issued_on: date) -> Refusals:
    """V1: a community protection notice follows a written warning for the same conduct, after enough time (s43(5))."""
    section = f"{ACT} s43(5)"
    if warned_on is None or warned_on > issued_on:
        return (error("V1", "Give the person a written warning about this conduct before the notice.", section),)
    if warned_on == issued_on:
        return (error("V1", "Give the person time to stop after the warning before the notice.", section),)
    if comply_by is not None and issued_on <= comply_by:
        return (error("V1", f"The warning gave the person until {_day(comply_by)}; wait until that day has passed.", section),)
    return ()


def old_enough(
    power: str, *, born_on: date, on: date, is_penalty: bool = False, activations: Iterable[Activation] = ()
) -> Refusals:
    """V2: the least age for a notice, an order or a fixed penalty, and the caution about penalties under 18."""
    tables = in_use(activations)
    age = counting.age_on(born_on, on)
    least = tables.find(power, "min_age", on)
    if is_penalty and least is None:
        least = tables.find("FPN", "min_age", on)
    if least is not None and least.value is not None and age < least.value:
        return (error("V2", f"The person is {age}; the least age is {least.value}.", least.citation),)
    caution = tables.find("FPN", "caution_age", on) if is_penalty else None
    if caution is not None and caution.value is not None and age < caution.value:
        return (warning("V2", f"The person is {age}; consider the youth service instead of a penalty.", caution.citation),)
    return ()


def pspo_length(
    *,
    made_on: date,
    effect_on: date,
    ends_on: date,
    start: PeriodStart = PeriodStart.EFFECT_DATE,
    activations: Iterable[Activation] = (),
) -> Refusals:
    """V3: a public spaces protection order ends within its longest period (s60(1))."""
    if effect_on < made_on:
        return (error("V3", "An order cannot have effect before it is made.", f"{ACT} s60"),)
    if ends_on < effect_on:
        return (error("V3", "An order cannot end before it has effect.", f"{ACT} s60"),)
    first = effect_on if start is PeriodStart.EFFECT_DATE else made_on
    longest = in_use(activations).limit("PSPO", "max_duration", made_on)
    return _not_after("V3", longest, first, ends_on, "The order")


def pspo_extension(
    *, current_end_on: date, decided_on: date, new_end_on: date, activations: Iterable[Activation] = ()
) -> Refusals:
    """V4: an extension is decided before the order ends and is no longer than the law allows (s60(2)-(3))."""
    longest = in_use(activations).limit("PSPO", "max_each_extension", decided_on)
    found: list[Refusal] = []
    if decided_on > current_end_on:
        sentence = f"The order ended on {_day(current_end_on)}; it cannot be extended, a new order is needed."
        found.append(error("V4", sentence, f"{ACT} s60(2)"))
    if new_end_on <= current_end_on:
        found.append(error("V4", "An extension ends after the present end of the order.", longest.citation))
    found += _not_after("V4", longest, counting.days_following(current_end_on, 1), new_end_on, "The extension")
    return tuple(found)


def pspo_ready(done: Collection[PspoStep], *, has_parish: bool = True, has_county: bool = True) -> Refusals:
    """V5: consultation, notification and publication are on record before an order is in force (s72, SI 2014/2591)."""
    needed = [step for step in PspoStep if step not in done]
    if not has_parish and PspoStep.PARISH in needed:
        needed.remove(PspoStep.PARISH)
    if not has_county and PspoStep.COUNTY in needed:
        needed.remove(PspoStep.COUNTY)
    return tuple(error("V5", f"Record first that {step.value}.", f"{ACT} s72; SI 2014/2591") for step in needed)


def penalty_amounts(
    power: str,
    *,
    offence_on: date,
    dated_on: date,
    amount: int,
    early_amount: int | None = None,
    early_days: int | None = None,
    basis: CapBasis = CapBasis.OFFENCE_DATE,
    activations: Iterable[Activation] = (),
) -> Refusals:
    """V6: the amounts of a fixed penalty lie within the limits of their date, and the lower amount is for a short time."""
    if dated_on < offence_on:
        return (error("V6", "A penalty notice cannot be dated before the offence.", f"Fixed penalty {power}"),)
    tables = in_use(activations)
    on = offence_on if basis is CapBasis.OFFENCE_DATE else dated_on
    most = tables.find(power, "fpn_max", on)
    if most is None:
        return (error("V6", f"No penalty for {power} is in force on {_day(on)}.", f"Fixed penalty {power}"),)
    found: list[Refusal] = []
    if most.value is not None and amount > most.value:
        found.append(error("V6", f"The most the law allows on {_day(on)} is £{most.value:,}.", most.citation))
    least = tables.find(power, "fpn_min", on)
    if least is not None and least.value is not None and amount < least.value:
        found.append(error("V6", f"The least the law allows on {_day(on)} is £{least.value:,}.", least.citation))
    if amount <= 0:
        found.append(error("V6", "A penalty is more than nothing.", most.citation))
    found += _early_amount(tables.find(power, "fpn_early_min", on), most, amount, early_amount)
    if early_amount is not None or early_days is not None:
        window = tables.find(power, "fpn_lower_amount_period", dated_on) or tables.find(power, "fpn_pay_period", dated_on)
        found += _early_days(window, most, early_days)
    return tuple(found)


def _early_amount(floor: Limit | None, most: Limit, amount: int, early_amount: int | None) -> Refusals:
    if early_amount is None:
        return ()
    if floor is None:
        return (error("V6", "This penalty has no lower amount for early payment.", most.citation),)
    if early_amount >= amount or early_amount <= 0:
        return (error("V6", "The amount for early payment is lower than the penalty, and more than nothing.", floor.citation),)
    if floor.value is not None and early_amount < floor.value:
        return (error("V6", f"The least for early payment is £{floor.value:,}.", floor.citation),)
    return ()


def _early_days(window: Limit | None, most: Limit, early_days: int | None) -> Refusals:
    if early_days is None or early_days < 1:
        return (error("V6", "Say within how many days the lower amount is accepted.", most.citation),)
    if window is None or window.value is None or early_days <= window.value:
        return ()
    return (error("V6", f"The lower amount is accepted for {window.value} days at most.", window.citation),)


def dispersal(*, rank: Rank, starts_at: datetime, ends_at: datetime, activations: Iterable[Activation] = ()) -> Refusals:
    """V7: a dispersal authorisation comes from an inspector or above and keeps to its longest time (s34)."""
    longest = in_use(activations).limit("DISPERSAL", "authorisation_max", counting.london_day(starts_at))
    found: list[Refusal] = []
    if RANKS.index(rank) < RANKS.index(Rank.INSPECTOR):
        found.append(error("V7", "An inspector or a higher rank authorises dispersal.", f"{ACT} s34"))
    found += _hours("V7", longest, starts_at, ends_at, "The authorisation")
    return tuple(found)


def exclusion(
    *,
    starts_at: datetime,
    ends_at: datetime,
    authorised: tuple[datetime, datetime] | None = None,
    activations: Iterable[Activation] = (),
) -> Refusals:
    """V7: a direction excludes for no longer than the law allows, and begins while the authorisation runs (s35)."""
    longest = in_use(activations).limit("DISPERSAL", "exclusion_max", counting.london_day(starts_at))
    found = _hours("V7", longest, starts_at, ends_at, "The exclusion")
    if authorised is not None and not authorised[0] <= starts_at <= authorised[1]:
        found += (error("V7", "The exclusion begins while the authorisation is running.", f"{ACT} s35"),)
    return found


def closure_notice(
    *, served_at: datetime, ends_at: datetime, has_senior_signatory: bool, activations: Iterable[Activation] = ()
) -> Refusals:
    """V8: a closure notice keeps to 24 hours, or 48 with the signature of a senior person (s77)."""
    tables, on = in_use(activations), counting.london_day(served_at)
    longest = tables.limit("CLOSURE_NOTICE", "max_senior" if has_senior_signatory else "max_basic", on)
    return _hours("V8", longest, served_at, ends_at, "The closure notice")


def closure_order(
    *, made_on: date, ends_on: date, is_extension: bool = False, activations: Iterable[Activation] = ()
) -> Refusals:
    """V8: a closure order keeps to three months, and to six in all with its extensions (ss80(6), 82)."""
    if ends_on < made_on:
        return (error("V8", "An order cannot end before it is made.", f"{ACT} s80"),)
    longest = in_use(activations).limit("CLOSURE_ORDER", "max_total" if is_extension else "max_first", made_on)
    return _not_after("V8", longest, made_on, ends_on, "The order")


def requirements_live(*, is_do_requirement: bool, has_appeal: bool) -> Refusals:
    """V10: a requirement to do something waits while an appeal against the notice is undecided (s46(3))."""
    if not (is_do_requirement and has_appeal):
        return ()
    return (warning("V10", "An appeal is undecided, so requirements to do something are suspended.", f"{ACT} s46(3)"),)


def may_apply(row: Limit) -> Refusals:
    """V11: only a row in force applies; any other waits for a date and the instrument that brings it in."""
    if row.status is Status.IN_FORCE:
        return ()
    return (error("V11", f"This limit is {row.status.value} and does not apply yet.", row.citation),)


def _not_after(rule: str, longest: Limit, first: date, ends_on: date, what: str) -> Refusals:
    if longest.value is None:
        return ()
    latest = last_day(longest, first).on
    if latest is None or ends_on <= latest:
        return ()
    return (error(rule, f"{what} may not run past {_day(latest)}.", longest.citation),)


def _hours(rule: str, longest: Limit, starts_at: datetime, ends_at: datetime, what: str) -> Refusals:
    if ends_at <= starts_at:
        return (error(rule, f"{what} ends after it starts.", longest.citation),)
    latest = last_day(longest, starts_at).at
    if latest is None or ends_at <= latest:
        return ()
    shown = latest.astimezone(counting.LONDON)
    return (error(rule, f"{what} may not run past {shown.strftime('%H:%M')} on {_day(shown.date())}.", longest.citation),)


def _day(on: date) -> str:
    return f"{on.day} {on.strftime('%B %Y')}"
