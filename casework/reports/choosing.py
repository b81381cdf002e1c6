"""Reading a report's address: scope, partnership and whole months, with the last complete period as the default."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from casework.reports import periods
from casework.reports.contents import Scope
from casework.reports.periods import Period

MOST_MONTHS = 36
_OFFERED = 84
_MONTH = re.compile(r"(20[0-9]{2}|19[0-9]{2})-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True)
class Chosen:
    """The period and scope of an address, and a sentence where what was asked for could not be shown."""

    period: Period
    scope: Scope
    sentence: str = ""

    @property
    def address(self) -> dict[str, str]:
        """The parameters that lead to the same report again."""
        return {"scope": str(self.scope), "from": f"{self.period.first:%Y-%m}", "to": f"{self.period.last:%Y-%m}"}


def read(given: Mapping[str, str], allowed: list[Scope], last: Period) -> Chosen:
    """Return what an address asks for; what cannot be shown gives way to the last complete period with a sentence."""
    wanted = next((scope for scope in allowed if scope == given.get("scope")), allowed[0])
    first, until = _first_of(given.get("from", "")), _first_of(given.get("to", ""))
    if first is None and until is None:
        return Chosen(last, wanted)
    if first is None or until is None:
        return Chosen(last, wanted, "Choose the first and the last month. The last complete period is shown.")
    if until < first:
        return Chosen(last, wanted, "The last month cannot be before the first. The last complete period is shown.")
    period = Period(first, end_of_month(until))
    if len(periods.months(period)) > MOST_MONTHS:
        return Chosen(last, wanted, f"Choose at most {MOST_MONTHS} months. The last complete period is shown.")
    return Chosen(period, wanted)


def _first_of(text: str) -> date | None:
    found = _MONTH.fullmatch(text)
    return date(int(found[1]), int(found[2]), 1) if found else None


def end_of_month(day: date) -> date:
    """The last day of a day's month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def month_choices(today: date, chosen: Period) -> dict[str, str]:
    """The months a report may begin and end in, newest first, those of the address among them."""
    months, day = [], today.replace(day=1)
    for _ in range(_OFFERED):
        months.append(day)
        day = (day - timedelta(days=1)).replace(day=1)
    months += [chosen.first.replace(day=1), chosen.last.replace(day=1)]
    return {f"{month:%Y-%m}": f"{month:%B %Y}" for month in sorted(set(months), reverse=True)}


def shortcuts(today: date, last: Period) -> list[tuple[str, Period]]:
    """The periods offered by name."""
    return [
        ("Last complete period", last),
        ("The one before", periods.before(last)),
        ("Last twelve months", periods.last_twelve_months(today)),
    ]
