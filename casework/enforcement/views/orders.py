"""Pages of public spaces protection orders: the list, one order, its draft, its breaches, and which apply at a place."""

from typing import Any

from flask import Blueprint, g, jsonify, render_template, request, url_for
from flask import Response as Sent
from werkzeug.wrappers import Response

from casework.accounts.types import CASEWORK_ROLES
from casework.enforcement import reading, sketch
from casework.enforcement.order_forms import OrderForm
from casework.enforcement.queries import order_breaches, order_pages
from casework.enforcement.queries import orders as reads
from casework.enforcement.services import order_shapes, orders
from casework.enforcement.types.order_steps import ABOUT_LABELS, ORDER_LABELS
from casework.enforcement.types.orders import (
    CONSULTED_LABELS,
    EVIDENCE_LABELS,
    KIND_LABELS,
    TERM_LABELS,
    OrderKind,
    OrderSheet,
    TermKind,
)
from casework.enforcement.views.doing import settle
from casework.kernel import clock
from casework.kernel.errors import Refused
from casework.sharing import panels
from casework.sharing.asking import reason_first
from casework.sharing.types import Act
from casework.web.attempt import page
from casework.web.gate import roles, rule, signed_in

bp = Blueprint("orders", __name__)
Answer = str | Response | tuple[str, int]
WORDS: dict[str, Any] = {
    "states": ORDER_LABELS, "kinds": TERM_LABELS, "bodies": CONSULTED_LABELS, "abouts": ABOUT_LABELS,
    "evidences": EVIDENCE_LABELS, "sorts": KIND_LABELS,
}  # fmt: skip


@bp.route("/orders")
@rule(signed_in)
def listing() -> str:
    """List the orders one may see."""
    stage = request.args.get("state", "")
    found, lines = reads.listing(g.actor, stage=stage, key=request.args.get("key", ""))
    return render_template(
        "enforcement/orders.html", found=found, lines=lines, stage=stage, may_draft=reads.may_draft(g.actor), **WORDS
    )


@bp.route("/orders/<ref:order_ref>")
@rule(signed_in)
@reason_first
def show(order_ref: str) -> str:
    """Show one order."""
    return as_seen(order_ref)


def as_seen(order_ref: str) -> str:
    """Return the page of an order, through whoever's eyes it is read."""
    sheet = order_pages.sheet(g.actor, order_ref)
    beside = panels.panels(g.actor, sheet.lens)
    return render_template("enforcement/order.html", sheet=sheet, drawn=sketch.draw(sheet.areas_now), panels=beside, **WORDS)


@bp.route("/orders/<ref:order_ref>/area.geojson")
@rule(signed_in)
@reason_first
def area(order_ref: str) -> Sent:
    """Send the restricted area as GeoJSON."""
    sheet = order_pages.sheet(g.actor, order_ref)
    answer = jsonify(sketch.collection(sheet))
    answer.headers["Content-Type"] = "application/geo+json"
    answer.headers["Content-Disposition"] = f'attachment; filename="order-{order_ref}.geojson"'
    return answer


@bp.route("/orders/<ref:order_ref>/breaches")
@rule(signed_in)
@reason_first
def breaches(order_ref: str) -> str:
    """Find breaches of an order by place and date."""
    args = request.args
    where = order_breaches.Where(
        reading.day(args.get("since")), reading.day(args.get("until")), args.get("where", "").strip()[:100], _near(),
        next((near for near in order_breaches.NEAR if args.get("metres") == str(near)), 100),
    )  # fmt: skip
    found = order_breaches.breaches(g.actor, order_ref, where, args.get("key", ""))
    return render_template("enforcement/order_breaches.html", found=found, where=where, near=order_breaches.NEAR, args=args)


def _near() -> tuple[float, float] | None:
    place = reads.place(g.actor, *_point(), request.args.get("postcode", "")[:20], clock.today())
    return (place.latitude, place.longitude) if place else None


