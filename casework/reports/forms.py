"""Forms of reports: the download with its password, and the figures that are typed in."""

from casework.web.fields import IntegerField, RadiosField, Submit, TextArea, TextField
from casework.web.forms import BaseForm

FORMATS = {"csv": "CSV, for a spreadsheet", "pdf": "PDF, for a meeting or for print"}


class DownloadForm(BaseForm):
    """Which file."""

    form = RadiosField("Which file do you need?", choices=FORMATS, missing="Choose CSV or PDF")
    save = Submit("Download")


class FigureForm(BaseForm):
    """The recorded total of a calendar year."""

    measure = RadiosField("What was counted?", missing="Choose what was counted")
    year = IntegerField("Calendar year", missing="Enter the calendar year")
    number = IntegerField("How many were recorded?", least=0, most=10_000_000, missing="Enter how many were recorded")
    source = TextField("Where was it published?", max_length=200, missing="Enter where the figure was published")
    definition = TextField(
        "Counting rules",
        required=False,
        max_length=200,
        hint="For example: recording rules of April 2016. Years counted by other rules are marked in every report.",
    )
    note = TextArea("Note printed under the table", required=False, max_length=500)
    save = Submit("Save")


class PopulationForm(BaseForm):
    """How many people live in the district in the middle of a year."""

    year = IntegerField("Year of the estimate", missing="Enter the year of the estimate")
    number = IntegerField("Residents in the middle of that year", least=1, missing="Enter how many people live in the district")
    source = TextField("Who published the estimate?", max_length=200, missing="Enter who published the estimate")
    save = Submit("Save")
