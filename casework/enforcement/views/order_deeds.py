"""The deeds on an order, each a page with a form: the case for it, consultation, decisions, publication, and the court."""

from typing import Any

from flask import abort, g, request

from casework.enforcement import reading, sketch
from casework.enforcement.order_forms import (
    ConsultForm,
    EndForm,
    EvidenceForm,
    ExtendForm,
    JudgementForm,
    MakeForm,
    PubliciseForm,
    PublishForm,
    VaryForm,
)
from casework.enforcement.queries import order_pages
from casework.enforcement.services import order_case, order_changes, orders
from casework.enforcement.types.order_steps import About
from casework.enforcement.types.orders import Consulted, Evidence, EvidenceKind, Judgement, OrderSheet, Variation
from casework.enforcement.views.doing import settle
from casework.enforcement.views.orders import Answer, bp, shape_of, shown
from casework.kernel import clock
from casework.sharing.asking import reason_first
from casework.sharing.types import Act
from casework.web.attempt import page
from casework.web.gate import rule, signed_in

# What the court did, or the end of a proposal: heading, button, deed, what is said.
ENDINGS = {
    "discharge": ("Discharge the order", orders.discharge, "Order discharged. Publish that, on the website and at the place."),
    "drop": ("Take the proposal no further", orders.drop, "The proposal goes no further."),
    "challenge": ("Record an application to the High Court", order_changes.challenge, "Application recorded."),
    "suspend": ("Record that the court suspended it", order_changes.suspend, "Suspension recorded."),
    "resume": ("Record that it has effect again", order_changes.resume, "Order in force again."),
    "quash": ("Record that the court quashed it", order_changes.quash, "Quashing recorded. Publish that, as for a discharge."),
}


def _deed(order_ref: str, form: Any, deed: str, do: Any, said: str) -> Answer:
    sheet = order_pages.sheet(g.actor, order_ref, Act.RECORD_EDIT)
    if request.method == "GET":
        form.version.data = str(sheet.version)
        _first_about(form, sheet)
    done = settle(form, lambda: do(form.seen_version or 0), lambda _: shown(order_ref), said)
    return done or page("enforcement/order_deed.html", form, sheet=sheet, deed=deed)


def _first_about(form: Any, sheet: OrderSheet) -> None:
    if "about" in form and not form.about.data:
        asked = request.args.get("about")
        form.about.data = asked if asked in set(About) else (About.MAKE if "make" in sheet.deeds else "")


@bp.route("/orders/<ref:order_ref>/evidence", methods=["GET", "POST"])
@rule(signed_in)
@reason_first
def evidence(order_ref: str) -> Answer:
    """Keep evidence of the need, or a private note."""
    form = EvidenceForm()
    return _deed(order_ref, form, "Add evidence or a note", lambda _: _evidence(form, order_ref), "Kept.")


def _evidence(form: Any, order_ref: str) -> int:
    given: dict[str, Any] = {name: form[name].data or "" for name in ("text", "source", "place")}
    dates = {name: form[name].data for name in ("figure", "from_on", "until_on")}
    return order_case.add_evidence(g.actor, order_ref, Evidence(EvidenceKind(form.kind.data), **given, **dates))


@bp.route("/orders/<ref:order_ref>/consider", methods=["GET", "POST"])
@rule(signed_in)
@reason_first
def consider(order_ref: str) -> Answer:
    """Record that the test, necessity and rights were considered."""
    form = JudgementForm()
    return _deed(order_ref, form, "Record what was considered", lambda _: _judge(form, order_ref), "Recorded.")


def _judge(form: Any, order_ref: str) -> None:
    names = ("effect", "necessity", "expression", "assembly", "considered_on", "considered_by")
    given = Judgement(**{name: form[name].data for name in names})
    order_case.judge(g.actor, order_ref, given, about=About(form.about.data))


@bp.route("/orders/<ref:order_ref>/consult", methods=["GET", "POST"])
@rule(signed_in)
@reason_first
def consult(order_ref: str) -> Answer:
    """Record one body consulted or notified."""
    form = ConsultForm()
    return _deed(order_ref, form, "Record a consultation", lambda _: _consult(form, order_ref), "Consultation recorded.")


