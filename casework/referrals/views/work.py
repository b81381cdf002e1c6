"""Working one referral: its next step, screening, risk form, and who is named on it."""

from typing import Any

from flask import abort, g

from casework.organisations import queries as organisations
from casework.referrals import codes
from casework.referrals import types as kinds
from casework.referrals.forms import working as forms
from casework.referrals.queries import people
from casework.referrals.queries import sheet as sheets
from casework.referrals.services import assessing, members, pathway, receipts
from casework.referrals.types import Move, State
from casework.referrals.views.base import Answer, answer, bp, choose
from casework.web.attempt import attempt
from casework.web.gate import cleared, rule


@bp.route("/referrals/<ref:ref>/move", methods=["GET", "POST"])
@rule(cleared)
def move(ref: str) -> Answer:
    """Take the next step."""
    form = forms.MoveForm()
    labels = organisations.labels("referral_state")["referral_state"]
    choose(
        form,
        to={str(state): labels[state] for state in sheets.next_states(g.actor, ref)},
        decision=organisations.choices("referral_decision"),
        closure=organisations.choices("referral_closure"),
    )
    return answer(form, ref, title="Next step", done="The step is saved.", deed=lambda: _move(ref, form))


def _move(ref: str, form: Any) -> None:
    step = Move(
        to=State(form.to.data), on=form.on.data, reason=form.reason.data, decision=form.decision.data or "",
        closure=form.closure.data or "", passed_to=form.passed_to.data or "", told=form.told.data or "",
        relapse_signs=form.relapse_signs.data or "",
    )  # fmt: skip
    pathway.move(g.actor, ref, step, seen=form.seen_version)


@bp.route("/referrals/<ref:ref>/screening", methods=["GET", "POST"])
@rule(cleared)
def screening(ref: str) -> Answer:
    """Record the screening."""
    form = forms.ScreeningForm()
    choose(form, factors=organisations.choices("background_factor"))
    return answer(form, ref, title="Screening", done="The screening is saved.", deed=lambda: _screen(ref, form))


def _screen(ref: str, form: Any) -> None:
    said = {name: form[name].data or "" for name in ("police", "social_care", "health", "education")}
    assessing.screen(
        g.actor, ref, screened_on=form.screened_on.data, suspected=form.suspected.data == "yes",
        factors=tuple(form.factors.data or ()), **said,
    )  # fmt: skip


@bp.route("/referrals/<ref:ref>/risk", methods=["GET", "POST"])
@rule(cleared)
def risk(ref: str) -> Answer:
    """Fill in the risk form, or only see what its areas suggest."""
    form = forms.RiskForm()
    areas, suggested = [area.code for area in codes.listed("risk_area")], _suggested(form)
    more = {"template": "referrals/risk.html", "areas": areas, "suggested": suggested}
    return answer(form, ref, title="Risk form", done="The risk form is saved.", deed=lambda: _assess(ref, form), **more)


def _suggested(form: Any) -> Any:
    asked = form.is_submitted() and form.suggest.data and form.assessed_on.data
    return attempt(form, lambda: assessing.suggestion(g.actor, _risk(form))) if asked else None


def _risk(form: Any) -> kinds.RiskForm:
    return kinds.RiskForm(
        levels=form.levels(), evidence=form.evidence(), has_immediate_harm=bool(form.immediate_harm.data),
        decided=form.decided.data or "", assessed_on=form.assessed_on.data, reason=form.reason.data or "",
        supervisor=form.supervisor.data or "", review_on=form.review_on.data,
    )  # fmt: skip


def _assess(ref: str, form: Any) -> None:
    assessing.assess_risk(g.actor, ref, _risk(form))


@bp.route("/referrals/<ref:ref>/members/new", methods=["GET", "POST"])
@rule(cleared)
def add_member(ref: str) -> Answer:
    """Name a cleared person on the referral."""
    form = forms.MemberForm()
    row, _ = sheets.head(g.actor, ref)
    found = people.cleared_people(g.actor, row.partnership_id)
    choose(form, user_id={str(who.user_id): f"{who.name}, {who.organisation}" for who in found})
    return answer(form, ref, title="Name a person", done="They are named on this referral.", deed=lambda: _name(ref, form))


def _name(ref: str, form: Any) -> None:
    members.add_member(g.actor, ref, user_id=int(form.user_id.data), reason=form.reason.data, until_on=form.until_on.data)


@bp.route("/referrals/<ref:ref>/members/<int:user_id>/end", methods=["GET", "POST"])
@rule(cleared)
def end_member(ref: str, user_id: int) -> Answer:
    """End a membership."""
    if not sheets.holds_member(g.actor, ref, user_id):
        abort(404)
    form = forms.EndMemberForm()
    who = people.names(g.actor, {user_id}).get(user_id, "")
    return answer(
        form, ref, title="End a membership", lead=who, done="The membership has ended.",
        deed=lambda: members.end_member(g.actor, ref, user_id=user_id, reason=form.reason.data),
    )  # fmt: skip


@bp.route("/referrals/<ref:ref>/tell", methods=["GET", "POST"])
@rule(cleared)
def tell(ref: str) -> Answer:
    """Tell the referrer how it went."""
    form = forms.TellForm()
    lead = "A referrer without clearance sees only the sentence that you choose, on their receipt."
    deed = lambda: receipts.tell_referrer(g.actor, ref, told=form.told.data)  # noqa: E731 - read beside its form
    return answer(form, ref, title="Tell the referrer", lead=lead, done="The referrer is told.", deed=deed)
