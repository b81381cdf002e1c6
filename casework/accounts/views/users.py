"""The agency lead's pages: the people of the organisation, invitations, roles, suspension, teams, clearance, authorisations."""

from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from casework.accounts.forms import ClearanceForm, DelegationForm, InviteForm, ReasonForm, RoleForm, TeamForm, TeamsForm
from casework.accounts.queries import staff as reads
from casework.accounts.services import clearances, forgotten, staff, teams
from casework.accounts.services.once import once
from casework.accounts.types import ROLE_LABELS, LinkKind, Role
from casework.kernel.errors import Refused
from casework.organisations import queries as organisations
from casework.web.attempt import attempt, done, page
from casework.web.gate import roles, rule, signed_in

bp = Blueprint("users", __name__)
LEADS = roles(Role.AGENCY_LEAD)
Answer = str | Response | tuple[str, int]


@bp.route("/users")
@rule(LEADS)
def listing() -> str:
    """List the people of the organisation and what waits for an answer."""
    return render_template(
        "accounts/users.html",
        people=reads.colleagues(g.actor),
        resets=reads.resets_asked(g.actor),
        invitations=reads.invitations(g.actor),
    )


@bp.route("/users/invite", methods=["GET", "POST"])
@rule(LEADS)
def invite() -> Answer:
    """Invite a colleague and show their link, once."""
    form, made = InviteForm(), []
    if form.validate_on_submit() and attempt(form, lambda: once(g.actor, form.key, lambda: made.append(_invite(form)), _home)):
        return _link_page(*made[0], LinkKind.INVITATION)
    return page("accounts/invite.html", form)


def _invite(form: Any) -> tuple[Any, str]:
    title = form.job_title.data or ""
    return staff.invite(g.actor, name=form.name.data, username=form.username.data, job_title=title, roles=form.roles.data)


def _home(made: Any) -> str:
    return url_for("users.listing")


def _link_page(user: Any, token: str, kind: LinkKind) -> str:
    link = url_for("own.welcome", token=token, _external=True)
    return render_template("accounts/link.html", user=user, link=link, kind=kind)


@bp.route("/users/<int:user_id>")
@rule(LEADS)
def show(user_id: int) -> str:
    """Show one colleague and what may be done."""
    return _show(user_id)


def _show(user_id: int, **forms: Any) -> str:
    user = reads.one(g.actor, user_id) or abort(404)
    own_teams = organisations.teams_of(g.actor.organisation_id or 0)
    chosen = [str(team.id) for team in reads.teams_of(user_id)]
    teams_form = forms.get("teams_form") or TeamsForm(data={"teams": chosen})
    teams_form.teams.choices = {str(team.id): team.name for team in own_teams}
    context = {
        "user": user,
        "standing": reads.standing(user),
        "roles": [(row, ROLE_LABELS[Role(row.role)]) for row in reads.roles_of(user_id)],
        "clearances": reads.clearances_of(user_id),
        "delegations": reads.delegations(g.actor, user_id),
        "form": forms.get("form") or RoleForm(),
        "teams_form": teams_form,
        "has_teams": bool(own_teams),
    }
    return render_template("accounts/user.html", **context)


@bp.route("/users/<int:user_id>/invite-again", methods=["POST"])
@rule(LEADS)
def invite_again(user_id: int) -> str:
    """Make a new link for somebody who has not used theirs."""
    return _link_page(*staff.invite_again(g.actor, user_id), LinkKind.INVITATION)


@bp.route("/users/<int:user_id>/roles", methods=["POST"])
@rule(LEADS)
def give_role(user_id: int) -> Answer:
    """Give a role."""
    form = RoleForm()
    if form.validate_on_submit() and done(form, lambda: staff.give_role(g.actor, user_id, form.role.data)):
        flash("The role is given. They have to sign in again.", "success")
        return redirect(url_for("users.show", user_id=user_id))
    return _show(user_id, form=form), 422


@bp.route("/users/<int:user_id>/roles/<int:role_id>/end", methods=["POST"])
@rule(LEADS)
def end_role(user_id: int, role_id: int) -> Response:
    """End a role."""
    staff.end_role(g.actor, user_id, role_id)
    flash("The role has ended. They have to sign in again.", "success")
    return redirect(url_for("users.show", user_id=user_id))


@bp.route("/users/<int:user_id>/suspend", methods=["GET", "POST"])
@rule(LEADS)
def suspend(user_id: int) -> Answer:
    """Suspend a colleague."""
    form, user = ReasonForm(), reads.one(g.actor, user_id) or abort(404)
    if form.validate_on_submit() and done(form, lambda: staff.suspend(g.actor, user_id, reason=form.reason.data)):
        flash("Suspended. Their access has ended.", "success")
        return redirect(url_for("users.show", user_id=user_id))
    return page("accounts/suspend.html", form, user=user, is_suspended=False)


