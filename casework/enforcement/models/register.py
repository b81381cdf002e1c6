"""The public register of orders: what was published, and nothing else."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.kernel.db import Base, Code, Instant, Json, Line, Pk


class RegisterEntry(Base):
    """One order as the public sees it, written by the deed that changes it, in its transaction.

    It names the order by its public reference alone, so that no query of the register can reach what is not published.
    """

    __tablename__ = "register_entry"
    __table_args__ = (
        Index("ix_register_entry_list", "partnership_id", "standing", "id"),
        CheckConstraint("standing IN ('proposed', 'made', 'ended')", name="known_standing"),
        CheckConstraint("standing = 'proposed' OR effect_on IS NOT NULL", name="dates_once_made"),
    )

    id: Mapped[Pk]
    ref: Mapped[str] = mapped_column(String(9), unique=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"))
    kind: Mapped[Code]
    title: Mapped[Line]
    council: Mapped[Line]
    standing: Mapped[Code]
    made_on: Mapped[date | None]  # empty: not made, or the day is not known
    effect_on: Mapped[date | None]  # empty: proposed
    ends_on: Mapped[date | None]  # empty: proposed
    ended_on: Mapped[date | None]  # the first day without effect; empty: it runs to its end
    body: Mapped[Json]
    changed_at: Mapped[Instant]
