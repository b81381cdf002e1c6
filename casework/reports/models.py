"""Figures that are typed in because no file carries them: the recorded totals of a year, with their source and definition."""

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.kernel.db import Base, Code, Instant, Line, LongText, Pk


class ManualSeries(Base):
    """How many ASB incidents, or how many crimes, the police recorded in a calendar year, and by which counting rules."""

    __tablename__ = "manual_series"
    __table_args__ = (
        UniqueConstraint("partnership_id", "measure", "year", name="uq_manual_series_year"),
        CheckConstraint("number >= 0", name="number_not_negative"),
        CheckConstraint("measure IN ('asb', 'crime')", name="measure_known"),
    )

    id: Mapped[Pk]
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"))
    measure: Mapped[Code]
    year: Mapped[int]
    number: Mapped[int]
    source: Mapped[Line]
    definition: Mapped[Line] = mapped_column(default="")  # which counting rules, such as those of April 2016
    note: Mapped[LongText] = mapped_column(default="")
    changed_at: Mapped[Instant]
    changed_by: Mapped[int | None]  # empty: typed in at the console
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
