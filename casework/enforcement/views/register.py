"""The public register of orders: no sign-in, the same for everybody, kept by browsers and proxies for some minutes."""

import csv
import io
from typing import Any

from flask import Blueprint, g, jsonify, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from casework.enforcement import reading, sketch
from casework.enforcement import register_files as files
from casework.enforcement.queries import register as reads
from casework.enforcement.types.order_steps import ABOUT_LABELS
from casework.kernel import clock
from casework.places import queries as places
from casework.web import cells
from casework.web.gate import public, rule
from casework.web.kept import kept

bp = Blueprint("register", __name__)


def _area() -> Any:
    return reads.area(g.actor, request.args.get("area", "")[:40])


@bp.route("/register/orders")
@rule(public)
def listing() -> Answer:
    """Show the orders in force, proposed and past."""
    of, on, key = _area(), clock.today(), reading.whole(request.args.get("after")) or 0
    over, following = reads.past(g.actor, of, on, key)
    shown = {"current": reads.current(g.actor, of, on), "proposed": reads.proposed(g.actor, of, on), "past": over}
    drawn = sketch.draw_shapes([shape.geometry for item in shown["current"] for shape in item.areas])
    page = render_template(
        "enforcement/register.html", of=of, areas_held=reads.areas(g.actor), on=on, drawn=drawn, following=following, **shown
    )
    return kept(page)


@bp.route("/register/orders/<ref:order_ref>")
@rule(public)
def show(order_ref: str) -> Answer:
    """Show one order as published."""
    of, item = reads.one(g.actor, order_ref, clock.today())
    drawn = sketch.draw_shapes([shape.geometry for shape in item.areas])
    ring = files.features([item], _page) if drawn else None
    page = render_template("enforcement/register_entry.html", of=of, item=item, drawn=drawn, ring=ring, abouts=ABOUT_LABELS)
    return kept(page)


def _page(ref: str) -> str:
    return url_for("register.show", order_ref=ref, _external=True)


@bp.route("/register/orders.geojson")
@rule(public)
def geojson() -> Answer:
    """Send the register as GeoJSON."""
    found = reads.everything(g.actor, _area(), clock.today())
    return kept(jsonify(files.features(found, _page)), "application/geo+json")


@bp.route("/register/orders.csv")
@rule(public)
def table() -> Answer:
    """Send the register as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(files.COLUMNS)
    for item in reads.everything(g.actor, _area(), clock.today()):
        writer.writerow([cells.plain(cell) for cell in files.row(item, _page(item.ref))])
    answer = kept(text.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="orders.csv"'
    return answer


@bp.route("/register/wards.geojson")
@rule(public)
def wards() -> Answer:
    """Send the outlines of the wards of today, as the ground of the maps."""
    found = [
        {"type": "Feature", "properties": {"code": code, "name": name}, "geometry": geometry}
        for code, name, geometry in places.outlines(clock.today())
    ]
    return kept(jsonify(type="FeatureCollection", features=found), "application/geo+json")
