"""Which kind of file somebody has handed in, told by its header alone."""

from pathlib import Path

from casework.intake.readers import areas, postcodes, reading, street, wards
from casework.intake.readers.areas import AreaBatch
from casework.intake.readers.reading import Batch
from casework.kernel.errors import Refused

SHAPES = (wards.WARDS, wards.LSOA_2011, wards.LSOA_2021, postcodes.SHAPE, street.SHAPE)


def kind(path: Path) -> str | None:
    """Name the kind of a CSV file by its header; none when no reader knows it."""
    found = reading.header_of(path)
    return next((shape.kind for shape in SHAPES if shape.header == found), None)


def read(path: Path) -> Batch | AreaBatch:
    """Read any file a reader knows: boundaries by their first character, all others by their header."""
    with path.open("rb") as handle:
        if handle.read(64).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
            return areas.read(path)
    found = reading.header_of(path)
    for shape in SHAPES:
        if shape.header == found:
            return reading.read(path, shape)
    if street.OUTCOMES_COLUMN in found or street.SEARCHES_COLUMN in found:
        return street.read(path)
    raise Refused("This file is of no kind that can be read here: its header is not a known one.")
