"""Deeds on a case from their own pages: opening, editing, stage, risk, owner, closing, reopening."""

from typing import Any

from flask import g, url_for

from casework.cases.forms import AssignForm, AttachForm, CaseForm, CloseForm, EndLinkForm, ReopenForm, StageForm, risk_form
from casework.cases.queries import choices, sheets
from casework.cases.services import capture, moving, opening, risk
from casework.cases.types import Ending, Judgement, NewCase, Stage, Story, Told
from casework.cases.types.sheets import CaseSheet
from casework.cases.views.doing import bp, number, settle
from casework.sharing import reasons
from casework.sharing.asking import reason_first
from casework.sharing.types import Act, Withheld
from casework.web.attempt import page
from casework.web.gate import roles, rule, signed_in

CASEWORK = ("enforcement_officer", "practitioner", "manager")


@bp.route("/cases/new", methods=["GET", "POST"])
@rule(roles(*CASEWORK))
def new() -> Any:
    """Open a case."""
    form = _offer(CaseForm())
    done = settle(form, lambda: opening.open_case(g.actor, _new_case(form)), lambda lens: _show(lens.ref), "The case is open.")
    return done or page("cases/edit.html", form, sheet=None)


@bp.route("/cases/<ref:case_ref>/edit", methods=["GET", "POST"])
@rule(signed_in)
@reason_first
def edit(case_ref: str) -> Any:
    """Change what a case says of itself."""
    sheet = sheets.for_deed(g.actor, case_ref, Act.CASE_EDIT)
    form = _offer(CaseForm(data=_values(sheet)))
    deed = lambda: opening.edit(g.actor, case_ref, form.seen_version, _typed(form), _story(form))  # noqa: E731 - one line
    return settle(form, deed, lambda _: _show(case_ref), "The case is saved.") or page("cases/edit.html", form, sheet=sheet)


@bp.route("/cases/<ref:case_ref>/stage", methods=["GET", "POST"])
@rule(signed_in)
@reason_first
def stage(case_ref: str) -> Any:
    """Take a case a step through its stages."""
    sheet = sheets.for_deed(g.actor, case_ref, Act.CASE_EDIT)
    form = StageForm()
    form.stage.choices = choices.next_stages(g.actor, sheet.stage)
    deed = lambda: moving.change_stage(g.actor, case_ref, to=Stage(form.stage.data), reason=form.reason.data or "")  # noqa: E731 - one line
    done = settle(form, deed, lambda _: _show(case_ref), "The stage is changed.")
    return done or page("cases/deed.html", form, sheet=sheet, deed="Change stage")


@bp.route("/cases/<ref:case_ref>/risk", methods=["GET", "POST"])
@rule(signed_in)
@reason_first
def assess(case_ref: str) -> Any:
    """Assess the risk."""
    sheet = sheets.for_deed(g.actor, case_ref, Act.RISK_ADD)
    questions = choices.questions(g.actor)
    form = risk_form(questions, choices.supervisors(g.actor))
    deed = lambda: risk.assess_risk(g.actor, case_ref, _judgement(form, questions))  # noqa: E731 - one line
    done = settle(form, deed, lambda _: _show(case_ref), "The assessment is saved.")
    return done or page("cases/risk.html", form, sheet=sheet, questions=questions)


@bp.route("/cases/<ref:case_ref>/assign", methods=["GET", "POST"])
@rule(signed_in)
@reason_first
def assign(case_ref: str) -> Any:
    """Give a case its owner and team."""
    sheet = sheets.for_deed(g.actor, case_ref, Act.CASE_EDIT)
    form = AssignForm(data={"version": sheet.version, "owner_user_id": str(sheet.owner_user_id), "team_id": str(sheet.team_id)})
    form.owner_user_id.choices = choices.owners(g.actor, sheet.lens.owner_org_id)
    form.team_id.choices = choices.teams(g.actor, sheet.lens.owner_org_id)
    # Who gave a case away is not asked why they would look at it: they go on to the rest of their work.
    where = lambda _: "/" if reasons.needed(g.actor, case_ref, g.session_row) else _show(case_ref)  # noqa: E731 - one line
    done = settle(form, lambda: _assign(case_ref, form), where, "The case has its owner.")
    return done or page("cases/deed.html", form, sheet=sheet, deed="Owner and team")


@bp.route("/cases/<ref:case_ref>/close", methods=["GET", "POST"])
@rule(signed_in)
@reason_first
def close(case_ref: str) -> Any:
    """Close a case whose closure was proposed."""
    sheet = sheets.for_deed(g.actor, case_ref, Act.CASE_CLOSE)
    form = CloseForm()
    form.reason.choices = choices.codes(g.actor, "closure_reason")
    form.lead_org_id.choices = choices.leads(g.actor)
    done = settle(form, lambda: moving.close(g.actor, case_ref, _ending(form)), lambda _: _show(case_ref), "The case is closed.")
    return done or page("cases/deed.html", form, sheet=sheet, deed="Close the case")


