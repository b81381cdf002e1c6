"""The base form: the token against forged requests, the version seen, the key against double sending, and the error summary."""

import re
import secrets
from typing import Any

from flask import Flask, g, request
from flask_wtf import FlaskForm
from wtforms.fields import HiddenField

STALE_TOKEN = "This page was open too long to be sent safely. What you typed is still here: send it again."  # noqa: S105 - a sentence
_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}", re.ASCII)


def new_key() -> str:
    """A fresh key: the same one coming twice means the same deed sent twice."""
    return secrets.token_urlsafe(24)


class BaseForm(FlaskForm):
    """Every form of ours. `{{ form.hidden_tag() }}` carries token, version and key."""

    class Meta(FlaskForm.Meta):
        """Fields take what was sent, or a kept draft when the page was asked for with it."""

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            given = super().wrap_formdata(form, formdata)
            return given if given is not None or request.method != "GET" else g.get("kept_form")

    version = HiddenField(default="")
    idempotency_key = HiddenField(default=new_key)

    @property
    def seen_version(self) -> int | None:
        """The version of the record when the page was made; None for a new record or an unreadable value."""
        given = str(self.version.data or "")
        return int(given) if re.fullmatch(r"[0-9]{1,9}", given, re.ASCII) else None

    @property
    def key(self) -> str:
        """The key sent with the form; a malformed one counts as new."""
        given = str(self.idempotency_key.data or "")
        return given if _KEY.fullmatch(given) else new_key()


class FilterForm(FlaskForm):
    """A form of a list's filter: sent by GET, no token, no keys; blank means any."""

    class Meta:
        csrf = False


def form_errors(form: Any) -> list[dict[str, str]]:
    """What the error summary lists: each field's first sentence, linked to the input it is about."""
    found: list[dict[str, str]] = []
    for field in form:
        if not field.errors:
            continue
        if field.name == "csrf_token":
            found.append({"text": STALE_TOKEN, "href": "#main-content"})
        elif isinstance(field.errors, (list, tuple)) and all(isinstance(error, str) for error in field.errors):
            found.append({"text": field.errors[0], "href": f"#{getattr(field, 'anchor', field.id)}"})
        else:
            nested = field if hasattr(field, "entries") else [field]
            for entry in nested:
                found.extend(form_errors(entry.form if hasattr(entry, "form") else entry))
    found.extend({"text": str(error), "href": "#main-content"} for error in form.form_errors)
    return found


def install(app: Flask) -> None:
    """Let every template list a form's errors."""
    app.jinja_env.globals["form_errors"] = form_errors
