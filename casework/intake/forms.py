"""The form that takes in files of open data."""

from casework.web.fields import FilesField, Submit
from casework.web.forms import BaseForm

MOST_FILES = 12


class ImportForm(BaseForm):
    """Files of wards, small areas, postcodes or the police, each known by its header."""

    files = FilesField(
        "Files of wards, boundaries, small areas, postcodes or the police",
        accept=".csv,.geojson,.json",
        most=MOST_FILES,
        hint="CSV or GeoJSON as published, up to 10 MB in all. A file with a bad row is refused whole.",
        missing="Choose one file or more",
    )
    save = Submit("Take in")
