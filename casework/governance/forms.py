"""Reading the filter of the trail from an address, and the form of its download."""

from collections.abc import Mapping
from datetime import date

from casework.audit.types import Deed, Verb
from casework.governance.types import Filters
from casework.governance.unusual import OUTCOMES
from casework.web.fields import RadiosField, SelectField, Submit, TextArea, TextField
from casework.web.forms import BaseForm

FORMATS = {"csv": "CSV", "xlsx": "Excel (XLSX)", "ods": "OpenDocument (ODS)"}


class ExportForm(BaseForm):
    """Download the trail."""

    kind = SelectField("Kind of file", choices=FORMATS, blank="")
    layout = SelectField(
        "What is in it",
        choices={
            "whole": "Everything this search finds",
            "s62": "The log of a competent authority (Data Protection Act 2018 s62)",
        },
        required=False,
    )
    save = Submit("Download")


class EraseForm(BaseForm):
    """Erase what was typed into a search."""

    reason = TextArea("Reason", max_length=500, rows=3, hint="For example, the person searched for asked for it to be erased")
    save = Submit("Erase these words", kind="warning")


class JudgeForm(BaseForm):
    """Judge a line of unusual access."""

    outcome = RadiosField(
        "What is it?", choices={str(key): label for key, label in OUTCOMES.items()}, missing="Choose what it is"
    )
    words = TextArea(
        "How you know", noun="how you know", max_length=1000, rows=4, hint="What you asked and what you were told. It is kept."
    )
    save = Submit("Save")


class WatchForm(BaseForm):
    """Watch a record."""

    ref = TextField("Reference of the record", max_length=40, hint="For example, 7K2M-4QXD")
    reason = TextArea("Why it is to be watched", noun="the reason", max_length=500, rows=3)
    save = Submit("Watch this record")


def read(given: Mapping[str, str]) -> Filters:
    """Return the filter an address carries; what cannot be read counts as any."""
    deed, verb = given.get("deed", ""), given.get("verb", "")
    return Filters(
        ref=given.get("ref", "").strip()[:40],
        user_id=_number(given.get("person", "")),
        organisation_id=_number(given.get("organisation", "")),
        deed=deed if deed in set(Deed) else "",
        verb=verb if verb in set(Verb) else "",
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


def month(given: str, default: date) -> date:
    """Return the first day of a month written as 2026-03; the default for anything else."""
    return _day(f"{given}-01") or default
