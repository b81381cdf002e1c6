"""The rows of the law tables that an administrator switched on, with the instrument that says so."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.kernel.db import Base, Code, Day, Instant, Line, LongText, Pk


class LawActivation(Base):
    """One unconfirmed row of the law, in force from a day by a named instrument, until it is undone."""

    __tablename__ = "law_activation"
    __table_args__ = (
        Index(
            "uq_law_activation_live", "row_id", unique=True, sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
        CheckConstraint("(undone_at IS NULL) = (undone_reason = '')", name="undone_with_reason"),
    )  # fmt: skip

    id: Mapped[Pk]
    row_id: Mapped[Code]
    from_on: Mapped[Day]
    instrument: Mapped[Line]
    by_user: Mapped[int | None]  # empty: by the console
    at: Mapped[Instant]
    undone_at: Mapped[datetime | None]  # empty: it stands
    undone_by: Mapped[int | None]  # empty: as above, or undone by the console
    undone_reason: Mapped[LongText] = mapped_column(default="", server_default="")
