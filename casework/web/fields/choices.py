"""Fields for choosing: drop-down, radios, tick boxes, files, and the button that sends."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_wtf import file as wtf_files
from wtforms import fields as wt
from wtforms.fields import SelectChoice
from wtforms.validators import StopValidation

from casework.web import widgets
from casework.web.fields.base import House


class _Choice(House):
    """Choices are a dict of value to label, given to the field or set on it by the view; SelectChoice lists work too."""

    verb = "Select"
    coerce: Any

    @property
    def choices(self) -> Any:
        """The choices as WTForms wants them."""
        return self._choices

    @choices.setter
    def choices(self, given: Any) -> None:
        if isinstance(given, Mapping):
            given = [SelectChoice(str(value), str(label)) for value, label in given.items()]
        self._choices: list[SelectChoice] = list(given or [])

    def known(self) -> set[str]:
        """The values on offer."""
        return {str(choice.value) for choice in self._choices}

    def is_empty(self) -> bool:
        """No choice, or the blank first line."""
        return self.data in (None, "", [], "None")

    def pre_validate(self, form: Any) -> None:
        """The required rule, then that it was on offer."""
        if self.is_empty() and not self.process_errors:
            self.data = None
            raise StopValidation(self.missing if self.required else "")
        values = self.data if isinstance(self.data, list) else [self.data]
        if self.process_errors or not all(str(value) in self.known() for value in values):
            self.process_errors = []
            self.errors = [f"Choose {self.noun} from the list"]
            raise StopValidation()


class SelectField(_Choice, wt.SelectField):
    """One of many, in a drop-down; `blank` is its first line, empty string for none."""

    widget = widgets.Select()

    def __init__(
        self, label: str, *, choices: Any = None, blank: str = "Choose…", coerce: Callable[[Any], Any] = str, **rest: Any
    ) -> None:
        self.blank = blank
        super().__init__(label, coerce=coerce, **rest)
        self.choices = choices

    def iter_choices(self) -> Any:
        """The blank line first."""
        if self.blank:
            yield ("", self.blank, self.data in (None, ""), {})
        yield from super().iter_choices()


class RadiosField(_Choice, wt.RadioField):
    """One of a few; `hints` is a dict of value to a line under that choice, `inline` puts short ones side by side."""

    widget = widgets.Radios()

    def __init__(
        self, label: str, *, choices: Any = None, hints: Mapping[str, str] | None = None, inline: bool = False,
        coerce: Callable[[Any], Any] = str, **rest: Any,
    ) -> None:  # fmt: skip
        self.hints, self.inline = hints or {}, inline
        super().__init__(label, coerce=coerce, **rest)
        self.choices = choices


class CheckboxesField(_Choice, wt.SelectMultipleField):
    """Any number of a few; data is a list. `hints` as for radios."""

    widget = widgets.Checkboxes()

    def __init__(
        self,
        label: str,
        *,
        choices: Any = None,
        hints: Mapping[str, str] | None = None,
        coerce: Callable[[Any], Any] = str,
        **rest: Any,
    ) -> None:
        self.hints, self.inline = hints or {}, False
        super().__init__(label, coerce=coerce, **rest)
        self.choices = choices


class TickField(House, wt.BooleanField):
    """One tick box; when required it must be ticked (`missing` says what for)."""

    verb = "Confirm"
    widget = widgets.Tick()

    def __init__(self, label: str, *, required: bool = False, **rest: Any) -> None:
        super().__init__(label, required=required, **rest)

    def is_empty(self) -> bool:
        """Not ticked."""
        return not self.data


class FileField(House, wtf_files.FileField):
    """One file; `accept` is what the browser offers, `previews=True` shows chosen photos.

    What is inside is judged by the documents' own rules.
    """

    verb = "Choose"
    widget = widgets.File()

    def __init__(self, label: str, *, accept: str = "", previews: bool = False, **rest: Any) -> None:
        self.accept, self.previews = accept, previews
        super().__init__(label, **rest)


class FilesField(House, wtf_files.MultipleFileField):
    """Several files at once, at most `most`."""

    verb = "Choose"
    widget = widgets.Files()

    def __init__(self, label: str, *, accept: str = "", previews: bool = False, most: int = 10, **rest: Any) -> None:
        self.accept, self.previews, self.most = accept, previews, most
        super().__init__(label, **rest)

    def check(self) -> None:
        """How many."""
        if len(self.data) > self.most:
            raise StopValidation(f"You can choose up to {self.most} files at once")


class Submit(wt.SubmitField):
    """The button; `kind` is "", "secondary" or "warning"."""

    widget = widgets.Submit()

    def __init__(self, label: str, *, kind: str = "", **rest: Any) -> None:
        self.kind = kind
        super().__init__(label, **rest)
