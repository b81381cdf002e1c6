"""Reads of what was taken in: files, months, and the police's published counts by small area."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from casework.intake.models import ImportFile, PoliceRow
from casework.intake.types import FileSheet
from casework.kernel.actor import Actor
from casework.kernel.db import db


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many ASB incidents and crimes the police published for one small area and month; never added together."""

    lsoa_code: str
    month: date
    asb: int
    crimes: int


def files(actor: Actor, limit: int = 100) -> list[FileSheet]:
    """Return the files that were taken in, newest first. They are open data: nothing in them is anybody's."""
    rows = db.session().scalars(select(ImportFile).order_by(ImportFile.id.desc()).limit(limit))
    return [FileSheet(row.name, row.kind, _covered(row), row.rows, row.counts, row.taken_at) for row in rows]


def by_fingerprint(actor: Actor, sha256: str) -> ImportFile | None:
    """Return the file with this fingerprint, if it was taken in."""
    return db.session().scalar(select(ImportFile).where(ImportFile.sha256 == sha256))


def covering(actor: Actor, kind: str, covers: str) -> ImportFile | None:
    """Return the file that already covers this (a month of a force), if there is one."""
    return db.session().scalar(select(ImportFile).where(ImportFile.kind == kind, ImportFile.covers == covers))


def months_held(actor: Actor, first: date, last: date) -> list[date]:
    """Return the months between two days for which a street-level file of the police was taken in, in order."""
    statement = select(ImportFile.month).where(ImportFile.month >= first.replace(day=1), ImportFile.month <= last).distinct()
    return sorted(month for month in db.session().scalars(statement) if month)


def recorded(actor: Actor, first: date, last: date, lsoa_codes: Collection[str]) -> list[Recorded]:
    """Return the police's counts of these small areas, month by month between two days."""
    rows = db.session().execute(
        select(PoliceRow.lsoa_code, PoliceRow.month, PoliceRow.is_asb, func.count())
        .where(PoliceRow.month >= first.replace(day=1), PoliceRow.month <= last)
        .group_by(PoliceRow.lsoa_code, PoliceRow.month, PoliceRow.is_asb)
    )
    wanted, asb, crimes = set(lsoa_codes), Counter[tuple[str, date]](), Counter[tuple[str, date]]()
    for code, month, is_asb, number in rows:
        if code in wanted:
            (asb if is_asb else crimes)[code, month] += number
    return [Recorded(*key, asb[key], crimes[key]) for key in sorted({*asb, *crimes})]


def _covered(row: ImportFile) -> str:
    return row.covers if row.month else ""
