"""The platform administrator's pages: partnerships, organisations, agreements, clearance, wards and health. No case anywhere."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, current_app, flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from casework.accounts.queries import staff as staff_reads
from casework.accounts.services import clearances, staff
from casework.accounts.services.once import once
from casework.accounts.types import Role
from casework.desk import administration as reads
from casework.desk import forms
from casework.organisations import queries as lists
from casework.organisations.services import partners
from casework.web.attempt import attempt, done, page
from casework.web.gate import roles, rule

bp = Blueprint("administration", __name__, url_prefix="/administration")
ADMINISTRATORS = roles(Role.PLATFORM_ADMINISTRATOR)
Answer = str | Response | tuple[str, int]


def saved(form: Any, deed: Callable[[], object], words: str = "Saved.") -> bool:
    """Try a deed, and say when it is done."""
    if not done(form, deed):
        return False
    flash(words, "success")
    return True


@bp.route("/partnerships")
@rule(ADMINISTRATORS)
def partnerships() -> str:
    """List the partnerships."""
    return render_template("administration/partnerships.html", partnerships=reads.partnerships(g.actor))


@bp.route("/partnerships/<int:partnership_id>", methods=["GET", "POST"])
@rule(ADMINISTRATORS)
def partnership(partnership_id: int) -> Answer:
    """Change a partnership."""
    row = partners.partnership(g.actor, partnership_id)
    form = forms.PartnershipForm(obj=row)
    if form.validate_on_submit() and saved(form, lambda: _save_partnership(partnership_id, form)):
        return redirect(url_for("administration.partnerships"))
    return page("administration/form.html", form, title=row.name, back=url_for("administration.partnerships"))


def _save_partnership(partnership_id: int, form: Any) -> None:
    words = {name: form[name].data or "" for name in ("name", "short_name", "colour", "contact")}
    partners.save_partnership(g.actor, partnership_id, seen=form.seen_version, **words)


@bp.route("/organisations", methods=["GET", "POST"])
@rule(ADMINISTRATORS)
def organisations() -> Answer:
    """List the organisations and add one."""
    form = forms.NewOrganisationForm()
    form.kind.choices = lists.choices("organisation_kind")
    if form.validate_on_submit():
        location = attempt(form, lambda: once(g.actor, form.key, lambda: _add(form), _where))
        if location:
            return redirect(location)
    return page("administration/organisations.html", form, organisations=reads.organisations(g.actor))


def _add(form: Any) -> Any:
    return partners.add_organisation(g.actor, code=form.code.data, name=form.name.data, kind=form.kind.data)


def _where(row: Any) -> str:
    return url_for("administration.organisation", organisation_id=row.id)


@bp.route("/organisations/<int:organisation_id>", methods=["GET", "POST"])
@rule(ADMINISTRATORS)
def organisation(organisation_id: int) -> Answer:
    """Show and change an organisation."""
    found = reads.organisation(g.actor, organisation_id)
    form = forms.OrganisationForm(obj=found["row"])
    if form.validate_on_submit() and saved(form, lambda: _save_organisation(organisation_id, form)):
        return redirect(url_for("administration.organisation", organisation_id=organisation_id))
    return page("administration/organisation.html", form, found=found, membership_form=_membership_form())


def _save_organisation(organisation_id: int, form: Any) -> None:
    words = {name: form[name].data or "" for name in ("name", "address", "phone", "email")}
    partners.save_organisation(g.actor, organisation_id, read_only=form.read_only.data, seen=form.seen_version, **words)


def _membership_form() -> forms.MembershipForm:
    form = forms.MembershipForm()
    form.partnership.choices = {str(row.id): row.name for row in reads.partnerships(g.actor)}
    return form


@bp.route("/organisations/<int:organisation_id>/join", methods=["POST"])
@rule(ADMINISTRATORS)
def join(organisation_id: int) -> Answer:
    """Add a membership."""
    form = _membership_form()
    if form.validate_on_submit() and saved(form, lambda: _join(organisation_id, form)):
        return redirect(url_for("administration.organisation", organisation_id=organisation_id))
    back = url_for("administration.organisation", organisation_id=organisation_id)
    return page("administration/form.html", form, title="Add membership", back=back)


def _join(organisation_id: int, form: Any) -> None:
    chosen = {"partnership_id": int(form.partnership.data), "standing": form.standing.data, "from_on": form.from_on.data}
    partners.join(g.actor, organisation_id, **chosen)


@bp.route("/memberships/<int:membership_id>/end", methods=["POST"])
@rule(ADMINISTRATORS)
def leave(membership_id: int) -> Response:
    """End a membership."""
    organisation_id = reads.leave(g.actor, membership_id)
    return redirect(url_for("administration.organisation", organisation_id=organisation_id))


@bp.route("/organisations/<int:organisation_id>/first-lead", methods=["GET", "POST"])
@rule(ADMINISTRATORS)
def first_lead(organisation_id: int) -> Answer:
    """Invite the first agency lead of an organisation, and show their link once."""
    form = forms.FirstLeadForm()
    made: list[Any] = []
    found = reads.organisation(g.actor, organisation_id)["row"]
    if form.validate_on_submit() and attempt(form, lambda: _invite(organisation_id, form, made)):
        user, token = made[0]
        link, back = url_for("own.welcome", token=token, _external=True), _where(found)
        return render_template("accounts/link.html", user=user, link=link, kind="invitation", back_url=back)
    return page("administration/form.html", form, title="Invite the first agency lead", back=_where(found))


def _invite(organisation_id: int, form: Any, made: list[Any]) -> str:
    words = {name: form[name].data or "" for name in ("name", "username", "job_title")}
    deed = lambda: made.append(staff.invite_first_lead(g.actor, organisation_id, **words))  # noqa: E731 -- one line of a longer deed
    return once(g.actor, form.key, deed, lambda none: url_for("administration.organisations"))


@bp.route("/agreements", methods=["GET", "POST"])
@rule(ADMINISTRATORS)
def agreements() -> Answer:
    """List the agreements and add one."""
    form = forms.NewAgreementForm()
    form.partnership.choices = {str(row.id): row.name for row in reads.partnerships(g.actor)}
    if form.validate_on_submit():
        location = attempt(form, lambda: once(g.actor, form.key, lambda: _add_agreement(form), _agreement_url))
        if location:
            return redirect(location)
    return page("administration/agreements.html", form, agreements=reads.agreements(g.actor))


def _add_agreement(form: Any) -> Any:
    words = {"title": form.title.data, "purpose": form.purpose.data or ""}
    dates = {"from_on": form.from_on.data, "until_on": form.until_on.data}
    return partners.add_agreement(g.actor, partnership_id=int(form.partnership.data), **words, **dates)


def _agreement_url(row: Any) -> str:
    return url_for("administration.agreement", agreement_id=row.id)


@bp.route("/agreements/<int:agreement_id>", methods=["GET", "POST"])
@rule(ADMINISTRATORS)
def agreement(agreement_id: int) -> Answer:
    """Show and change an agreement."""
    found = reads.agreement(g.actor, agreement_id)
    form = forms.AgreementForm(obj=found["row"])
    if form.validate_on_submit() and saved(form, lambda: _save_agreement(agreement_id, form)):
        return redirect(url_for("administration.agreement", agreement_id=agreement_id))
    return page("administration/agreement.html", form, found=found, party_form=_party_form())


def _save_agreement(agreement_id: int, form: Any) -> None:
    fields = {name: form[name].data for name in ("title", "signed_on", "from_on", "until_on", "review_on")}
    partners.save_agreement(g.actor, agreement_id, seen=form.seen_version, **fields)


def _party_form() -> forms.PartyForm:
    form = forms.PartyForm()
    form.organisation.choices = {str(each["row"].id): each["row"].name for each in reads.organisations(g.actor)}
    return form


@bp.route("/agreements/<int:agreement_id>/parties", methods=["POST"])
@rule(ADMINISTRATORS)
def sign(agreement_id: int) -> Answer:
    """Add a party to an agreement."""
    form, back = _party_form(), url_for("administration.agreement", agreement_id=agreement_id)
    if form.validate_on_submit():
        party = {"organisation_id": int(form.organisation.data), "signed_on": form.signed_on.data}
        if saved(form, lambda: partners.sign(g.actor, agreement_id, **party)):
            return redirect(back)
    return page("administration/form.html", form, title="Add party", back=back)


@bp.route("/parties/<int:party_id>/end", methods=["POST"])
@rule(ADMINISTRATORS)
def withdraw(party_id: int) -> Response:
    """End an organisation's part in an agreement."""
    return redirect(url_for("administration.agreement", agreement_id=partners.withdraw(g.actor, party_id)))


@bp.route("/clearances", methods=["GET", "POST"])
@rule(ADMINISTRATORS)
def named_clearances() -> Answer:
    """List who is cleared and name somebody."""
    form = forms.NamedClearanceForm()
    if form.validate_on_submit() and saved(form, lambda: _clear(form), "Cleared. Their organisation is told."):
        return redirect(url_for("administration.named_clearances"))
    return page("administration/clearances.html", form, cleared=staff_reads.cleared_people(g.actor))


def _clear(form: Any) -> None:
    fields = {name: form[name].data for name in ("is_lead", "from_on", "until_on", "reason")}
    clearances.name_cleared(g.actor, form.username.data, **fields)


@bp.route("/wards")
@rule(ADMINISTRATORS)
def wards() -> str:
    """List the wards of every set."""
    return render_template("administration/wards.html", wards=reads.wards(g.actor))


@bp.route("/health")
@rule(ADMINISTRATORS)
def health() -> str:
    """Show how the installation is."""
    rows = reads.health(g.actor, current_app.extensions["config"].instance)
    return render_template("administration/health.html", rows=rows)
