"""The search page: everything one may see, by reference, name, plate, postcode and words."""

from flask import Blueprint, g, render_template, request

from casework.index import queries
from casework.organisations import queries as organisations
from casework.sharing.types import Kind
from casework.web.gate import rule, signed_in

bp = Blueprint("index", __name__)
KINDS = {
    Kind.CASE: "Cases",
    Kind.INCIDENT: "Incidents",
    Kind.PERSON: "People",
    Kind.PLACE: "Places",
    Kind.VEHICLE: "Vehicles",
    Kind.REFERRAL: "Referrals",
    Kind.ACTION: "Enforcement actions",
    Kind.ORDER: "Orders",
    Kind.REQUEST: "Requests",
}


@bp.route("/search")
@rule(signed_in)
def search() -> str:
    """Search among everything one may see."""
    typed, kind = request.args.get("q", ""), request.args.get("kind", "")
    chosen = [name for name in KINDS if name == kind]
    results = queries.search(g.actor, typed, chosen) if typed.strip() else None
    labels = organisations.labels("case_stage", "case_subject")
    return render_template(
        "index/search.html",
        results=results,
        typed=typed[: queries.LONGEST],
        kind=kind if chosen else "",
        kinds={str(name): label for name, label in KINDS.items()},
        labels=labels,
    )
