"""Tasks: something one organisation is asked to do on a record, by a day."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from casework.kernel.db import Base, Instant, Line, LongText, Pk
from casework.sharing.models import Part


class Task(Part, Base):
    """One task on a record, for an organisation and perhaps one of its people."""

    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint("(done_at IS NULL) = (done_by IS NULL)", name="done_by_somebody"),
        Index("ix_task_user", "for_user_id", "done_at", "due_on"),
        Index("ix_task_org", "for_org_id", "done_at", "due_on"),
    )

    id: Mapped[Pk]
    title: Mapped[Line]
    detail: Mapped[LongText] = mapped_column(default="")
    for_org_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    for_user_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))  # empty: anybody of the organisation
    due_on: Mapped[date | None]  # empty: no day set
    made_by: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    made_at: Mapped[Instant]
    done_at: Mapped[datetime | None]  # empty: open
    done_by: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))  # empty: open
    outcome: Mapped[LongText] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
