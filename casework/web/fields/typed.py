"""Fields for typed words: text, long text, email, password, postcode, type-ahead, and hidden values."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email
from wtforms import fields as wt
from wtforms.validators import StopValidation

from casework.web import text as words
from casework.web import widgets
from casework.web.fields.base import LONG, SHORT, House, Typed


class TextField(Typed, wt.StringField):
    """One line of text."""

    widget = widgets.Text()


class TextArea(Typed, wt.TextAreaField):
    """Several lines of text, with a character count; `hints` is the address of a JSON list of wordings to reconsider."""

    lines = True
    widget = widgets.CharacterCount()

    def __init__(self, label: str, *, max_length: int = LONG, rows: int = 5, hints: str = "", **rest: Any) -> None:
        self.rows, self.hints = rows, hints
        super().__init__(label, max_length=max_length, **rest)


class EmailField(Typed, wt.StringField):
    """An email address, in its normal form."""

    widget = widgets.Email()

    def check(self) -> None:
        """An address that could exist; nothing is looked up."""
        super().check()
        try:
            self.data = validate_email(self.data, check_deliverability=False).normalized
        except EmailNotValidError:
            raise StopValidation("Enter an email address in the correct format, like name@example.org") from None


class PasswordField(House, wt.PasswordField):
    """A password: kept exactly as typed, never shown again. `new=True` asks the browser to offer one."""

    widget = widgets.Password()

    def __init__(self, label: str, *, max_length: int = 256, new: bool = False, **rest: Any) -> None:
        self.max_length, self.new = max_length, new
        super().__init__(label, **rest)

    def check(self) -> None:
        """Length alone; what makes a good password is the accounts' rule."""
        if len(self.data) > self.max_length:
            raise StopValidation(f"{self.says} must be {self.max_length} characters or fewer")
        if "\x00" in self.data:
            raise StopValidation(f"{self.says} must not include control characters")


_POSTCODE = re.compile(r"(GIR|[A-Z]{1,2}[0-9][0-9A-Z]?)([0-9][ABD-HJLNP-UW-Z]{2})")


class PostcodeField(Typed, wt.StringField):
    """A full UK postcode, written as PE29 3TN whatever the typing."""

    widget = widgets.Text(classes="govuk-input--width-10", autocomplete="off")

    def check(self) -> None:
        """The shape of a postcode; whether it exists is for the look-up."""
        found = _POSTCODE.fullmatch(re.sub(r"[^A-Z0-9]", "", self.data.upper()))
        if found is None or words.has_control(self.data):
            raise StopValidation("Enter a full UK postcode, like PE29 3TN")
        self.data = f"{found[1]} {found[2]}"


@dataclass(frozen=True)
class Chosen:
    """What a type-ahead gave: `value` when something was chosen from the list, else only the typed `text`."""

    value: str
    text: str


class TypeaheadField(Typed, wt.Field):
    """A text box with suggestions from `source` (JSON [{value, text, detail}], asked with ?q=); without scripts a plain text box.

    The view sets the address: `form.who.source = url_for(...)`. Data is a Chosen or None. With `must_choose=True` typed text
    alone is refused.
    """

    widget = widgets.Typeahead()

    def __init__(self, label: str, *, source: str = "", must_choose: bool = False, none_text: str = "", **rest: Any) -> None:
        self.source, self.must_choose, self.none_text = source, must_choose, none_text
        super().__init__(label, **rest)

    @property
    def value_name(self) -> str:
        """The name of the hidden field with the chosen value."""
        return f"{self.name}-value"

    @property
    def label_name(self) -> str:
        """The name of the hidden field with the text of the choice."""
        return f"{self.name}-chosen"

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        """Text and choice come together; a choice counts only while its text still stands in the box."""
        super().process(formdata, *args, **kwargs)
        if formdata is None or self.name not in formdata:
            return
        typed, value, chosen = (
            words.tidy(str(formdata.get(name, "")), lines=False) for name in (self.name, self.value_name, self.label_name)
        )
        kept = value if typed == chosen and len(value) <= SHORT and not words.has_control(value) else ""
        self.data = None if words.is_blank(typed) else Chosen(kept, typed)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Done in process, which sees both names."""

    def is_empty(self) -> bool:
        """Nothing typed and nothing chosen."""
        return self.data is None

    def check(self) -> None:
        """The typed text as any text, then the choice."""
        chosen, self.data = self.data, self.data.text
        try:
            super().check()
        finally:
            self.data = chosen
        if self.must_choose and not chosen.value:
            raise StopValidation(f"Choose {self.noun} from the list")


class HiddenText(wt.HiddenField):
    """A hidden value; a hidden address must stay on this site (`is_local`)."""

    def is_local(self) -> bool:
        """Whether it is a path of ours: no scheme, host, backslash or control character."""
        path = self.data or ""
        if not path.startswith("/") or path.startswith("//") or "\\" in path or any(ord(sign) < 33 for sign in path):
            return False
        parts = urlsplit(path)
        return not parts.scheme and not parts.netloc
