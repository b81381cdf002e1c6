"""Trying a deed from a form: a refusal becomes a sentence beside the field, and what was typed stays."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import render_template

from casework.kernel.db import db
from casework.kernel.errors import Refused

T = TypeVar("T")


def attempt(form: Any, deed: Callable[[], T]) -> T | None:
    """Do the deed and return what it gave; on a refusal undo it all, put the sentence beside its field, and return None."""
    try:
        return deed()
    except Refused as refusal:
        db.session().rollback()
        field = form[refusal.field] if refusal.field and refusal.field in form else None
        if field is None:
            form.form_errors = [*form.form_errors, refusal.sentence]
        else:
            field.errors = [*field.errors, refusal.sentence]
        return None


def done(form: Any, deed: Callable[[], object]) -> bool:
    """Do a deed whose answer is not needed, as `attempt` does; return False on a refusal."""

    def whole() -> bool:
        deed()
        return True

    return bool(attempt(form, whole))


def page(template: str, form: Any, **context: Any) -> tuple[str, int]:
    """Render a form's page: 422 when something in it was refused, so that nothing half done is kept."""
    refused = bool(form.errors or form.form_errors)
    return render_template(template, form=form, **context), 422 if refused else 200
