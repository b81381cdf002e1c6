"""The file of a district's live postcodes with their position and ward."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from casework.intake.readers import fields, reading
from casework.intake.readers.reading import Batch, RowError, Shape
from casework.intake.readers.wards import Ward
from casework.places import postcodes
from casework.places.geo import Position


@dataclass(frozen=True, slots=True)
class PostcodeRow:
    """One postcode: where it is, how sure that is (10 is best), and its ward in both sets."""

    number: int
    postcode: str
    quality: int
    easting: int
    northing: int
    position: Position
    ward2004: Ward
    ward2018: Ward | None  # none: the point lies in no ward of 2018


def _parse(number: int, row: Sequence[str]) -> PostcodeRow:
    postcode = postcodes.normalise(row[0])
    if postcode is None or postcode != row[0]:
        raise RowError("The postcode is not written like PE29 3TN.")
    return PostcodeRow(
        number=number,
        postcode=postcode,
        quality=fields.whole(row[1], "Positional quality", most=90),
        easting=fields.whole(row[2], "Easting", most=700_000),
        northing=fields.whole(row[3], "Northing", most=1_300_000),
        position=fields.position(row[5], row[4]),
        ward2004=Ward(fields.ward(row[6], "Ward code"), fields.text(row[7], "Ward name")),
        ward2018=_new_ward(row[8], row[9]),
    )


def _new_ward(code: str, name: str) -> Ward | None:
    if not code and not name:
        return None
    return Ward(fields.ward(code, "Ward code"), fields.text(name, "Ward name"))


SHAPE: Shape[PostcodeRow] = Shape(
    kind="postcodes",
    header=(
        "postcode",
        "positional_quality",
        "easting",
        "northing",
        "latitude",
        "longitude",
        "ward2004_code",
        "ward2004_name",
        "ward2018_code_by_point",
        "ward2018_name_by_point",
    ),
    parse=_parse,
)


def read(path: Path) -> Batch[PostcodeRow]:
    """Read the postcodes of a district."""
    return reading.read(path, SHAPE)
