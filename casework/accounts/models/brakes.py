"""How often something was done lately, by whom or from where: one row for each key and window of time."""

from datetime import datetime

from sqlalchemy import Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from casework.kernel.db import Base, Line, UTCDateTime


class BrakeWindow(Base):
    """A count of one kind of deed by one account, or from one address (as a keyed hash), in one window."""

    __tablename__ = "brake_window"
    __table_args__ = (Index("ix_brake_window_starts", "starts_at"),)

    key: Mapped[Line] = mapped_column(primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime, primary_key=True)
    tries: Mapped[int] = mapped_column(Integer)
