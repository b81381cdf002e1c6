"""Deadlines from the dated limits: the last day or instant, the counting rule, the law, and a warning where it is due."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from casework.statute import calendar, counting
from casework.statute.rules import in_use
from casework.statute.types import Activation, CalendarEnds, Counted, Deadline, Limit, StatuteError, Unit

Start = date | datetime
DAY = timedelta(days=1)
LAST_EARLY = "last day to pay the lower amount"
LAST_TO_PAY = "last day to pay"
MONTHS_IN = {Unit.YEARS: 12}

DAYS: dict[tuple[Unit, Counted], tuple[str, Callable[[date, int], date]]] = {
    (Unit.DAYS, Counted.BEGINNING_WITH): ("T1", counting.days_beginning_with),
    (Unit.DAYS, Counted.FOLLOWING): ("T2", counting.days_following),
    (Unit.MONTHS, Counted.BEGINNING_WITH): ("T3", counting.months_beginning_with),
    (Unit.YEARS, Counted.BEGINNING_WITH): ("T3", counting.months_beginning_with),
    (Unit.MONTHS, Counted.WITHIN): ("T4", counting.within_months),
    (Unit.YEARS, Counted.WITHIN): ("T4", counting.within_months),
    (Unit.WEEKS, Counted.BEGINNING_WITH): ("T5", counting.weeks_beginning_with),
    (Unit.CLEAR_DAYS, Counted.CLEAR_DAYS_AFTER): ("T6", counting.after_clear_days),
    (Unit.WORKING_DAYS, Counted.WORKING_DAYS_AFTER): ("T9", calendar.add_working_days),
}
HOURS: dict[Counted, tuple[str, Callable[[datetime, int], datetime]]] = {
    Counted.HOURS_FROM: ("T7", counting.hours_from),
    Counted.HOURS_FROM_EXCEPT_CHRISTMAS_DAY: ("T8", counting.hours_from_except_christmas_day),
}


class NotAPeriod(StatuteError):
    """The limit is an amount or has no end, so it gives no last day."""


def legal_day(start: Start) -> date:
    """The day in London of a day or an instant."""
    return counting.london_day(start) if isinstance(start, datetime) else start


def weekend_warning(on: date) -> str | None:
    """V9: the sentence to show when a last day is not a working day; the 2014 Act does not move it."""
    try:
        if calendar.is_working_day(on):
            return None
        before = calendar.previous_working_day(on)
    except CalendarEnds:
        return "The bank holidays of that time are not known: check that the last day is a working day."
    return f"The last day is not a working day; act by {before.strftime('%A')} {before.day} {before.strftime('%B %Y')}."


def last_day(limit: Limit, from_date: Start, name: str = "") -> Deadline:
    """The end of a limit's period from a day or instant; for clear days, the first day on which action is allowed."""
    if limit.value is None or limit.counted is None:
        raise NotAPeriod(f"{limit.id} gives no last day.")
    name = name or limit.parameter.replace("_", " ")
    if limit.unit is Unit.HOURS:
        if not isinstance(from_date, datetime):
            raise NotAPeriod(f"{limit.id} is counted in hours, so it needs the time as well as the day.")
        rule, ends = HOURS[limit.counted]
        return Deadline(name, None, ends(from_date, limit.value), rule, limit.citation)
    rule, count = DAYS[limit.unit, limit.counted]
    on = count(legal_day(from_date), limit.value * MONTHS_IN.get(limit.unit, 1))
    warning = None if rule in ("T6", "T9") else weekend_warning(on)
    return Deadline(name, on, None, rule, limit.citation, warning)


def deemed_issue(posted_on: date, activations: Iterable[Activation] = ()) -> Deadline:
    """The day a posted notice counts as issued, the second working day after posting (Interpretation Act 1978 s7)."""
    return last_day(in_use(activations).limit("POST", "deemed_issue", posted_on), posted_on, "deemed day of issue")


def penalty(
    power: str, dated_on: date, *, early_days: int | None = None, activations: Iterable[Activation] = ()
) -> tuple[Deadline, ...]:
    """The days of a fixed penalty notice, all run from the date on it: early payment, last payment, first proceedings."""
    limit = in_use(activations).limit(power, "fpn_pay_period", dated_on)
    last = last_day(limit, dated_on, LAST_TO_PAY)
    assert last.on is not None
    early: tuple[Deadline, ...] = ()
    if early_days is not None:
        on = counting.days_following(dated_on, early_days)
        early = (Deadline(LAST_EARLY, on, None, "T2", limit.citation, weekend_warning(on)),)
    return *early, last, Deadline("first day for proceedings", last.on + DAY, None, "T2", limit.citation)


def amount_due(
    power: str,
    dated_on: date,
    on: date,
    *,
    amount: int,
    early_amount: int | None = None,
    early_days: int | None = None,
    activations: Iterable[Activation] = (),
) -> int | None:
    """What settles a fixed penalty on a day: the lower amount, the full one, or nothing once the period is over."""
    found = {item.name: item.on or date.max for item in penalty(power, dated_on, early_days=early_days, activations=activations)}
    if on > found[LAST_TO_PAY]:
        return None
    return early_amount if early_amount is not None and on <= found.get(LAST_EARLY, date.min) else amount


def subject_access(received_on: date, *, extended: bool = False, activations: Iterable[Activation] = ()) -> Deadline:
    """The day an access request is due; a day that is no working day moves to the next one (UK GDPR Arts 12, 15)."""
    parameter = "due_extended" if extended else "due"
    due = last_day(in_use(activations).limit("SAR", parameter, received_on), received_on, "answer due")
    assert due.on is not None
    return replace(due, on=calendar.next_working_day(due.on), warning=None)


def extension_of_pspo(current_end_on: date, *, decided_on: date, activations: Iterable[Activation] = ()) -> tuple[Deadline, ...]:
    """The last day to decide an extension and the latest day it may run to (ASBCPA 2014 s60)."""
    limit = in_use(activations).limit("PSPO", "max_each_extension", decided_on)
    latest = last_day(limit, current_end_on + DAY, "latest end of the extension")
    decide = Deadline("last day to extend", current_end_on, None, "T3", limit.citation, weekend_warning(current_end_on))
    return decide, latest


def kept_until(
    parameter: str, trigger_on: date, *, born_on: date | None = None, activations: Iterable[Activation] = ()
) -> tuple[Deadline, Deadline]:
    """The last day a record is kept and the first day it may go; with a child, not before the 25th birthday."""
    tables = in_use(activations)
    keep = last_day(tables.limit("RETENTION", parameter, trigger_on), trigger_on, "keep through")
    assert keep.on is not None
    age = tables.limit("RETENTION", "child_age", trigger_on).value
    eligible = keep.on + DAY
    if born_on is not None and age is not None:
        eligible = max(eligible, counting.birthday(born_on, age))
    through = Deadline("keep through", eligible - DAY, None, "T3", keep.citation)
    return through, Deadline("may be deleted from", eligible, None, "T3", keep.citation)
