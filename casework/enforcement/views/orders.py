"""Pages of public spaces protection orders, and which apply at a place."""

from typing import Any

from flask import Blueprint, g, jsonify, render_template, request, url_for
from flask import Response as Sent
from werkzeug.wrappers import Response

from casework.accounts.types import CASEWORK_ROLES
from casework.enforcement import reading, sketch
from casework.enforcement.forms import ConsultForm, DischargeForm, ExtendForm, MakeForm, OrderForm, PublishForm
from casework.enforcement.queries import orders as reads
from casework.enforcement.services import orders
from casework.enforcement.types.orders import CONSULTED_LABELS, ORDER_LABELS, TERM_LABELS, Consulted, OrderSheet, TermKind
from casework.enforcement.views.doing import settle
from casework.kernel import clock
from casework.kernel.errors import Refused
from casework.sharing.types import Act
from casework.web.attempt import page
from casework.web.gate import roles, rule, signed_in

bp = Blueprint("orders", __name__)
Answer = str | Response | tuple[str, int]
WORDS = {"states": ORDER_LABELS, "kinds": TERM_LABELS, "bodies": CONSULTED_LABELS}


@bp.route("/orders")
@rule(signed_in)
def listing() -> str:
    """List the orders one may see."""
    return render_template("enforcement/orders.html", lines=reads.listing(g.actor), may_draft=reads.may_draft(g.actor), **WORDS)


@bp.route("/orders/<ref:order_ref>")
@rule(signed_in)
def show(order_ref: str) -> str:
    """Show one order."""
    sheet = reads.sheet(g.actor, order_ref)
    return render_template("enforcement/order.html", sheet=sheet, drawn=sketch.draw(sheet.areas), **WORDS)


@bp.route("/orders/<ref:order_ref>/area.geojson")
@rule(signed_in)
def area(order_ref: str) -> Sent:
    """Send the restricted area as GeoJSON."""
    sheet = reads.sheet(g.actor, order_ref)
    answer = jsonify(sketch.collection(sheet))
    answer.headers["Content-Type"] = "application/geo+json"
    answer.headers["Content-Disposition"] = f'attachment; filename="order-{order_ref}.geojson"'
    return answer


@bp.route("/orders/here")
@rule(signed_in)
def here() -> str:
    """Say which orders and prohibitions apply at a place."""
    found, place = _here()
    return render_template("enforcement/here.html", found=found, place=place, args=request.args, **WORDS)


def _here() -> tuple[list[Any] | None, Any]:
    latitude = reading.degrees(request.args.get("lat") or request.args.get("latitude"))
    longitude = reading.degrees(request.args.get("long") or request.args.get("longitude"))
    on = reading.day(request.args.get("at")) or clock.today()
    place = reads.place(g.actor, latitude, longitude, request.args.get("postcode", "")[:20], on)
    return (None if place is None else reads.orders_applying(g.actor, place.latitude, place.longitude, on)), place


@bp.route("/orders/here.json")
@rule(signed_in)
def here_json() -> Sent | tuple[Sent, int]:
    """Answer the same for the capture page."""
    found, place = _here()
    if place is None or found is None:
        return jsonify(error="Give a latitude and a longitude."), 422
    return jsonify(orders=[_plain(line) for line in found], at=place.on.isoformat())


def _plain(line: Any) -> dict[str, Any]:
    terms = [{"id": term.id, "number": term.number, "kind": term.kind, "text": term.text} for term in line.terms]
    ends = line.ends_on.isoformat() if line.ends_on else None
    return {"ref": line.ref, "title": line.title, "ends_on": ends, "terms": terms}


@bp.route("/orders/new", methods=["GET", "POST"])
@rule(roles(*CASEWORK_ROLES))
def new() -> Answer:
    """Draft an order."""
    form = OrderForm()
    done = settle(form, lambda: orders.draft_order(g.actor, reading.order_draft(form, _shape(form))), _shown, "Draft saved.")
    return done or page("enforcement/order_form.html", form, sheet=None, deed="Draft an order")


@bp.route("/orders/<ref:order_ref>/edit", methods=["GET", "POST"])
@rule(signed_in)
def edit(order_ref: str) -> Answer:
    """Change a draft."""
    form, sheet = OrderForm(), reads.sheet(g.actor, order_ref, Act.RECORD_EDIT)
    if request.method == "GET":
        _fill(form, sheet)
    done = settle(form, lambda: _change(form, order_ref), lambda _: _shown(order_ref), "Draft saved.")
    return done or page("enforcement/order_form.html", form, sheet=sheet, deed="Change the draft")


