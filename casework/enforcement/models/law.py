"""The rows of the law tables that an administrator switched on, with the instrument that says so."""

from sqlalchemy.orm import Mapped, mapped_column

from casework.kernel.db import Base, Code, Day, Instant, Line, Pk


class LawActivation(Base):
    """One unconfirmed row of the law, in force from a day by a named instrument."""

    __tablename__ = "law_activation"

    id: Mapped[Pk]
    row_id: Mapped[Code] = mapped_column(unique=True)
    from_on: Mapped[Day]
    instrument: Mapped[Line]
    by_user: Mapped[int | None]  # empty: by the console
    at: Mapped[Instant]
