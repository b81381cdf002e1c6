"""What every field shares: the required rule, its sentence, tidy text, and the place an error links to."""

from collections.abc import Callable, Sequence
from typing import Any

from wtforms.validators import StopValidation

from casework.web import text as words

SHORT, LONG = 200, 10_000


class House:
    """What every field of ours shares: the required rule and its sentence, the tidy text, the place an error links to."""

    label: Any
    data: Any
    raw_data: Any
    process_errors: Any
    verb = "Enter"

    def __init__(
        self, label: str, *, required: bool = True, hint: str = "", noun: str = "", missing: str = "",
        validators: Sequence[Callable[..., Any]] = (), **rest: Any,
    ) -> None:  # fmt: skip
        self.required = required
        self.noun = noun or words.noun(label)
        self.missing = missing or f"{self.verb} {self.noun}"
        super().__init__(label, list(validators), description=hint, **rest)  # type: ignore[call-arg]  # the WTForms field beside this mixin

    @property
    def anchor(self) -> str:
        """The id of the input which the error summary moves to."""
        return str(self.id)  # type: ignore[attr-defined]  # from the WTForms field

    @property
    def says(self) -> str:
        """The field as the beginning of a sentence."""
        return words.headline(self.noun)

    def is_empty(self) -> bool:
        """Whether nothing was given."""
        return self.data in (None, "", [])

    def pre_validate(self, form: Any) -> None:
        """The required rule, then the shape; later validators see only a value that is there and well formed."""
        if self.process_errors:
            raise StopValidation()
        if self.is_empty():
            raise StopValidation(self.missing if self.required else "")
        self.check()

    def check(self) -> None:
        """The shape of one kind of field; refuses with StopValidation."""


class Typed(House):
    """A field whose value is typed text."""

    lines = False

    def __init__(self, label: str, *, max_length: int = SHORT, min_length: int = 0, **rest: Any) -> None:
        self.max_length, self.min_length = max_length, min_length
        super().__init__(label, **rest)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Tidy what was typed."""
        if valuelist:
            self.data = words.tidy(str(valuelist[0]), lines=self.lines)

    def is_empty(self) -> bool:
        """Blanks and invisible marks alone are nothing."""
        if isinstance(self.data, str) and words.is_blank(self.data):
            self.data = ""
        return not self.data

    def check(self) -> None:
        """Control characters and lengths."""
        if words.has_control(self.data):
            raise StopValidation(f"{self.says} must not include control characters")
        if len(self.data) > self.max_length:
            raise StopValidation(f"{self.says} must be {self.max_length:,} characters or fewer")
        if len(self.data) < self.min_length:
            raise StopValidation(f"{self.says} must be {self.min_length:,} characters or more")
