"""Fields for whole numbers, decimals and money."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from wtforms import fields as wt
from wtforms.validators import StopValidation

from casework.web import widgets
from casework.web.fields.base import House


class _Number(House):
    widget = widgets.Text(classes="govuk-input--width-5", inputmode="numeric")
    signs = r"[\s,]"
    said = "a whole number"

    def __init__(self, label: str, *, least: int | Decimal | None = None, most: int | Decimal | None = None, **rest: Any) -> None:
        self.least, self.most = least, most
        super().__init__(label, **rest)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)

    def read(self, typed: str) -> int | Decimal:
        """The number in the text; ValueError when there is none."""
        if not re.fullmatch(r"[+-]?[0-9]{1,15}", typed, re.ASCII):
            raise ValueError
        return int(typed)

    def write(self, number: int | Decimal) -> str:
        """The number as it reads in a message."""
        return f"{number:,}"

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number, allowing thousands commas and blanks."""
        self.data = None
        typed = re.sub(self.signs, "", valuelist[0]) if valuelist else ""
        if not typed:
            return
        try:
            self.data = self.read(typed)
        except (ValueError, InvalidOperation):
            raise ValueError(f"{self.says} must be {self.said}") from None

    def check(self) -> None:
        """The range."""
        if self.least is not None and self.data < self.least:
            raise StopValidation(f"{self.says} must be {self.write(self.least)} or more")
        if self.most is not None and self.data > self.most:
            raise StopValidation(f"{self.says} must be {self.write(self.most)} or less")


class IntegerField(_Number, wt.Field):
    """A whole number, between `least` and `most`."""


class DecimalField(_Number, wt.Field):
    """A number with at most `places` decimals."""

    widget = widgets.Text(classes="govuk-input--width-10", inputmode="decimal")

    def __init__(self, label: str, *, places: int = 2, **rest: Any) -> None:
        self.places = places
        self.said = f"a number with up to {places} decimal places, like 12.5"
        super().__init__(label, **rest)

    def read(self, typed: str) -> Decimal:
        """The exact number."""
        if not re.fullmatch(rf"[+-]?[0-9]{{1,12}}(\.[0-9]{{0,{self.places}}})?", typed, re.ASCII):
            raise ValueError
        return Decimal(typed)


class MoneyField(DecimalField):
    """An amount in pounds."""

    widget = widgets.Text(classes="govuk-input--width-10", inputmode="decimal", prefix={"text": "£"})
    signs = r"[\s,£]"

    def __init__(self, label: str, **rest: Any) -> None:
        super().__init__(label, **rest)
        self.said = "an amount in pounds, like 100 or 37.50"

    def write(self, number: int | Decimal) -> str:
        """With the pound sign."""
        return f"£{number:,}"
