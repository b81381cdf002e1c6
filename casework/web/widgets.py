"""GOV.UK widgets for our fields, each with the corrections that keep legends, hints and error links right."""

from copy import deepcopy
from typing import Any

from flask import current_app
from govuk_frontend_wtf import wtforms_widgets as gov
from markupsafe import Markup

from casework.web.jinja import component


def around(name: str, *given: Any) -> Markup:
    """A component inside what our own template puts around it."""
    drawn: Markup = getattr(current_app.jinja_env.get_template("parts/widgets.html").module, name)(*given)
    return drawn


class Fix:
    """Mixed in before each widget of the library: legends keep their text, empty hints go, `required` stays out of the markup."""

    component = "input"

    def __init__(self, **params: Any) -> None:
        self.params = params
        super().__init__()

    def own(self, field: Any) -> dict[str, Any]:
        """The parameters this widget and this field add."""
        params = dict(self.params)
        if autocomplete := params.pop("autocomplete", ""):
            params["autocomplete"] = autocomplete
        return params

    def map_gov_params(self, field: Any, **given: Any) -> dict[str, Any]:
        """The library's parameters, mended."""
        given.pop("required", None)
        # A copy: a template may hand the same parameters to several fields, and each writes its own legend into them.
        given["params"] = deepcopy({**self.own(field), **(given.get("params") or {})})
        legend = given["params"].get("fieldset", {}).get("legend")
        if legend is not None:
            legend.setdefault("text", field.label.text)
        params: dict[str, Any] = super().map_gov_params(field, **given)  # type: ignore[misc]  # the library widget beside this mixin
        hint = params.get("hint") or {}
        if not (hint.get("text") or hint.get("html")):
            params.pop("hint", None)
        attributes = params.get("attributes") or {}
        for name in ("required", "maxlength", "minlength"):
            attributes.pop(name, None)
        return params

    def render(self, params: dict[str, Any]) -> Markup:
        """Through the component environment."""
        return component(self.component, params)


class Text(Fix, gov.GovTextInput):
    """One line."""


class Email(Fix, gov.GovTextInput):
    """One line for an email address."""

    def own(self, field: Any) -> dict[str, Any]:
        """The keyboard with an at sign, and no spelling marks."""
        return {"type": "email", "autocomplete": "email", "spellcheck": False, **super().own(field)}


class Password(Fix, gov.GovPasswordInput):
    """A password with its show button."""

    component = "password-input"

    def own(self, field: Any) -> dict[str, Any]:
        """What a password manager should offer."""
        return {"autocomplete": "new-password" if field.new else "current-password"}


class CharacterCount(Fix, gov.GovCharacterCount):
    """Several lines with the characters left."""

    component = "character-count"

    def own(self, field: Any) -> dict[str, Any]:
        """The count appears when three quarters are used."""
        params = {"maxlength": field.max_length, "rows": field.rows, "threshold": 75, "spellcheck": True}
        return {**params, "attributes": {"data-hints": field.hints}} if field.hints else params


class Select(Fix, gov.GovSelect):
    """A drop-down."""

    component = "select"


class _Many(Fix):
    def own(self, field: Any) -> dict[str, Any]:
        """Choices share the id of the field, so that the error summary finds the first."""
        return {"idPrefix": field.id, **super().own(field)}

    def map_gov_params(self, field: Any, **given: Any) -> dict[str, Any]:
        """A line under a choice where there is one."""
        params = super().map_gov_params(field, **given)
        for item in params["items"]:
            if hint := getattr(field, "hints", {}).get(str(item.get("value"))):
                item.setdefault("hint", {"text": hint})
        if getattr(field, "inline", False):
            params.setdefault("classes", "govuk-radios--inline")
        return params


class Radios(_Many, gov.GovRadioInput):
    """One of a few."""

    component = "radios"


class Checkboxes(_Many, gov.GovCheckboxesInput):
    """Any of a few."""

    component = "checkboxes"


class Tick(_Many, gov.GovCheckboxInput):
    """One tick box."""

    component = "checkboxes"


class File(Fix, gov.GovFileInput):
    """A file chooser, as the browser draws it."""

    component = "file-upload"

    def own(self, field: Any) -> dict[str, Any]:
        """What is accepted, and where previews go."""
        attributes = {"accept": field.accept} if field.accept else {}
        if field.previews:
            attributes["data-previews"] = f"{field.id}-previews"
        return {**super().own(field), "attributes": attributes}

    def __call__(self, field: Any, **given: Any) -> Markup:
        """The chooser and the empty list for previews."""
        drawn = super().__call__(field, **given)
        return around("previews", field, drawn) if field.previews else drawn


class Files(File):
    """A chooser for several files."""

    def __init__(self, **params: Any) -> None:
        super().__init__(**params)
        self.multiple = True

    def own(self, field: Any) -> dict[str, Any]:
        """As for one, several at once."""
        params = super().own(field)
        return {**params, "multiple": True}


class Typeahead(Fix, gov.GovTextInput):
    """A text box with its hidden chosen value, marked for the type-ahead script."""

    def __call__(self, field: Any, **given: Any) -> Markup:
        """The pair inside one holder."""
        data = field.data
        text = data.text if hasattr(data, "text") else (data or "")
        drawn = super().__call__(field, value=text, **given)
        return around("typeahead", field, drawn, data if hasattr(data, "value") else None)


class When(Fix, gov.GovDateInput):
    """Day, month and year; with a time, one box more. All share one name, so that what was typed comes back in order."""

    component = "date-input"

    def __call__(self, field: Any, **given: Any) -> Markup:
        """The parts as typed, else from the data."""
        given.setdefault("id", field.id)
        given.setdefault("value", "")
        return gov.GovFormBase.__call__(self, field, **given)

    def map_gov_params(self, field: Any, **given: Any) -> dict[str, Any]:
        """The boxes and their legend."""
        self_given = {key: value for key, value in given.items() if key != "value"}
        legend = (self_given.get("params") or {}).get("fieldset", {}).get("legend") or {}
        params = gov.GovFormBase.map_gov_params(self, field, **{**self_given, "params": {}})
        params.pop("label", None)
        params.update(self_given.get("params") or {})
        if not field.description:
            params.pop("hint", None)
        params.pop("required", None)
        params["attributes"].pop("required", None)
        params["fieldset"] = {"legend": {"text": field.label.text, **legend}, "role": "group"}
        error = " govuk-input--error" if field.errors else ""
        params["items"] = [
            {
                "label": label,
                "id": f"{field.id}-{label.lower()}",
                "name": field.name,
                "classes": f"govuk-input--width-{width}{error}",
                "value": value,
                "inputmode": "text" if label == "Time" else "numeric",
            }
            for (label, width), value in zip(field.parts, field.typed(), strict=True)
        ]
        return params


class Submit(Fix, gov.GovSubmitInput):
    """A button that sends the form once."""

    component = "button"

    def own(self, field: Any) -> dict[str, Any]:
        """Its kind, and no double sending."""
        kind = {"classes": f"govuk-button--{field.kind}"} if field.kind else {}
        return {"preventDoubleClick": True, **kind}

    def map_gov_params(self, field: Any, **given: Any) -> dict[str, Any]:
        """The words on the button."""
        return {**super().map_gov_params(field, **given), "text": field.label.text, "type": "submit", "value": "1"}
