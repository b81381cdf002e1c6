"""What a case is counted by: one row of plain facts beside each case, written in the transaction that changes the case.

A figure is counted from these rows and never from the cases, so that the figure, the list behind it and the export agree. The
codes say no more than the columns of the list, and the row stands behind the same rule as the case.
"""

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import Connection, ForeignKey, Index, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from casework.kernel.db import Base, BigId, Code, Day
from casework.sharing.models import Indexed, Record


class CaseFact(Indexed, Base):
    """The facts of one case. A row of the compartment counts for those who may open it, and in no figure of the partnership."""

    __tablename__ = "case_fact"
    __table_args__ = (
        Index("ix_case_fact_opened", "partnership_id", "opened_on"),
        Index("ix_case_fact_closed", "partnership_id", "closed_on"),
    )

    record_id: Mapped[int] = mapped_column(BigId, ForeignKey("record.id"), primary_key=True, autoincrement=False)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"))
    compartment: Mapped[Code] = mapped_column(default="")
    type: Mapped[Code]
    subject: Mapped[Code]
    ward_code: Mapped[Code] = mapped_column(default="")
    lead_org_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    stage: Mapped[Code]
    outcome: Mapped[Code] = mapped_column(default="")  # why it was closed
    opened_on: Mapped[Day]
    opened_month: Mapped[int]  # 201704
    closed_on: Mapped[date | None]  # empty: open
    closed_month: Mapped[int | None]  # empty: open


FACT = CaseFact.__table__


@dataclass(frozen=True, slots=True)
class Facts:
    """What is to be counted of one case."""

    partnership_id: int
    type: str
    subject: str
    ward_code: str
    lead_org_id: int
    stage: str
    outcome: str
    opened_on: date
    closed_on: date | None


def month_of(day: date) -> int:
    """The month of a day as a number, such as 201704."""
    return day.year * 100 + day.month


def write_facts(connection: Connection, record_id: int, facts: Facts, *, new: bool) -> None:
    """Write the facts of a case beside it; called while the case itself is written, on the same connection."""
    values = asdict(facts) | {
        "opened_month": month_of(facts.opened_on),
        "closed_month": month_of(facts.closed_on) if facts.closed_on else None,
    }
    if new:
        compartment = connection.scalar(select(Record.__table__.c.compartment).where(Record.__table__.c.id == record_id))
        connection.execute(insert(FACT).values(record_id=record_id, compartment=compartment or "", **values))
        return
    connection.execute(update(FACT).where(FACT.c.record_id == record_id).values(**values))
