"""Pages of places: the list, adding, the page of one, correcting, and the ward of a point or postcode."""

import math
from typing import Any

from flask import Blueprint, g, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from casework.accounts.services.once import once
from casework.accounts.types import CASEWORK_ROLES
from casework.organisations import queries as organisations
from casework.places import queries, services
from casework.places.forms import PlaceForm
from casework.places.types import NewPlace
from casework.sharing import policy
from casework.sharing.asking import reason_first
from casework.sharing.types import Act, Filters
from casework.web.attempt import attempt, page
from casework.web.gate import roles, rule, signed_in

bp = Blueprint("places", __name__)
Answer = str | Response | tuple[str, int]
ORDERS = {"name": "By name", "newest": "Newest first", "ward": "By ward"}
TEXTS = ("name", "line_1", "line_2", "town", "postcode", "uprn", "licence_number")


@bp.route("/places")
@rule(signed_in)
def listing() -> str:
    """List the places one may see."""
    order = request.args.get("sort", "name")
    wards, ward, kind = queries.wards(), request.args.get("ward", ""), request.args.get("kind", "")
    kinds = organisations.labels("premises_kind")["premises_kind"]
    filters = Filters(ward=(ward,) if ward in wards else (), subject=(kind,) if kind in kinds else ())
    order = order if order in ORDERS else "name"
    found, places = queries.page(g.actor, filters, order=order, key=request.args.get("page", ""))
    context = {"wards": wards, "ward": ward, "kinds": kinds, "kind": kind, "order": order, "orders": ORDERS}
    context["may_add"] = g.actor.has_role(*CASEWORK_ROLES)
    return render_template("places/list.html", found=found, places=places, ward_names=queries.ward_names(), **context)


@bp.route("/places/ward.json")
@rule(signed_in)
def ward() -> Response:
    """Answer with the ward of a point or a postcode; there is nothing about anybody in it."""
    latitude, longitude = _number("lat"), _number("long")
    found = queries.ward_of_typed(latitude, longitude, request.args.get("postcode", ""))
    return jsonify({"code": found.code, "name": found.name} if found else {"code": "", "name": ""})


def _number(name: str) -> float | None:
    try:
        number = float(request.args.get(name, ""))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


@bp.route("/places/new", methods=["GET", "POST"])
@rule(roles(*CASEWORK_ROLES))
def new() -> Answer:
    """Add a place."""
    form = PlaceForm()
    form.premises_kind.choices = organisations.choices("premises_kind")
    if form.validate_on_submit():
        made = attempt(form, lambda: once(g.actor, form.key, lambda: services.add_place(g.actor, _typed(form)), _where))
        if made:
            return redirect(made)
    return page("places/form.html", form, heading="Add a place")


@bp.route("/places/<ref:place_ref>")
@rule(signed_in)
@reason_first
def show(place_ref: str) -> str:
    """Show one place and where it appears."""
    return as_seen(place_ref)


def as_seen(place_ref: str) -> str:
    """Return the page of a place, through whoever's eyes it is read."""
    sheet = queries.sheet(g.actor, place_ref)
    return render_template(
        "places/show.html",
        sheet=sheet,
        labels=organisations.labels("premises_kind", "case_role", "case_stage"),
        why=policy.why(g.actor, sheet.lens),
        may_edit=policy.may(g.actor, sheet.lens, Act.RECORD_EDIT),
    )


@bp.route("/places/<ref:place_ref>/edit", methods=["GET", "POST"])
@rule(signed_in)
@reason_first
def edit(place_ref: str) -> Answer:
    """Correct a place."""
    place = queries.for_change(g.actor, place_ref)
    form = PlaceForm(obj=place)
    form.premises_kind.choices = organisations.choices("premises_kind")
    if form.validate_on_submit() and attempt(
        form, lambda: services.edit_place(g.actor, place_ref, _typed(form), form.seen_version)
    ):
        return redirect(url_for("places.show", place_ref=place_ref))
    return page("places/form.html", form, heading="Correct this place")


def _where(record: Any) -> str:
    return url_for("places.show", place_ref=record.ref)


def _typed(form: Any) -> NewPlace:
    point: dict[str, Any] = {
        name: None if form[name].data is None else float(form[name].data) for name in ("latitude", "longitude")
    }
    texts: dict[str, Any] = {name: form[name].data or "" for name in TEXTS}
    return NewPlace(premises_kind=form.premises_kind.data, **texts, **point)


def _edit(ref: str, form: Any) -> Any:
    return services.edit_place(g.actor, ref, _typed(form), form.seen_version)
