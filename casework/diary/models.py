"""What somebody was reminded of, so that they are reminded once."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from casework.kernel.db import Base, Day, Instant, Line, Pk


class Reminder(Base):
    """One rung of one day of one person: a keyed hash, so that the row itself tells of no record."""

    __tablename__ = "diary_reminder"

    id: Mapped[Pk]
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), index=True)
    mark: Mapped[Line] = mapped_column(unique=True)
    on: Mapped[Day] = mapped_column("reminded_on")
    made_at: Mapped[Instant]
