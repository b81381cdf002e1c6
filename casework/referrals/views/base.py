"""The blueprint of the referrals' pages, and how each of their forms is answered."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, g, redirect, url_for
from werkzeug.wrappers import Response

from casework.referrals.queries import sheet as sheets
from casework.web.attempt import attempt, page

bp = Blueprint("referrals", __name__)
Answer = str | Response | tuple[str, int]


def choose(form: Any, **choices: dict[str, str]) -> None:
    """Give a form's fields their choices."""
    for name, values in choices.items():
        form[name].choices = values


def answer(
    form: Any, ref: str, *, title: str, done: str, deed: Callable[[], Any], template: str = "referrals/form.html", **more: Any
) -> Answer:
    """Show a form of one referral, or do its deed and go back to the referral."""
    row, lens = sheets.head(g.actor, ref)
    if form.is_submitted() and form.validate() and attempt(form, lambda: [deed()]):
        flash(done, "success")
        return redirect(url_for("referrals.show", ref=ref))
    if not form.is_submitted():
        form.version.data = str(more.pop("version", row.version))
    more.pop("version", None)
    return page(template, form, title=title, ref=lens.ref, **more)