@bp.route("/cases/<ref:case_ref>/reopen", methods=["GET", "POST"])
@rule(signed_in)
@reason_first
def reopen(case_ref: str) -> Any:
    """Open a closed case again, under its own number."""
    sheet, form = sheets.for_deed(g.actor, case_ref, Act.CASE_CLOSE), ReopenForm()
    deed = lambda: moving.reopen(g.actor, case_ref, reason=form.reason.data)  # noqa: E731 - one line
    done = settle(form, deed, lambda _: _show(case_ref), "The case is open again.")
    return done or page("cases/deed.html", form, sheet=sheet, deed="Reopen the case")


@bp.route("/cases/<ref:case_ref>/attach", methods=["GET", "POST"])
@rule(signed_in)
@reason_first
def attach(case_ref: str) -> Any:
    """Attach an incident to a case."""
    sheet, form = sheets.for_deed(g.actor, case_ref, Act.LINK_ADD), AttachForm()
    deed = lambda: capture.attach_by_ref(g.actor, case_ref, form.incident.data)  # noqa: E731 - one line
    done = settle(form, deed, lambda _: _show(case_ref), "The incident is attached.")
    return done or page("cases/deed.html", form, sheet=sheet, deed="Attach an incident")


@bp.route("/cases/<ref:case_ref>/links/<int:link_id>/end", methods=["GET", "POST"])
@rule(signed_in)
@reason_first
def end_link(case_ref: str, link_id: int) -> Any:
    """Take somebody or something off a case."""
    sheet, form = sheets.for_deed(g.actor, case_ref, Act.LINK_END), EndLinkForm()
    held = sheets.link_to_end(g.actor, sheet, link_id)
    deed = lambda: capture.end_link(g.actor, case_ref, link_id, reason=form.reason.data)  # noqa: E731 - one line
    done = settle(form, deed, lambda _: _show(case_ref), "Taken off the case.")
    return done or page("cases/deed.html", form, sheet=sheet, deed="Take off the case", about=held.label)


def _show(case_ref: str) -> str:
    return url_for("cases.show", case_ref=case_ref)


def _offer(form: CaseForm) -> CaseForm:
    form.type.choices = choices.codes(g.actor, "case_type")
    form.subject.choices = choices.codes(g.actor, "case_subject")
    form.ward_code.choices = choices.wards(g.actor)
    return form


def _typed(form: CaseForm) -> dict[str, Any]:
    return {name: form[name].data or "" for name in ("title", "type", "subject", "ward_code", "summary")}


def _story(form: CaseForm) -> Story:
    return Story(form.body.data or "", form.harm.data or "", form.wishes.data or "")


def _new_case(form: CaseForm) -> NewCase:
    return NewCase(**_typed(form), story=_story(form))


def _values(sheet: CaseSheet) -> dict[str, Any]:
    told = Story() if isinstance(sheet.story, Withheld) else sheet.story
    return {
        "version": sheet.version,
        "title": sheet.title,
        "type": sheet.type,
        "subject": sheet.subject,
        "ward_code": sheet.ward,
        "summary": sheet.summary,
        "body": told.body,
        "harm": told.harm,
        "wishes": told.wishes,
    }


def _assign(case_ref: str, form: AssignForm) -> None:
    moving.assign(
        g.actor,
        case_ref,
        owner_user_id=number(form.owner_user_id.data),
        team_id=number(form.team_id.data),
        seen=form.seen_version,
    )


def _judgement(form: Any, questions: Any) -> Judgement:
    return Judgement(
        answers={question.code: form[f"q_{question.code}"].data for question in questions.questions},
        overrides=tuple(form.overrides.data or ()),
        band=form.band.data,
        narrative=form.narrative.data,
        protective=form.protective.data or "",
        harm_done=form.harm_done.data,
        harm_risk=form.harm_risk.data,
        review_on=form.review_on.data,
        reason=form.reason.data or "",
        supervisor_id=number(form.supervisor_id.data),
    )


def _ending(form: CloseForm) -> Ending:
    return Ending(
        reason=form.reason.data,
        outcome=form.outcome.data,
        told=Told(form.told.data),
        told_on=form.told_on.data,
        satisfaction=form.satisfaction.data,
        no_objection=bool(form.no_objection.data),
        lead_org_id=number(form.lead_org_id.data),
    )
