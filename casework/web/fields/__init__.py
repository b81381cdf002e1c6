"""Form fields with GOV.UK widgets, one import for all: `from casework.web.fields import DateField, TextField`.

Every field takes `label, *, required=True, hint="", noun="", missing="", validators=()` and the keywords of its own. `noun` is
the thing as it reads inside a sentence (made from the label when absent), `missing` the whole sentence when nothing was given.
Templates write `{{ form.name() }}`, or `{{ form.name(params={...}) }}` with parameters of the GOV.UK component.
"""

from casework.web.fields.base import LONG, SHORT, House, Typed
from casework.web.fields.choices import CheckboxesField, FileField, FilesField, RadiosField, SelectField, Submit, TickField
from casework.web.fields.numbers import DecimalField, IntegerField, MoneyField
from casework.web.fields.typed import (
    Chosen,
    EmailField,
    HiddenText,
    PasswordField,
    PostcodeField,
    TextArea,
    TextField,
    TypeaheadField,
)
from casework.web.fields.when import DateField, DateTimeField, TimeField

__all__ = [
    "CheckboxesField",
    "Chosen",
    "DateField",
    "DateTimeField",
    "DecimalField",
    "EmailField",
    "FileField",
    "FilesField",
    "HiddenText",
    "House",
    "IntegerField",
    "LONG",
    "MoneyField",
    "PasswordField",
    "PostcodeField",
    "RadiosField",
    "SHORT",
    "SelectField",
    "Submit",
    "TextArea",
    "TextField",
    "TickField",
    "TimeField",
    "TypeaheadField",
    "Typed",
]
