"""Pages of enforcement actions: choosing a power, issuing, the list, one action, payments and steps."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, g, render_template, request, url_for
from werkzeug.wrappers import Response

from casework.enforcement import generated, reading
from casework.enforcement.forms import FORMS, GROUPS, BreachForm, PaperForm, PaymentForm, StepForm
from casework.enforcement.queries import actions as reads
from casework.enforcement.queries import course, ladder, listings, orders, powers
from casework.enforcement.services import breaches, issue, penalties
from casework.enforcement.services import course as beginning
from casework.enforcement.services import steps as taking
from casework.enforcement.types.powers import POWERS, Shape, table_of
from casework.enforcement.types.steps import STATE_LABELS
from casework.enforcement.views.doing import settle
from casework.kernel import clock
from casework.sharing.asking import reason_first
from casework.sharing.types import Act
from casework.web import export
from casework.web.attempt import page
from casework.web.gate import rule, signed_in, taking_out

bp = Blueprint("actions", __name__)
Answer = str | Response | tuple[str, int]


@bp.route("/cases/<ref:case_ref>/actions/new")
@rule(signed_in)
@reason_first
def choose(case_ref: str) -> Answer:
    """Choose a power allowed to this organisation and officer, with its limits today."""
    case = ladder.head(g.actor, case_ref, Act.ACTION_ISSUE)
    found = powers.offers(g.actor, clock.today())
    return render_template(
        "enforcement/choose.html", case=case, offers=found, on=clock.today(), term=request.args.get("term", "")
    )


@bp.route("/cases/<ref:case_ref>/actions/new/<power>", methods=["GET", "POST"])
@rule(signed_in)
@reason_first
def issue_paper(case_ref: str, power: str) -> Answer:
    """Issue a paper under one power."""
    chosen = POWERS.get(power) or abort(404)
    case = ladder.head(g.actor, case_ref, Act.ACTION_ISSUE)
    offer = next(item for item in powers.offers(g.actor, clock.today()) if item.power.code == power)
    people = ladder.subjects(g.actor, case_ref)
    form = _form(case_ref, chosen, people)
    done = settle(form, lambda: _issue(form, case_ref, power, people), _shown, f"{chosen.label} recorded.")
    groups = generated.course_groups(chosen.card) if chosen.shape is Shape.COURSE else GROUPS
    return done or page("enforcement/issue.html", form, case=case, offer=offer, groups=groups)


def _form(case_ref: str, chosen: Any, people: list[Any]) -> Any:
    case_id = course.case_id_of(g.actor, case_ref)
    if chosen.shape is Shape.COURSE:
        form = generated.course_form(PaperForm, chosen.card, lambda powers: course.papers_on(g.actor, case_id, powers))
    else:
        form = FORMS[chosen.shape]()
    _choices(form, people, course.places(g.actor, case_id))
    if request.method == "GET":
        form.issued_on.data = clock.today()
        form.service.data = "spoken" if chosen.code == "VERBAL" else "hand"
    if chosen.shape is Shape.PENALTY:
        _penalty_choices(form, case_ref, chosen.code)
    return form


def _choices(form: Any, people: list[Any], places: dict[str, str]) -> None:
    form.place_ref.choices = places
    if not places:
        del form.place_ref
    if "person_ref" not in form:
        return
    form.person_ref.choices = {person.ref: person.name for person in people}
    if not people:
        del form.person_ref
        form.subject.description = ""


def _penalty_choices(form: Any, case_ref: str, code: str) -> None:
    point = _point()
    form.term_id.choices = _terms(point) if code == "PSPO" else {}
    form.notice_ref.choices = ladder.notices(g.actor, case_ref) if code == "CPN_FPN" else {}
    if request.method == "GET":
        form.offence_on.data = clock.today()
        form.term_id.data = request.args.get("term")
        form.amount.data = powers.usual_amount(g.actor, table_of(code), clock.today())
        form.latitude.data, form.longitude.data = (str(part) if part is not None else "" for part in point)
    for name, wanted in (("term_id", "PSPO"), ("notice_ref", "CPN_FPN")):
        if code != wanted:
            delattr(form, name)


def _point() -> tuple[float | None, float | None]:
    found = request.form if request.method == "POST" else request.args
    return reading.degrees(found.get("latitude") or found.get("lat")), reading.degrees(
        found.get("longitude") or found.get("long")
    )


def _terms(point: tuple[float | None, float | None]) -> dict[str, str]:
    latitude, longitude = point
    if latitude is not None and longitude is not None:
        found = orders.orders_applying(g.actor, latitude, longitude, clock.today())
    else:
        found = orders.orders_in_force(g.actor, clock.today())
    return {str(term.id): f"{order.title}: {term.number}. {term.text}" for order in found for term in order.terms}


def _issue(form: Any, case_ref: str, power: str, people: list[Any]) -> str:
    given, card = reading.issue(form, people), POWERS[power].card
    match POWERS[power].shape:
        case Shape.COURSE:
            said = generated.facts(form, card.fields, [limb.name for limb in card.limbs])
            return generated.beside(form, lambda: beginning.start(g.actor, case_ref, power, replace(given, facts=said)))
        case Shape.WARNING:
            return issue.issue_warning(g.actor, case_ref, power, given)
        case Shape.AGREEMENT:
            return issue.record_abc(g.actor, case_ref, given)
        case Shape.CPW:
            return issue.issue_cpw(g.actor, case_ref, given)
        case Shape.CPN:
            return issue.issue_cpn(g.actor, case_ref, given)
        case _:
            return penalties.issue_fpn(g.actor, case_ref, power, given, reading.terms(form))


def _shown(ref: str) -> str:
    return url_for("actions.show", action_ref=ref)


@bp.route("/actions")
@rule(signed_in)
def listing() -> str:
    """List the actions one may see."""
    found = listings.listing(g.actor, listings.read(g.actor, request.args))
    return render_template(
        "enforcement/actions.html",
        found=found,
        powers=ladder.labels(g.actor),
        states=STATE_LABELS,
        due=listings.due_soon(g.actor),
    )


@bp.route("/actions.csv")
@rule(taking_out(signed_in))
def download() -> Response:
    """Send the list as CSV."""
    return export.response(export.write(listings.sheet(g.actor, listings.read(g.actor, request.args)), export.Format.CSV))


@bp.route("/actions/<ref:action_ref>")
@rule(signed_in)
@reason_first
def show(action_ref: str) -> str:
    """Show one action."""
    return as_seen(action_ref)


def as_seen(action_ref: str) -> str:
    """Return the page of an action, through whoever's eyes it is read."""
    return render_template("enforcement/action.html", sheet=reads.sheet(g.actor, action_ref), states=STATE_LABELS)