def _fill(form: Any, sheet: OrderSheet) -> None:
    form.version.data, form.title.data, form.reasons.data = str(sheet.version), sheet.title, sheet.reasons
    for field, kind in ((form.prohibitions, TermKind.PROHIBITION), (form.requirements, TermKind.REQUIREMENT)):
        field.data = "\n".join(term.text for term in sheet.terms if term.kind is kind)
    if sheet.terms:
        form.applies_when.data, form.exception.data = sheet.terms[0].applies_when, sheet.terms[0].exception
    form.area_name.data = sheet.areas[0].name if sheet.areas else ""


def _change(form: Any, order_ref: str) -> None:
    orders.change_draft(g.actor, order_ref, reading.order_draft(form, _shape(form)), version=form.seen_version or 0)


def _shape(form: Any) -> Any:
    sent, text = form.area_file.data, form.geometry.data or ""
    if sent:
        try:
            text = sent.read(orders.MOST_GEOJSON + 1).decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Refused("That file is not GeoJSON.", field="area_file") from None
    return orders.read_geojson(g.actor, text) if text.strip() else None


def _shown(ref: str) -> str:
    return url_for("orders.show", order_ref=ref)


def _deed(order_ref: str, form: Any, deed: str, do: Any, said: str) -> Answer:
    sheet = reads.sheet(g.actor, order_ref, Act.RECORD_EDIT)
    if request.method == "GET":
        form.version.data = str(sheet.version)
    done = settle(form, lambda: do(form.seen_version or 0), lambda _: _shown(order_ref), said)
    return done or page("enforcement/order_deed.html", form, sheet=sheet, deed=deed)


@bp.route("/orders/<ref:order_ref>/consult", methods=["GET", "POST"])
@rule(signed_in)
def consult(order_ref: str) -> Answer:
    """Record one body consulted or notified."""
    form = ConsultForm()

    def do(version: int) -> None:
        who = Consulted(form.who.data)
        orders.consult(g.actor, order_ref, who=who, name=form.name.data, on=form.on.data, reply=form.reply.data or "")

    return _deed(order_ref, form, "Record a consultation", do, "Consultation recorded.")


@bp.route("/orders/<ref:order_ref>/make", methods=["GET", "POST"])
@rule(signed_in)
def make(order_ref: str) -> Answer:
    """Make an order."""
    form = MakeForm()

    def do(version: int) -> None:
        dates = {name: form[name].data for name in ("made_on", "effect_on", "ends_on", "made_by")}
        orders.make_order(g.actor, order_ref, version=version, **dates)

    return _deed(order_ref, form, "Make the order", do, "Order made. Publish it before it is enforced.")


@bp.route("/orders/<ref:order_ref>/publish", methods=["GET", "POST"])
@rule(signed_in)
def publish(order_ref: str) -> Answer:
    """Record the publication of an order."""
    form = PublishForm()

    def do(version: int) -> None:
        orders.publish(g.actor, order_ref, url=form.url.data, signs_on=form.signs_on.data, version=version)

    return _deed(order_ref, form, "Record the publication", do, "Publication recorded.")


@bp.route("/orders/<ref:order_ref>/extend", methods=["GET", "POST"])
@rule(signed_in)
def extend(order_ref: str) -> Answer:
    """Extend an order."""
    form = ExtendForm()

    def do(version: int) -> None:
        new = {"decided_on": form.decided_on.data, "ends_on": form.ends_on.data, "reason": form.reason.data}
        orders.extend(g.actor, order_ref, version=version, **new)

    return _deed(order_ref, form, "Extend the order", do, "Order extended.")


@bp.route("/orders/<ref:order_ref>/discharge", methods=["GET", "POST"])
@rule(signed_in)
def discharge(order_ref: str) -> Answer:
    """Discharge an order."""
    form = DischargeForm()

    def do(version: int) -> None:
        orders.discharge(g.actor, order_ref, on=form.on.data, reason=form.reason.data, version=version)

    return _deed(order_ref, form, "Discharge the order", do, "Order discharged.")
