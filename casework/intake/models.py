"""Files of open data that were taken in, and the police's published rows for the districts of the partnerships."""

from datetime import date

from sqlalchemy import Boolean, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.kernel.db import Base, BigId, Code, Day, Instant, Json, Line, Pk


class ImportFile(Base):
    """One file that was taken in whole, known for ever by its fingerprint: the same file again changes nothing."""

    __tablename__ = "import_file"
    __table_args__ = (UniqueConstraint("kind", "covers", name="uq_import_file_covers"),)

    id: Mapped[Pk]
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[Line]
    kind: Mapped[Code]
    covers: Mapped[Line]  # what no other file may cover too: a month and a force; for all else the fingerprint
    month: Mapped[date | None]  # empty: not a monthly file
    rows: Mapped[int]
    counts: Mapped[Json] = mapped_column(default=dict)
    taken_at: Mapped[Instant]
    taken_by: Mapped[int | None]  # empty: taken in at the console


class PoliceRow(Base):
    """One incident or crime as the police published it. Equal rows are separate incidents, told apart by file and row."""

    __tablename__ = "police_row"
    __table_args__ = (Index("ix_police_row_month", "month", "lsoa_code"),)

    file_id: Mapped[int] = mapped_column(BigId, ForeignKey("import_file.id"), primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    month: Mapped[Day]
    lsoa_code: Mapped[str] = mapped_column(String(9))
    is_asb: Mapped[bool] = mapped_column(Boolean)
    crime_type: Mapped[Code]
    longitude: Mapped[float]
    latitude: Mapped[float]
