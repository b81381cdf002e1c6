"""Wards by date, populations, postcodes and small areas as published, and the places records are about."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.kernel.db import Base, Code, Instant, Json, Line, Pk
from casework.sharing.models import Shareable


class Ward(Base):
    """One ward of one set, in force between two dates, with its boundary."""

    __tablename__ = "ward"
    __table_args__ = (
        UniqueConstraint("code", "ward_set", name="uq_ward_code"),
        CheckConstraint("in_force_to IS NULL OR in_force_from IS NULL OR in_force_to >= in_force_from", name="dates_in_order"),
        Index("ix_ward_box", "west", "east"),
    )

    id: Mapped[Pk]
    code: Mapped[Code]
    name: Mapped[Line]
    ward_set: Mapped[Code]
    in_force_from: Mapped[date | None]  # empty: from before our records
    in_force_to: Mapped[date | None]  # empty: still in force
    geometry: Mapped[Json] = mapped_column(default=dict)
    west: Mapped[float | None]  # empty: no boundary loaded
    south: Mapped[float | None]  # empty: as above
    east: Mapped[float | None]  # empty: as above
    north: Mapped[float | None]  # empty: as above


class Population(Base):
    """How many people live in an area in a year, and who says so."""

    __tablename__ = "population"
    __table_args__ = (UniqueConstraint("area_kind", "area_code", "year", name="uq_population_area"),)

    id: Mapped[Pk]
    area_kind: Mapped[Code]
    area_code: Mapped[Code]
    year: Mapped[int]
    number: Mapped[int]
    source: Mapped[Line]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class Postcode(Base):
    """Where a postcode is, and its ward in each set."""

    __tablename__ = "postcode"

    postcode: Mapped[str] = mapped_column(String(8), primary_key=True)
    latitude: Mapped[float | None]  # empty: no position published
    longitude: Mapped[float | None]  # empty: as above
    ward_codes: Mapped[Json] = mapped_column(default=dict)  # ward set -> code


class SmallArea(Base):
    """A census small area that police figures are given for, and its ward in each set."""

    __tablename__ = "small_area"

    code: Mapped[str] = mapped_column(String(9), primary_key=True)
    name: Mapped[Line] = mapped_column(default="")
    ward_codes: Mapped[Json] = mapped_column(default=dict)  # ward set -> code


class Place(Shareable, Base):
    """An address, premises, street or open space. Two organisations may each hold one of the same address."""

    __tablename__ = "place"
    __table_args__ = (Index("ix_place_uprn", "uprn"), Index("ix_place_postcode", "postcode"))

    name: Mapped[Line] = mapped_column(default="")
    line_1: Mapped[Line] = mapped_column(default="")
    line_2: Mapped[Line] = mapped_column(default="")
    town: Mapped[Line] = mapped_column(default="")
    postcode: Mapped[Code] = mapped_column(default="")
    uprn: Mapped[Code] = mapped_column(default="")
    latitude: Mapped[float | None]  # empty: no point known
    longitude: Mapped[float | None]  # empty: as above
    ward_code: Mapped[Code] = mapped_column(default="")
    premises_kind: Mapped[Code] = mapped_column(default="OTHER")
    licence_number: Mapped[Code] = mapped_column(default="")
    made_at: Mapped[Instant]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @property
    def title(self) -> str:
        """What the place is called in lists: its name, else its first line."""
        return self.name or self.line_1 or self.postcode or "Unnamed place"

    @property
    def address(self) -> str:
        """The address on one line."""
        return ", ".join(part for part in (self.name, self.line_1, self.line_2, self.town, self.postcode) if part)