@bp.route("/users/<int:user_id>/restore", methods=["GET", "POST"])
@rule(LEADS)
def restore(user_id: int) -> Answer:
    """Let a suspended colleague sign in again."""
    form, user = ReasonForm(), reads.one(g.actor, user_id) or abort(404)
    if form.validate_on_submit() and done(form, lambda: staff.restore(g.actor, user_id, reason=form.reason.data)):
        flash("Restored. They may sign in again.", "success")
        return redirect(url_for("users.show", user_id=user_id))
    return page("accounts/suspend.html", form, user=user, is_suspended=True)


@bp.route("/users/<int:user_id>/teams", methods=["POST"])
@rule(LEADS)
def set_teams(user_id: int) -> Response:
    """Say which teams a colleague belongs to."""
    form = TeamsForm()
    own = organisations.teams_of(g.actor.organisation_id or 0)
    form.teams.choices = {str(team.id): team.name for team in own}
    if not form.validate_on_submit():
        raise Refused("Choose teams of your own organisation.")
    teams.set_teams(g.actor, user_id, [int(team_id) for team_id in form.teams.data or []])
    flash("The teams are saved.", "success")
    return redirect(url_for("users.show", user_id=user_id))


@bp.route("/teams", methods=["GET", "POST"])
@rule(LEADS)
def team_list() -> Answer:
    """List the teams of the organisation and add one."""
    form = TeamForm()
    if form.validate_on_submit() and attempt(form, lambda: teams.make_team(g.actor, form.name.data)):
        flash("The team is added.", "success")
        return redirect(url_for("users.team_list"))
    return page("accounts/teams.html", form, teams=organisations.teams_of(g.actor.organisation_id or 0))


@bp.route("/users/resets/<int:request_id>", methods=["POST"])
@rule(LEADS)
def answer_reset(request_id: int) -> str:
    """Answer a forgotten password with a link, shown once."""
    return _link_page(*forgotten.answer(g.actor, request_id), LinkKind.RESET)


@bp.route("/users/resets/<int:request_id>/refuse", methods=["POST"])
@rule(LEADS)
def refuse_reset(request_id: int) -> Response:
    """Drop a request that its person did not make."""
    forgotten.refuse(g.actor, request_id)
    return redirect(url_for("users.listing"))


@bp.route("/delegations", methods=["GET", "POST"])
@rule(LEADS)
def delegations() -> Answer:
    """List who is authorised to use which power, and add one."""
    form = DelegationForm()
    form.person.choices = {str(one.id): one.name for one in reads.colleagues(g.actor) if one.standing != "suspended"}
    if form.validate_on_submit():
        location = attempt(form, lambda: once(g.actor, form.key, lambda: _delegate(form), _delegated))
        if location:
            return redirect(location)
    return page("accounts/delegations.html", form, delegations=reads.delegations(g.actor))


def _delegate(form: Any) -> Any:
    return teams.delegate(
        g.actor, int(form.person.data), power=form.power.data.upper(), from_on=form.from_on.data, until_on=form.until_on.data,
        instrument=form.instrument.data or "",
    )  # fmt: skip


def _delegated(made: Any) -> str:
    return url_for("users.delegations")


@bp.route("/delegations/<int:delegation_id>/end", methods=["POST"])
@rule(LEADS)
def end_delegation(delegation_id: int) -> Response:
    """End an authorisation."""
    teams.end_delegation(g.actor, delegation_id)
    return redirect(url_for("users.delegations"))


@bp.route("/clearances")
@rule(signed_in)
def clearance_list() -> str:
    """A safeguarding lead's list of colleagues and their clearance."""
    _only_safeguarding_leads()
    return render_template("accounts/clearances.html", people=reads.colleagues(g.actor))


@bp.route("/clearances/<int:user_id>", methods=["GET", "POST"])
@rule(signed_in)
def clear(user_id: int) -> Answer:
    """Clear a colleague for safeguarding work."""
    _only_safeguarding_leads()
    form, user = ClearanceForm(), reads.one(g.actor, user_id) or abort(404)
    if form.validate_on_submit() and done(form, lambda: _clear(user_id, form)):
        flash("Cleared. They have to sign in again.", "success")
        return redirect(url_for("users.clearance_list"))
    return page("accounts/clear.html", form, user=user, clearances=reads.clearances_of(user_id))


def _clear(user_id: int, form: Any) -> None:
    dates = {"from_on": form.from_on.data, "until_on": form.until_on.data}
    clearances.clear(g.actor, user_id, reason=form.reason.data, **dates)


@bp.route("/clearances/<int:clearance_id>/end", methods=["POST"])
@rule(signed_in)
def end_clearance(clearance_id: int) -> Response:
    """End a clearance early."""
    clearances.end_clearance(g.actor, clearance_id)
    flash("The clearance has ended.", "success")
    return redirect(url_for("desk.start"))


def _only_safeguarding_leads() -> None:
    if not reads.is_safeguarding_lead(g.actor):
        abort(404)
