"""What the handlers of cases have in common: the blueprint, doing a deed once, and choices read from an address."""

import re
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, g, redirect
from werkzeug.wrappers import Response

from casework.accounts.services.once import once
from casework.web.attempt import attempt

bp = Blueprint("cases", __name__)


def settle(form: Any, deed: Callable[[], Any], where: Callable[[Any], str], said: str) -> Response | None:
    """Do the deed of a form that holds, once, and go on; None when the form does not hold or the deed was refused."""
    if not form.validate_on_submit():
        return None
    location = attempt(form, lambda: once(g.actor, form.key, deed, where))
    if location is None:
        return None
    flash(said, "success")
    return redirect(location)


def number(given: str | None) -> int | None:
    """Return a whole number from an address, or None."""
    return int(given) if given and re.fullmatch(r"[0-9]{1,18}", given, re.ASCII) else None


def code(given: str | None) -> str:
    """Return a code from an address when it could be one, else nothing."""
    return given if given and re.fullmatch(r"[A-Za-z0-9_]{1,40}", given, re.ASCII) else ""


def key(given: str | None) -> str:
    """Return the key of a page of a list as it was given, without what no key holds."""
    return re.sub(r"[^ -~]", "", given or "")[:200]


def chosen(given: str | None, known: Any) -> str:
    """Return a choice from an address when it is one of those known, else nothing."""
    return given if given is not None and given in known else ""
