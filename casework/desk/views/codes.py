"""The platform administrator's pages of code lists."""

from typing import Any

from flask import Blueprint, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from casework.accounts.services.once import once
from casework.accounts.types import Role
from casework.desk import administration as reads
from casework.desk import forms
from casework.organisations.services import codes
from casework.web.attempt import attempt, page
from casework.web.gate import roles, rule

bp = Blueprint("codes", __name__, url_prefix="/administration/code-lists")
ADMINISTRATORS = roles(Role.PLATFORM_ADMINISTRATOR)
Answer = str | Response | tuple[str, int]


@bp.route("")
@rule(ADMINISTRATORS)
def code_lists() -> str:
    """List the code lists."""
    return render_template("administration/code_lists.html", lists=reads.code_lists(g.actor))


@bp.route("/<listing>", methods=["GET", "POST"])
@rule(ADMINISTRATORS)
def show(listing: str) -> Answer:
    """Show a code list and add to it."""
    form, found = forms.NewCodeForm(), reads.codes(g.actor, listing)
    if form.validate_on_submit():
        location = attempt(form, lambda: once(g.actor, form.key, lambda: _add(listing, form), _where))
        if location:
            return redirect(location)
    return page("administration/codes.html", form, found=found)


def _add(listing: str, form: Any) -> Any:
    fields = {"code": form.code.data, "label": form.label.data, "active_from": form.active_from.data}
    return codes.add_code(g.actor, listing, **fields)


def _where(row: Any) -> str:
    return url_for("codes.show", listing=row.listing)


@bp.route("/<listing>/<code>", methods=["GET", "POST"])
@rule(ADMINISTRATORS)
def edit(listing: str, code: str) -> Answer:
    """Word a code better, or end it."""
    row, back = codes.one(listing, code), url_for("codes.show", listing=listing)
    form = forms.CodeForm(obj=row)
    if form.validate_on_submit() and attempt(form, lambda: _save(listing, code, form)):
        return redirect(back)
    return page("administration/form.html", form, title=f"{row.code}: {row.label}", back=back)


def _save(listing: str, code: str, form: Any) -> bool:
    fields = {"label": form.label.data, "active_to": form.active_to.data, "seen": form.seen_version}
    codes.change_code(g.actor, listing, code, **fields)
    return True
