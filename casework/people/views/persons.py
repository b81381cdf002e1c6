"""Pages of people: the list, adding with a look at who is already held, the page of one person, correcting."""

from typing import Any

from flask import Blueprint, g, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from casework.accounts.services.once import once
from casework.accounts.types import CASEWORK_ROLES
from casework.kernel import clock
from casework.organisations import queries as organisations
from casework.people import queries, services
from casework.people.forms import NewPersonForm, PersonForm
from casework.people.types import BIRTH_LABELS, BirthKnown, NewPerson
from casework.sharing import panels, policy
from casework.sharing.asking import reason_first
from casework.sharing.types import Act
from casework.web import export
from casework.web.attempt import attempt, page
from casework.web.gate import roles, rule, signed_in, taking_out

bp = Blueprint("people", __name__)
Answer = str | Response | tuple[str, int]
KINDS = {str(kind): kind for kind in queries.THINGS}
ORDERS = {"name": "By name", "newest": "Newest first"}
FACT_LABELS = {
    "address": "Addresses",
    "contact": "Ways to reach them",
    "alias": "Other names",
    "vulnerability": "What makes them more easily harmed",
    "relationship": "Relationships",
    "demographics": "What they say of themselves",
}
LISTS = (
    "sex", "case_role", "safety_marker", "vulnerability", "contact_kind", "contact_safe", "tenure", "relationship", "case_stage",
    "case_subject", "ethnicity", "gender_identity", "sexual_orientation", "disability", "religion",
)  # fmt: skip


@bp.route("/people")
@rule(signed_in)
def listing() -> str:
    """List the people one may see."""
    order = request.args.get("sort", "name")
    order = order if order in ORDERS else "name"
    found, people = queries.listing(g.actor, order=order, key=request.args.get("page", ""))
    context = {"order": order, "orders": ORDERS, "sexes": _labels()["sex"], "may_add": g.actor.has_role(*CASEWORK_ROLES)}
    return render_template("people/list.html", found=found, people=people, **context)


@bp.route("/people.csv")
@rule(taking_out(signed_in))
def download() -> Response:
    """Download the list of people one may see."""
    people = queries.everyone(g.actor)
    queries.exported(g.actor, people)
    sheet = export.Sheet(
        title="People",
        columns=("Reference", "Family name", "Given names", "Description", "Date of birth", "How sure", "Sex"),
        rows=[_row(person, ref) for person, ref in people],
        filters=(),
        as_at=clock.now(),
        marking="OFFICIAL-SENSITIVE",
        printed_by=g.actor.name,
    )
    return export.response(export.write(sheet, export.Format.CSV))


def _row(person: Any, ref: str) -> tuple[Any, ...]:
    sure = BIRTH_LABELS[BirthKnown(person.birth_known)]
    return ref, person.family_name, person.given_names, person.description, person.birth_date, sure, person.sex


@bp.route("/people/suggest")
@rule(signed_in)
def suggest() -> Response:
    """Answer the type-ahead: people, places and vehicles one may see."""
    kinds = [KINDS[kind] for kind in request.args.getlist("kind") if kind in KINDS] or list(KINDS.values())
    found = queries.suggest(g.actor, request.args.get("q", ""), kinds)
    return jsonify([{"value": item.ref, "text": item.text, "detail": item.detail, "kind": item.kind} for item in found])


@bp.route("/people/new", methods=["GET", "POST"])
@rule(roles(*CASEWORK_ROLES))
def new() -> Answer:
    """Add a person, after a look at who may be the same."""
    form, same = NewPersonForm(), []
    form.sex.choices = organisations.choices("sex")
    if form.validate_on_submit():
        same = [] if "confirmed" in request.form else queries.possible_same(g.actor, _typed(form))
        made = None if same else attempt(form, lambda: once(g.actor, form.key, lambda: _add(form), _where))
        if made:
            return redirect(made)
    return page("people/new.html", form, same=same)


def _add(form: Any) -> Any:
    return services.add_person(g.actor, _typed(form))


def _where(record: Any) -> str:
    return url_for("people.show", person_ref=record.ref)


def _typed(form: Any) -> NewPerson:
    return NewPerson(
        family_name=form.family_name.data or "",
        given_names=form.given_names.data or "",
        description=form.description.data or "",
        birth_date=form.birth_date.data,
        birth_known=form.birth_known.data or BirthKnown.UNKNOWN,
        sex=form.sex.data or "NOT_KNOWN",
        postcode=form.postcode.data or "" if "postcode" in form else "",
    )


@bp.route("/people/<ref:person_ref>")
@rule(signed_in)
@reason_first
def show(person_ref: str) -> str:
    """Show one person as far as one may see them."""
    return as_seen(person_ref)


def as_seen(person_ref: str) -> str:
    """Return the page of a person, through whoever's eyes it is read."""
    sheet = queries.sheet(g.actor, person_ref)
    return render_template(
        "people/show.html",
        sheet=sheet,
        labels=_labels(),
        fact_labels=FACT_LABELS,
        panels=panels.panels(g.actor, sheet.lens),
        why=policy.why(g.actor, sheet.lens),
        may_edit=policy.may(g.actor, sheet.lens, Act.RECORD_EDIT),
        may_add=policy.may(g.actor, sheet.lens, Act.FACT_ADD),
    )


@bp.route("/people/<ref:person_ref>/edit", methods=["GET", "POST"])
@rule(signed_in)
@reason_first
def edit(person_ref: str) -> Answer:
    """Correct who a person is."""
    person = queries.for_change(g.actor, person_ref)
    form = PersonForm(obj=person)
    form.sex.choices = organisations.choices("sex")
    if form.validate_on_submit() and attempt(
        form, lambda: services.edit_person(g.actor, person_ref, _typed(form), form.seen_version)
    ):
        return redirect(url_for("people.show", person_ref=person_ref))
    return page("people/edit.html", form, person=person, ref=person_ref)


def _labels() -> dict[str, dict[str, str]]:
    return organisations.labels(*LISTS)


def _edit(ref: str, form: Any) -> Any:
    return services.edit_person(g.actor, ref, _typed(form), form.seen_version)
