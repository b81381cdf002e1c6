"""Pages of vehicles: adding one, and the page of one."""

from typing import Any

from flask import Blueprint, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from casework.accounts.services.once import once
from casework.accounts.types import CASEWORK_ROLES
from casework.organisations import queries as organisations
from casework.people import queries, services
from casework.people.forms import VehicleForm
from casework.people.types import NewVehicle
from casework.sharing import policy
from casework.sharing.asking import reason_first
from casework.sharing.types import Act
from casework.web.attempt import attempt, page
from casework.web.gate import roles, rule, signed_in

bp = Blueprint("vehicles", __name__)
Answer = str | Response | tuple[str, int]


@bp.route("/vehicles/new", methods=["GET", "POST"])
@rule(roles(*CASEWORK_ROLES))
def new() -> Answer:
    """Add a vehicle."""
    form = VehicleForm()
    if form.validate_on_submit():
        made = attempt(form, lambda: once(g.actor, form.key, lambda: services.add_vehicle(g.actor, _typed(form)), _where))
        if made:
            return redirect(made)
    return page("people/vehicle_form.html", form, heading="Add a vehicle")


@bp.route("/vehicles/<ref:vehicle_ref>")
@rule(signed_in)
@reason_first
def show(vehicle_ref: str) -> str:
    """Show one vehicle and where it appears."""
    return as_seen(vehicle_ref)


def as_seen(vehicle_ref: str) -> str:
    """Return the page of a vehicle, through whoever's eyes it is read."""
    vehicle, lens, appearances = queries.vehicle_sheet(g.actor, vehicle_ref)
    return render_template(
        "people/vehicle.html",
        vehicle=vehicle,
        lens=lens,
        appearances=appearances,
        labels=organisations.labels("case_role", "case_stage"),
        why=policy.why(g.actor, lens),
        may_edit=policy.may(g.actor, lens, Act.RECORD_EDIT),
    )


@bp.route("/vehicles/<ref:vehicle_ref>/edit", methods=["GET", "POST"])
@rule(signed_in)
@reason_first
def edit(vehicle_ref: str) -> Answer:
    """Correct a vehicle."""
    vehicle = queries.vehicle_for_change(g.actor, vehicle_ref)
    form = VehicleForm(obj=vehicle)
    if form.validate_on_submit() and attempt(
        form, lambda: services.edit_vehicle(g.actor, vehicle_ref, _typed(form), form.seen_version)
    ):
        return redirect(url_for("vehicles.show", vehicle_ref=vehicle_ref))
    return page("people/vehicle_form.html", form, heading="Correct this vehicle")


def _where(record: Any) -> str:
    return url_for("vehicles.show", vehicle_ref=record.ref)


def _typed(form: Any) -> NewVehicle:
    texts: dict[str, Any] = {name: form[name].data or "" for name in ("registration", "make", "model", "colour", "note")}
    return NewVehicle(**texts)


def _edit(ref: str, form: Any) -> Any:
    return services.edit_vehicle(g.actor, ref, _typed(form), form.seen_version)