def _consult(form: Any, order_ref: str) -> None:
    given = {"name": form.name.data, "on": form.on.data, "reply": form.reply.data or ""}
    orders.consult(g.actor, order_ref, who=Consulted(form.who.data), about=About(form.about.data), **given)


@bp.route("/orders/<ref:order_ref>/publicise", methods=["GET", "POST"])
@rule(signed_in)
@reason_first
def publicise(order_ref: str) -> Answer:
    """Record that a proposal was published."""
    form = PubliciseForm()

    def do(_: int) -> None:
        orders.publicise(g.actor, order_ref, about=About(form.about.data), url=form.url.data, on=form.on.data)

    return _deed(order_ref, form, "Publicise a proposal", do, "Recorded. A proposed order is now on the public register.")


@bp.route("/orders/<ref:order_ref>/make", methods=["GET", "POST"])
@rule(signed_in)
@reason_first
def make(order_ref: str) -> Answer:
    """Make an order."""
    form = MakeForm()

    def do(version: int) -> None:
        dates = {name: form[name].data for name in ("made_on", "effect_on", "ends_on", "made_by")}
        orders.make_order(g.actor, order_ref, version=version, **dates)

    return _deed(order_ref, form, "Make the order", do, "Order made. Publish it before it is enforced.")


@bp.route("/orders/<ref:order_ref>/publish", methods=["GET", "POST"])
@rule(signed_in)
@reason_first
def publish(order_ref: str) -> Answer:
    """Record the publication of an order."""
    form = PublishForm()

    def do(version: int) -> None:
        orders.publish(g.actor, order_ref, url=form.url.data, signs_on=form.signs_on.data, version=version)

    return _deed(order_ref, form, "Record the publication", do, "Publication recorded.")


@bp.route("/orders/<ref:order_ref>/extend", methods=["GET", "POST"])
@rule(signed_in)
@reason_first
def extend(order_ref: str) -> Answer:
    """Extend an order."""
    form = ExtendForm()

    def do(version: int) -> None:
        new = {"decided_on": form.decided_on.data, "ends_on": form.ends_on.data, "reason": form.reason.data}
        orders.extend(g.actor, order_ref, version=version, **new)

    return _deed(order_ref, form, "Extend the order", do, "Order extended. Publish that, on the website and at the place.")


@bp.route("/orders/<ref:order_ref>/vary", methods=["GET", "POST"])
@rule(signed_in)
@reason_first
def vary(order_ref: str) -> Answer:
    """Vary the terms or the area of an order."""
    form, sheet = VaryForm(), order_pages.sheet(g.actor, order_ref, Act.RECORD_EDIT)
    form.ends_terms.choices = {str(term.number): f"{term.number}. {term.text}" for term in sheet.terms if not term.until_on}
    if request.method == "GET":
        form.version.data, form.effect_on.data = str(sheet.version), clock.today()
    said = "Order varied. Publish that, on the website and at the place."
    done = settle(form, lambda: _vary(form, order_ref), lambda _: shown(order_ref), said)
    ring = sketch.collection(sheet)
    return done or page("enforcement/order_form.html", form, sheet=sheet, deed="Vary the order", ring=ring)


def _vary(form: Any, order_ref: str) -> None:
    variation = Variation(
        tuple(int(number) for number in form.ends_terms.data or ()), reading.order_terms(form), shape_of(form),
        form.area_name.data or "",
    )  # fmt: skip
    dates = {name: form[name].data for name in ("decided_on", "effect_on", "reason")}
    order_changes.vary(g.actor, order_ref, variation, version=form.seen_version or 0, **dates)


@bp.route("/orders/<ref:order_ref>/<any(discharge, drop, challenge, suspend, resume, quash):ending>", methods=["GET", "POST"])
@rule(signed_in)
@reason_first
def end(order_ref: str, ending: str) -> Answer:
    """Discharge an order, drop a proposal, or record what the court did: a day and a reason."""
    heading, deed, said = ENDINGS.get(ending) or abort(404)
    form = EndForm()

    def do(version: int) -> None:
        deed(g.actor, order_ref, on=form.on.data, reason=form.reason.data, version=version)

    return _deed(order_ref, form, heading, do, said)
