"""Taking in files of open data: each whole or not at all, the same one twice without effect, every one written down."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, cast

from sqlalchemy import select

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.intake import queries, writing
from casework.intake.models import ImportFile
from casework.intake.readers import areas, counts, postcodes, reading, recognise, street, wards
from casework.intake.readers.areas import AreaBatch
from casework.intake.readers.reading import Batch
from casework.intake.readers.street import StreetRow
from casework.intake.types import FIGURES, Fault, Prepared, Taken
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import Refused
from casework.places.models import SmallArea, Ward

POLICE = street.SHAPE.kind
AREAS = (
    wards.WARDS.kind,
    wards.LSOA_2011.kind,
    wards.LSOA_2021.kind,
    *areas.KINDS.values(),
    postcodes.SHAPE.kind,
)
_WRITERS: dict[str, Callable[[Any], None]] = {
    wards.WARDS.kind: writing.write_wards,
    wards.LSOA_2011.kind: writing.write_small_areas,
    wards.LSOA_2021.kind: writing.write_small_areas,
    postcodes.SHAPE.kind: writing.write_postcodes,
    **dict.fromkeys(areas.KINDS.values(), writing.write_boundaries),
}
AnyBatch = Batch[Any] | AreaBatch


def in_order(actor: Actor, paths: Sequence[Path]) -> list[Path]:
    """Return files of one import in the order they stand on each other: wards, then boundaries, then all else."""

    def rank(path: Path) -> int:
        try:
            return 0 if reading.header_of(path) == wards.WARDS.header else 1
        except (Refused, OSError):
            return 1

    return sorted(paths, key=rank)


def take(actor: Actor, path: Path, *, name: str = "", kinds: Sequence[str] = (*AREAS, POLICE)) -> Taken:
    """Take in one file of one of the kinds named, whole or not at all. A refusal is an outcome with its lines, not an error."""
    called = (name or path.name)[:200]
    try:
        batch = _read(path, kinds)
        held = queries.by_fingerprint(actor, batch.sha256)
        if held is not None:
            return Taken(held.name, held.kind, held.counts, is_repeat=True)
        prepared = _prepare(actor, batch)
    except Refused as refusal:
        return _refuse(actor, called, "", [Fault(1, refusal.sentence)], 0)
    except OSError as fault:
        return _refuse(actor, called, "", [Fault(0, f"The file cannot be read: {fault.strerror}.")], 0)
    if prepared.faults:
        return _refuse(actor, called, prepared.kind, prepared.faults, prepared.counts["rows"], prepared.counts["refused"])
    _keep(actor, called, batch, prepared)
    return Taken(called, prepared.kind, prepared.counts)


def _read(path: Path, kinds: Sequence[str]) -> AnyBatch:
    batch = street.read(path) if tuple(kinds) == (POLICE,) else recognise.read(path)
    if batch.kind not in kinds:
        raise Refused(f"This is a {batch.kind} file; it is taken in by another command.")
    return batch


def _prepare(actor: Actor, batch: AnyBatch) -> Prepared:
    refused = len(batch.refusals) if isinstance(batch, AreaBatch) else batch.refused
    total = len(batch.rows) + refused if isinstance(batch, AreaBatch) else batch.total
    plain = dict.fromkeys(FIGURES, 0) | {"rows": total, "refused": refused}
    faults = [Fault(fault.line, fault.reason) for fault in batch.refusals]
    if faults:
        return Prepared(batch.kind, batch.sha256, batch.sha256, plain, faults=faults)
    if batch.kind == POLICE and isinstance(batch, Batch):
        return _prepare_police(actor, batch)
    if isinstance(batch, AreaBatch):
        _check_wards_held(batch)
    return Prepared(batch.kind, batch.sha256, batch.sha256, plain)


def _prepare_police(actor: Actor, batch: Batch[Any]) -> Prepared:
    district = _district()
    if not district:
        raise Refused("Take in the small areas of the district first (import wards): without them no row has a place here.")
    found = {(row.month, row.falls_within) for row in batch.rows}
    if not found:
        raise Refused("The file holds no rows.")
    if len(found) > 1:
        raise Refused("The file holds more than one month or more than one force: take in one month's file of one force.")
    month, force = found.pop()
    covers = f"{month:%B %Y}, {force}"
    if queries.covering(actor, POLICE, covers) is not None:
        raise Refused(f"Another file of {covers} was taken in before. Counting both would count everything twice.")
    made = counts.street_counts(batch, district)
    figures = {name: int(getattr(made, name)) for name in FIGURES}
    return Prepared(POLICE, batch.sha256, covers, figures, month)


def _district() -> set[str]:
    return set(db.session().scalars(select(SmallArea.code)))


def _check_wards_held(batch: AreaBatch) -> None:
    if batch.kind == areas.KINDS["2011"]:
        return
    held = {(code, name) for code, name in db.session().execute(select(Ward.code, Ward.ward_set))}
    missing = [row for row in batch.rows if (row.code, row.area_set) not in held]
    if missing:
        raise Refused(f"The ward {missing[0].code} is not known: take in the list of wards with its dates first.")


def _keep(actor: Actor, name: str, batch: AnyBatch, prepared: Prepared) -> None:
    file = ImportFile(
        sha256=prepared.sha256,
        name=name,
        kind=prepared.kind,
        covers=prepared.covers,
        month=prepared.month,
        rows=prepared.counts["rows"],
        counts=prepared.counts,
        taken_at=clock.now(),
        taken_by=actor.user_id,
    )
    db.session().add(file)
    db.session().flush()
    if prepared.kind == POLICE:
        writing.write_police_rows(file.id, cast(Iterable[StreetRow], batch.rows), _district())
    else:
        _WRITERS[prepared.kind](batch.rows)
    detail = {"file": name, "kind": prepared.kind, "sha256": prepared.sha256}
    audit.record(actor, Deed.IMPORT_DONE, count=prepared.counts["rows"], detail=detail)


def _refuse(actor: Actor, name: str, kind: str, faults: Sequence[Fault], rows: int, refused: int = 0) -> Taken:
    figures = dict.fromkeys(FIGURES, 0) | {"rows": rows, "refused": refused or len(faults)}
    audit.record(actor, Deed.IMPORT_DONE, outcome="refused", count=rows, detail={"file": name, "kind": kind})
    return Taken(name, kind, figures, tuple(faults))
