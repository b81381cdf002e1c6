"""Pages that add a fact about a person, or end one."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, g, redirect, url_for
from werkzeug.wrappers import Response

from casework.accounts.services.once import once
from casework.organisations import queries as organisations
from casework.people import forms, queries, services
from casework.people.types import NewAddress
from casework.sharing.asking import reason_first
from casework.web.attempt import attempt, page
from casework.web.gate import rule, signed_in

bp = Blueprint("facts", __name__)
Answer = str | Response | tuple[str, int]
# kind: (form, heading, lists of its fields)
KINDS: dict[str, tuple[Any, str, dict[str, str]]] = {
    "alias": (forms.AliasForm, "Add another name", {}),
    "address": (forms.AddressForm, "Add an address", {"tenure": "tenure"}),
    "contact": (forms.ContactForm, "Add a way to reach them", {"kind": "contact_kind", "safe": "contact_safe"}),
    "vulnerability": (forms.VulnerabilityForm, "Add what makes them more easily harmed", {"code": "vulnerability"}),
    "marker": (forms.MarkerForm, "Add a safety warning", {"code": "safety_marker"}),
    "relationship": (forms.RelationshipForm, "Add a relationship", {"code": "relationship"}),
    "demographics": (
        forms.DemographicsForm,
        "Add what they say of themselves",
        {name: name for name in ("ethnicity", "gender_identity", "sexual_orientation", "disability", "religion")},
    ),
}


@bp.route("/people/<ref:person_ref>/add/<kind>", methods=["GET", "POST"])
@rule(signed_in)
@reason_first
def add(person_ref: str, kind: str) -> Answer:
    """Add a fact about a person."""
    if kind not in KINDS:
        abort(404)
    person = queries.for_fact(g.actor, person_ref)
    form = _form(kind)
    if form.validate_on_submit():
        where = url_for("people.show", person_ref=person_ref)
        done = attempt(form, lambda: once(g.actor, form.key, lambda: ADDS[kind](person_ref, form), lambda row: where))
        if done:
            return redirect(done)
    return page("people/fact.html", form, person=person, ref=person_ref, heading=KINDS[kind][1], kind=kind)


@bp.route("/people/<ref:person_ref>/end/<kind>/<int:fact_id>", methods=["GET", "POST"])
@rule(signed_in)
@reason_first
def end(person_ref: str, kind: str, fact_id: int) -> Answer:
    """End a fact that is no longer so."""
    person = queries.person_of_fact(g.actor, person_ref, kind, fact_id)
    form = forms.EndForm()
    if form.validate_on_submit() and attempt(form, lambda: _ended(person_ref, kind, fact_id, form)):
        return redirect(url_for("people.show", person_ref=person_ref))
    return page("people/fact.html", form, person=person, ref=person_ref, heading="End what was recorded", kind="end")


def _ended(ref: str, kind: str, fact_id: int, form: Any) -> bool:
    services.end_fact(g.actor, ref, kind, fact_id, reason=form.reason.data or "")
    return True


def _form(kind: str) -> Any:
    form = KINDS[kind][0]()
    for field, listing in KINDS[kind][2].items():
        form[field].choices = organisations.choices(listing)
    form.to_orgs.choices = queries.other_organisations(g.actor)
    if kind == "address":
        form.place.source = url_for("people.suggest", kind="place")
    if kind == "relationship":
        form.other.source = url_for("people.suggest", kind="person")
    return form


def _orgs(form: Any) -> list[int]:
    return [int(value) for value in form.to_orgs.data or ()]


def _alias(ref: str, form: Any) -> Any:
    return services.add_alias(g.actor, ref, form.name.data, to_orgs=_orgs(form))


def _address(ref: str, form: Any) -> Any:
    new = NewAddress(
        place_ref=form.place.data.value,
        address=form.place.data.text,
        postcode=form.postcode.data or "",
        from_on=form.from_on.data,
        until_on=form.until_on.data,
        tenure=form.tenure.data or "",
        tenancy_reference=form.tenancy_reference.data or "",
        household=form.household.data or "",
    )
    return services.add_address(g.actor, ref, new, to_orgs=_orgs(form))


def _contact(ref: str, form: Any) -> Any:
    return services.add_contact(
        g.actor, ref, form.kind.data, form.value.data, safe=form.safe.data, warning=form.warning.data or "", to_orgs=_orgs(form)
    )


def _vulnerability(ref: str, form: Any) -> Any:
    return services.add_vulnerability(g.actor, ref, form.code.data, form.detail.data or "", to_orgs=_orgs(form))


def _marker(ref: str, form: Any) -> Any:
    return services.add_marker(
        g.actor, ref, form.code.data, form.detail.data or "", review_on=form.review_on.data, only_orgs=_orgs(form)
    )


def _relationship(ref: str, form: Any) -> Any:
    return services.add_relationship(g.actor, ref, form.other.data.value, form.code.data, to_orgs=_orgs(form))


def _demographics(ref: str, form: Any) -> Any:
    names = ("ethnicity", "gender_identity", "sexual_orientation", "disability", "religion", "language")
    said = {name: form[name].data or "" for name in names}
    return services.add_demographics(
        g.actor, ref, to_orgs=_orgs(form), needs_interpreter=bool(form.needs_interpreter.data), **said
    )


ADDS: dict[str, Callable[[str, Any], Any]] = {
    "alias": _alias,
    "address": _address,
    "contact": _contact,
    "vulnerability": _vulnerability,
    "marker": _marker,
    "relationship": _relationship,
    "demographics": _demographics,
}
