"""Reading the filter of the trail from an address, and the form of its download."""

from collections.abc import Mapping
from datetime import date

from casework.audit.types import Deed
from casework.governance.types import Filters
from casework.web.fields import SelectField, Submit
from casework.web.forms import BaseForm

FORMATS = {"csv": "CSV", "xlsx": "Excel (XLSX)", "ods": "OpenDocument (ODS)"}


class ExportForm(BaseForm):
    """Download the trail."""

    kind = SelectField("Kind of file", choices=FORMATS, blank="")
    save = Submit("Download")


def read(given: Mapping[str, str]) -> Filters:
    """Return the filter an address carries; what cannot be read counts as any."""
    deed = given.get("deed", "")
    return Filters(
        ref=given.get("ref", "").strip()[:40],
        user_id=_number(given.get("person", "")),
        organisation_id=_number(given.get("organisation", "")),
        deed=deed if deed in set(Deed) else "",
        from_on=_day(given.get("from", "")),
        until_on=_day(given.get("until", "")),
        before=_number(given.get("before", "")),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1990 <= day.year <= 2200 else None
