"""How often the powers were used in a year: one select for a figure, for the list behind it and for the public table.

A year runs from 1 April. Its figures are as they stood at the end of 30 September after it, when the six months for beginning
proceedings are over, by what had been entered by then; it is published from the next day. Nothing entered later changes it, so
that no figure can be worked out from how a published table moved.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import aliased

from casework.enforcement.models.actions import ActionEvent, EnforcementAction
from casework.enforcement.types.steps import State
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.engines import reading
from casework.kernel.guard import RULES
from casework.reports.periods import Cycle, Period, current
from casework.sharing import policy
from casework.sharing.models import Record

YEARS_SHOWN = 5
WHOLE = RULES.name(
    "reports.powers_of_years",
    "Yearly counts of the powers for the public and for those with reports: protected, and without the compartment.",
)
PENALTY = "PSPO"
OUTCOMES = {
    "paid": "paid",
    "withdrawn": "withdrawn or cancelled",
    "prosecuted": "prosecution opened",
    "other": "none of the above",
}
_PAID = (State.PAID_EARLY, State.PAID, State.PAID_LATE)
Counts = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Year:
    """A year from 1 April, and the day at whose end its figures stand still."""

    start: int

    @property
    def key(self) -> str:
        """The year in an address: that in which it began."""
        return str(self.start)

    @property
    def label(self) -> str:
        """The year as a column's head."""
        return f"{self.start} to {self.start + 1}"

    @property
    def period(self) -> Period:
        """Its first and last day."""
        return Period(date(self.start, 4, 1), date(self.start + 1, 3, 31))

    @property
    def fixed_on(self) -> date:
        """The last day whose entries count."""
        return date(self.start + 1, 9, 30)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a year: a power at the step by which it counts as used, and for penalties what became of them."""

    key: str
    label: str
    power: str
    step: State
    outcome: str = ""


FIGURES = (
    Figure("cpw", "Community protection warnings issued", "CPW", State.ISSUED),
    Figure("cpn", "Community protection notices issued", "CPN", State.ISSUED),
    Figure("fpn", "Fixed penalties issued for breach of a public spaces protection order", PENALTY, State.ISSUED),
    *(Figure(f"fpn_{key}", f"Of these penalties: {said}", PENALTY, State.ISSUED, key) for key, said in OUTCOMES.items()),
    Figure("closure_notice", "Closure notices issued", "CLN", State.ISSUED),
    Figure("closure_order", "Closure orders made", "CLO", State.MADE),
    Figure("injunction", "Civil injunctions made", "INJ", State.MADE),
    Figure("cbo", "Criminal behaviour orders made", "CBO", State.MADE),
)


def published_years(on: date) -> tuple[Year, ...]:
    """The years whose figures stand still on a day, newest first."""
    return tuple(year for year in begun_years(on) if year.fixed_on < on)[:YEARS_SHOWN]


def begun_years(on: date) -> tuple[Year, ...]:
    """The years begun by a day, newest first; the first one or two of them are not fixed yet."""
    newest = current(on, Cycle.YEAR).first.year
    return tuple(Year(newest - back) for back in range(YEARS_SHOWN + 2))


def _used(began: Any, years: Sequence[Year]) -> ColumnElement[bool]:
    """The condition that a power counts as used by an event in one of the years, entered before that year was fixed."""
    steps = or_(*[and_(EnforcementAction.power == item.power, began.state == item.step) for item in FIGURES if not item.outcome])
    spans = [
        and_(began.on >= year.period.first, began.on <= year.period.last, began.at < clock.end_of_day(year.fixed_on))
        for year in years
    ]
    return and_(steps, or_(*spans))


def _year(began: Any, years: Sequence[Year]) -> ColumnElement[str]:
    return case(*[(began.on >= year.period.first, literal(year.key)) for year in years], else_="")


def _outcome(began: Any, years: Sequence[Year]) -> ColumnElement[str]:
    """What had become of a penalty when its year was fixed; nothing for other powers."""
    fixed_at = case(
        *[(began.on >= year.period.first, literal(clock.end_of_day(year.fixed_on), ActionEvent.at.type)) for year in years]
    )

    def came(*states: State) -> ColumnElement[bool]:
        later = aliased(ActionEvent)
        same = and_(later.record_id == EnforcementAction.record_id, later.state.in_(states))
        return select(later.id).where(same, later.at < fixed_at).exists()

    return case(
        (EnforcementAction.power != PENALTY, ""),
        (came(State.WITHDRAWN), "withdrawn"),
        (came(*_PAID), "paid"),
        (came(State.PROSECUTION), "prosecuted"),
        else_="other",
    )


def counted(base: Select[Any], partnership_id: int, years: Sequence[Year]) -> tuple[Select[Any], Any, Any]:
    """Narrow a select of actions to those that count in the years; return it with the year and the outcome of each."""
    began = aliased(ActionEvent)
    narrowed = base.join(began, began.record_id == EnforcementAction.record_id).where(
        EnforcementAction.partnership_id == partnership_id, _used(began, years)
    )
    return narrowed, _year(began, years), _outcome(began, years)


def _grouped(base: Select[Any], partnership_id: int, years: Sequence[Year]) -> Select[Any]:
    narrowed, year, outcome = counted(base, partnership_id, years)
    inner = narrowed.with_only_columns(
        EnforcementAction.record_id.label("record_id"), EnforcementAction.power.label("power"), year.label("year"),
        outcome.label("outcome"),
    ).subquery()  # fmt: skip
    several = func.count(inner.c.record_id.distinct())
    return select(inner.c.power, inner.c.year, inner.c.outcome, several).group_by(inner.c.power, inner.c.year, inner.c.outcome)


def own(actor: Actor, partnership_id: int, years: Sequence[Year]) -> Counts:
    """Count the actions that one may open, in one statement."""
    return _read(db.session().execute(_grouped(policy.readable(actor, EnforcementAction), partnership_id, years)))


def whole(actor: Actor, partnership_id: int, years: Sequence[Year]) -> Counts:
    """Count the actions of a whole partnership without the compartment, in one statement; to be protected before it is shown."""
    ordinary = select(EnforcementAction).join(
        Record, and_(Record.id == EnforcementAction.record_id, Record.compartment.is_(None))
    )
    with reading(), db.engines["system"].connect() as connection:
        plain = connection.execution_options(acl_named=WHOLE)
        return _read(plain.execute(_grouped(ordinary, partnership_id, years)))


def _read(rows: Any) -> Counts:
    found: dict[tuple[str, str], int] = {}
    for power, year, outcome, number in rows:
        for figure in FIGURES:
            if figure.power == power and figure.outcome in ("", outcome):
                found[figure.key, year] = found.get((figure.key, year), 0) + number
    return found


def behind(actor: Actor, partnership_id: int, figure: Figure, year: Year) -> Select[Any]:
    """Return the select of the actions that one figure counts, for those who may open them."""
    narrowed, _, outcome = counted(policy.readable(actor, EnforcementAction), partnership_id, (year,))
    mine = narrowed.where(EnforcementAction.power == figure.power)
    return mine.where(outcome == figure.outcome) if figure.outcome else mine