@bp.route("/actions/<ref:action_ref>/pay", methods=["GET", "POST"])
@rule(signed_in)
@reason_first
def pay(action_ref: str) -> Answer:
    """Record money received."""
    form, sheet = PaymentForm(), reads.sheet(g.actor, action_ref)
    if sheet.penalty is None:
        abort(404)
    if request.method == "GET":
        form.version.data, form.paid_on.data = str(sheet.version), clock.today()
    done = settle(form, lambda: _pay(form, action_ref), lambda _: _shown(action_ref), "Payment recorded.")
    return done or page("enforcement/deed.html", form, sheet=sheet, deed="Record a payment")


def _pay(form: Any, action_ref: str) -> Any:
    return penalties.record_payment(
        g.actor,
        action_ref,
        amount=form.amount.data,
        paid_on=form.paid_on.data,
        how=form.how.data,
        reference=form.reference.data or "",
        version=form.seen_version or 0,
    )


@bp.route("/actions/<ref:action_ref>/step")
@rule(signed_in)
@reason_first
def steps(action_ref: str) -> str:
    """Show the steps that may lawfully follow, each with its section."""
    return render_template("enforcement/steps.html", sheet=reads.sheet(g.actor, action_ref), states=STATE_LABELS)


@bp.route("/actions/<ref:action_ref>/step/<name>", methods=["GET", "POST"])
@rule(signed_in)
@reason_first
def step(action_ref: str, name: str) -> Answer:
    """Record one step of an action."""
    sheet, case_id = reads.sheet(g.actor, action_ref), course.case_id_of_action(g.actor, action_ref)
    chosen = next((move for move in sheet.power.card.life.moves if move.name == name and not move.is_payment), None) or abort(404)
    form = generated.step_form(StepForm, chosen, lambda powers: course.papers_on(g.actor, case_id, powers))
    if request.method == "GET":
        form.version.data, form.on.data = str(sheet.version), clock.today()
    done = settle(form, lambda: _step(form, action_ref, chosen), lambda _: _shown(action_ref), "Step recorded.")
    return done or page("enforcement/step.html", form, sheet=sheet, move=chosen)


def _step(form: Any, action_ref: str, chosen: Any) -> None:
    given, note, version = generated.facts(form, chosen.fields), form.note.data or "", form.seen_version or 0

    def do() -> None:
        taking.take_step(g.actor, action_ref, chosen.name, on=form.on.data, note=note, given=given, version=version)

    generated.beside(form, do)


@bp.route("/cases/<ref:case_ref>/breaches/new", methods=["GET", "POST"])
@rule(signed_in)
@reason_first
def breach(case_ref: str) -> Answer:
    """Record a breach of an order without a penalty."""
    case, people, form = ladder.head(g.actor, case_ref, Act.ACTION_ISSUE), ladder.subjects(g.actor, case_ref), BreachForm()
    form.term_id.choices, form.person_ref.choices = _terms(_point()), {person.ref: person.name for person in people}
    if request.method == "GET":
        form.term_id.data = request.args.get("term")
    done = settle(form, lambda: _breach(form, case_ref), lambda _: url_for("cases.show", case_ref=case_ref), "Breach recorded.")
    return done or page("enforcement/breach.html", form, case=case)


def _breach(form: Any, case_ref: str) -> int:
    report = breaches.BreachReport(
        term_id=reading.whole(form.term_id.data) or 0,
        happened_at=form.happened_at.data,
        location=form.location.data,
        description=form.description.data or "",
        latitude=reading.degrees(form.latitude.data),
        longitude=reading.degrees(form.longitude.data),
        person_ref=form.person_ref.data or "",
    )
    return breaches.record_breach(g.actor, case_ref, report)
