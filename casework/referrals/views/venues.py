"""The register of venues: its list, a new venue, one venue, and what happened there."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for

from casework.accounts.services.once import once
from casework.organisations import queries as organisations
from casework.referrals.forms.making import VenueContactForm, VenueForm
from casework.referrals.queries import register
from casework.referrals.services import venues as deeds
from casework.referrals.views.base import Answer, bp, choose
from casework.web.attempt import attempt, page
from casework.web.gate import cleared, rule


@bp.route("/referrals/venues")
@rule(cleared)
def venues() -> str:
    """The register."""
    return render_template("referrals/venues.html", venues=register.venues(g.actor))


@bp.route("/referrals/venues/new", methods=["GET", "POST"])
@rule(cleared)
def new_venue() -> Answer:
    """Put a venue on the register."""
    form = VenueForm()
    choose(form, kind=organisations.choices("venue_kind"))
    if form.validate_on_submit() and (where := attempt(form, lambda: once(g.actor, form.key, lambda: _register(form), _address))):
        flash("The venue is on the register.", "success")
        return redirect(where)
    return page("referrals/venue_form.html", form, title="Register a venue", back=url_for("referrals.venues"))


@bp.route("/referrals/venues/<ref:ref>", methods=["GET", "POST"])
@rule(cleared)
def venue(ref: str) -> Answer:
    """One venue, and a form for what happened there."""
    form, found = VenueContactForm(), register.venue(g.actor, ref)
    choose(form, kind=deeds.CONTACTS)
    if form.validate_on_submit() and attempt(
        form, lambda: once(g.actor, form.key, lambda: _contact(ref, form), lambda made: made)
    ):
        flash("It is on the register.", "success")
        return redirect(url_for("referrals.venue", ref=ref))
    return page("referrals/venue.html", form, sheet=found, labels=deeds.CONTACTS)


def _address(made: Any) -> str:
    return url_for("referrals.venue", ref=made.ref)


def _register(form: Any) -> Any:
    names = ("kind", "name", "address", "licence", "contact")
    return deeds.register_venue(
        g.actor, has_posters=bool(form.has_posters.data), is_of_concern=bool(form.is_of_concern.data),
        **{name: form[name].data or "" for name in names},
    )  # fmt: skip


def _contact(ref: str, form: Any) -> str:
    deeds.record_contact(g.actor, ref, kind=form.kind.data, on=form.on.data, note=form.note.data)
    return url_for("referrals.venue", ref=ref)
