"""What the handlers of enforcement share: doing a form's deed once and going on."""

from collections.abc import Callable
from typing import Any

from flask import flash, g, redirect
from werkzeug.wrappers import Response

from casework.accounts.services.once import once
from casework.web.attempt import attempt


def settle(form: Any, deed: Callable[[], Any], where: Callable[[Any], str], said: str) -> Response | None:
    """Do the deed of a form that holds, once, and go on; None when the form does not hold or the deed was refused."""
    if not form.validate_on_submit():
        return None
    location = attempt(form, lambda: once(g.actor, form.key, deed, where))
    if location is None:
        return None
    flash(said, "success")
    return redirect(location)