def _point() -> tuple[float | None, float | None]:
    latitude = reading.degrees(request.args.get("lat") or request.args.get("latitude"))
    return latitude, reading.degrees(request.args.get("long") or request.args.get("longitude"))


@bp.route("/orders/here")
@rule(signed_in)
def here() -> str:
    """Say which orders and prohibitions apply at a place."""
    found, place = _here()
    return render_template("enforcement/here.html", found=found, place=place, args=request.args, **WORDS)


def _here() -> tuple[list[Any] | None, Any]:
    on = reading.moment(request.args.get("at")) or clock.today()
    place = reads.place(g.actor, *_point(), request.args.get("postcode", "")[:20], on)
    return (None if place is None else reads.orders_applying(g.actor, place.latitude, place.longitude, on)), place


@bp.route("/orders/here.json")
@rule(signed_in)
def here_json() -> Sent | tuple[Sent, int]:
    """Answer the same for the capture page."""
    found, place = _here()
    if place is None or found is None:
        return jsonify(error="Give a latitude and a longitude, or a postcode that is known."), 422
    return jsonify(orders=[_plain(line) for line in found], at=place.on.isoformat(), said=place.said)


def _plain(line: Any) -> dict[str, Any]:
    terms = [{"id": term.id, "number": term.number, "kind": term.kind, "text": term.text} for term in line.terms]
    ends = line.ends_on.isoformat() if line.ends_on else None
    return {"ref": line.ref, "title": line.title, "ends_on": ends, "terms": terms, "href": shown(line.ref)}


@bp.route("/orders/new", methods=["GET", "POST"])
@rule(roles(*CASEWORK_ROLES))
def new() -> Answer:
    """Draft an order."""
    form = OrderForm()
    if request.method == "GET" and not form.kind.data:
        form.kind.data = OrderKind.PSPO
    done = settle(form, lambda: orders.draft_order(g.actor, reading.order_draft(form, shape_of(form))), shown, "Draft saved.")
    return done or page("enforcement/order_form.html", form, sheet=None, deed="Draft an order", ring=None)


@bp.route("/orders/<ref:order_ref>/edit", methods=["GET", "POST"])
@rule(signed_in)
@reason_first
def edit(order_ref: str) -> Answer:
    """Change a draft."""
    form, sheet = OrderForm(), order_pages.sheet(g.actor, order_ref, Act.RECORD_EDIT)
    if request.method == "GET":
        _fill(form, sheet)
    done = settle(form, lambda: _change(form, sheet), lambda _: shown(order_ref), "Draft saved.")
    return done or page("enforcement/order_form.html", form, sheet=sheet, deed="Change the draft", ring=sketch.collection(sheet))


def _fill(form: Any, sheet: OrderSheet) -> None:
    form.version.data, form.title.data, form.reasons.data = str(sheet.version), sheet.title, sheet.reasons
    form.kind.data, form.site.data = sheet.kind, sheet.site
    form.prohibitions.data = reading.term_lines(sheet.terms, TermKind.PROHIBITION)
    form.requirements.data = reading.term_lines(sheet.terms, TermKind.REQUIREMENT)
    if len({(term.applies_when, term.exception) for term in sheet.terms}) == 1:
        form.applies_when.data, form.exception.data = sheet.terms[0].applies_when, sheet.terms[0].exception
    form.area_name.data = sheet.areas[0].name if sheet.areas else ""


def _change(form: Any, sheet: OrderSheet) -> None:
    draft = reading.order_draft(form, shape_of(form), sheet.terms)
    orders.change_draft(g.actor, sheet.ref, draft, version=form.seen_version or 0)


def shape_of(form: Any) -> Any:
    """The area of a form, from its file or its box; None when neither is given."""
    sent, text = form.area_file.data, form.geometry.data or ""
    if sent:
        try:
            text = sent.read(order_shapes.MOST_GEOJSON + 1).decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Refused("That file is not text.", field="area_file") from None
    return order_shapes.read_area(g.actor, text) if text.strip() else None


def shown(ref: str) -> str:
    """The address of an order's page."""
    return url_for("orders.show", order_ref=ref)
