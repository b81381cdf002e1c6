"""Putting a person, place or vehicle on a case: who would gain sight of them is said before it is saved."""

from typing import Any

from flask import g, request, url_for

from casework.cases.forms import LinkForm
from casework.cases.queries import choices, sheets
from casework.cases.services import capture, street
from casework.cases.types import Seen
from casework.cases.views.doing import bp, settle
from casework.people import queries as people
from casework.sharing.asking import reason_first
from casework.sharing.services import links
from casework.sharing.types import Act, Kind
from casework.web.attempt import page
from casework.web.gate import rule, signed_in

PLACE_ROLES = {"LOCATION": "Place where it happened", "VEHICLE": "Vehicle involved"}


@bp.route("/cases/<ref:case_ref>/link", methods=["GET", "POST"])
@rule(signed_in)
@reason_first
def link(case_ref: str) -> Any:
    """Choose who or what, see who would gain sight, then save."""
    sheet = sheets.for_deed(g.actor, case_ref, Act.LINK_ADD)
    form = LinkForm()
    form.who.source = url_for("people.suggest")
    form.role.choices = {**choices.codes(g.actor, "case_role"), **PLACE_ROLES}
    gainers = links.who_would_see(g.actor, sheet.lens)
    ready = "sure" in request.form or not gainers
    done = settle(form, lambda: _link(case_ref, form), lambda _: _back(case_ref), "Put on the case.") if ready else None
    asked = not done and form.is_submitted() and not ready and form.validate()
    return done or page("cases/link.html", form, sheet=sheet, gainers=gainers, asked=asked, matches=_matches(form, asked))


def _link(case_ref: str, form: LinkForm) -> None:
    picked = request.form.get("picked", "")
    given = form.who.data
    ref, text = (picked, "") if picked and picked != "new" else (given.value, given.text)
    kind = "" if ref else Kind.VEHICLE if form.role.data == "VEHICLE" else Kind.PERSON
    leaf = street.leaf_of(g.actor, Seen(ref, text, kind, form.role.data, "who"))
    capture.link_to(g.actor, case_ref, leaf, note=form.note.data or "")


def _matches(form: LinkForm, asked: bool) -> list[Any]:
    """Without a choice from the list, offer whom the words may mean."""
    given = form.who.data
    return people.suggest(g.actor, given.text) if asked and given and not given.value else []


def _back(case_ref: str) -> str:
    return url_for("cases.show", case_ref=case_ref, _anchor="links")
