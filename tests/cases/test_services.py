"""The life of a case: opened, triaged, assessed, worked, closed, reopened; and every refusal on the way."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from casework.accounts.models import AppUser
from casework.cases.models import CaseFile, Closure, RiskAssessment
from casework.cases.queries import chronology, sheets
from casework.cases.services import capture, moving, notes, opening, risk, standing
from casework.cases.types import Audience, Ending, NewCase, Report, Stage, Story, Told
from casework.kernel import clock
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, NotFound, Refused, Stale
from casework.sharing import listing, policy
from casework.sharing.types import Act, Filters, Kind, Level, Withheld
from tests.cases.acts import HIGH, LOW, NOUGHT, bring_to, judgement, new_case, org_id, share
from tests.support.installation import As

ENDING = Ending("RES_EARLY", "The music stopped.", Told.NO_VICTIM, None, "no")


def user_id(name: str) -> int:
    return db.session().scalars(select(AppUser.id).where(AppUser.username == name)).one()


def row(actor: object, ref: str) -> CaseFile:
    return policy.open_one(actor, CaseFile, ref)[0]  # type: ignore[arg-type]  # an actor


def test_a_case_lives_from_received_to_closed_and_back(as_: As) -> None:
    with as_("officer") as actor:
        ref = new_case(actor)
        assert row(actor, ref).stage == Stage.RECEIVED
        bring_to(actor, ref, Stage.CLOSING)
        moving.close(actor, ref, ENDING)
        case = row(actor, ref)
        assert (case.stage, case.closed_on, case.closure_reason) == (Stage.CLOSED, clock.today(), "RES_EARLY")
        assert listing.count(actor, Kind.CASE, Filters(is_open=True)) == 0
        assert listing.count(actor, Kind.CASE, Filters(stage=("CLOSED",))) == 1
        moving.reopen(actor, ref, reason="it began again")
        case = row(actor, ref)
        assert (case.stage, case.closed_on, case.reopened_on) == (Stage.INVESTIGATING, None, clock.today())
        assert listing.count(actor, Kind.CASE, Filters(is_open=True)) == 1
        assert [step.stage for step in sheets.case_sheet(actor, ref).steps][:2] == ["INVESTIGATING", "CLOSED"]
        closure = db.session().scalars(policy.readable(actor, Closure)).one()
        assert (closure.final_band, closure.reopened_on) == ("standard", clock.today())


@pytest.mark.parametrize(
    ("stage", "to", "reason", "words"),
    [
        (Stage.TRIAGED, Stage.INVESTIGATING, "", "cannot go to that stage"),
        (Stage.TRIAGED, Stage.CLOSED, "", "cannot go to that stage"),
        (Stage.TRIAGED, Stage.ASSESSED, "", "Assess the risk first"),
        (Stage.TRIAGED, Stage.CLOSING, " ", "Give the reason"),
        (Stage.INTERVENTION, Stage.INVESTIGATING, "", "Give the reason"),
    ],
)
def test_an_unlawful_step_is_refused(as_: As, stage: Stage, to: Stage, reason: str, words: str) -> None:
    with as_("officer") as actor:
        ref = new_case(actor)
        bring_to(actor, ref, stage)
        with pytest.raises(Refused, match=words):
            moving.change_stage(actor, ref, to=to, reason=reason)


def test_contact_is_due_by_the_standard_of_the_band(as_: As) -> None:
    with as_("officer") as actor:
        christmas_eve = datetime(2026, 12, 24, 16, 0, tzinfo=UTC)
        assert standing.contact_due(actor, christmas_eve, "MEDIUM") == datetime(2027, 1, 1, 0, 0, tzinfo=UTC)
        before_the_change = datetime(2026, 10, 24, 21, 0, tzinfo=UTC)
        assert standing.contact_due(actor, before_the_change, "HIGH") == datetime(2026, 10, 25, 21, 0, tzinfo=UTC)


def test_the_first_contact_stops_the_clock(as_: As) -> None:
    with as_("officer") as actor:
        ref = new_case(actor)
        notes.add_note(actor, ref, kind="NO_REPLY", body="No answer")
        assert row(actor, ref).first_contact_at is None
        notes.add_note(actor, ref, kind="CALL", body="Spoke")
        assert row(actor, ref).first_contact_at is not None


@pytest.mark.parametrize(
    ("points", "overrides", "band", "total"),
    [(HIGH, (), "high", 23), (LOW, (), "standard", 7), (NOUGHT, ("self_harm",), "high", 0)],
)
def test_answers_come_to_their_band(as_: As, points: tuple[int, ...], overrides: tuple[str, ...], band: str, total: int) -> None:
    with as_("officer") as actor:
        ref = new_case(actor)
        risk.assess_risk(actor, ref, judgement(points, band, overrides=overrides))
        found = db.session().scalars(policy.readable(actor, RiskAssessment)).one()
        assert (found.points, found.suggested, found.decided) == (total, band, band)
        assert row(actor, ref).priority == band.upper()


def test_every_assessment_stands_and_sets_the_next_review(as_: As) -> None:
    with as_("officer") as actor:
        ref = new_case(actor)
        moving.change_stage(actor, ref, to=Stage.TRIAGED)
        risk.assess_risk(actor, ref, judgement())
        assert row(actor, ref).stage == Stage.ASSESSED
        risk.assess_risk(actor, ref, judgement(HIGH, "high"))
        shown = sheets.case_sheet(actor, ref).risk
        assert isinstance(shown, tuple)
        assert [each.band for each in shown] == ["high", "standard"]
        assert row(actor, ref).review_on == clock.today() + timedelta(days=7)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"narrative": " "}, "points alone"),
        ({"band": "high"}, "Give the reason"),
        ({"answers": {}}, "Answer the question"),
        ({"overrides": ("bad_luck",)}, "Not an override"),
        ({"review_on": clock.today() - timedelta(days=1)}, "today or in the future"),
        ({"review_on": clock.today() + timedelta(days=29)}, "must be by"),
    ],
)
def test_an_unsound_assessment_is_refused(as_: As, changes: dict[str, object], words: str) -> None:
    with as_("officer") as actor:
        ref = new_case(actor)
        with pytest.raises(Refused, match=words):
            risk.assess_risk(actor, ref, judgement(**changes))


@pytest.mark.parametrize(
    ("band", "reason", "supervisor", "words"),
    [
        ("standard", "calmer", "manager", "one step only"),
        ("medium", "", "manager", "Give the reason"),
        ("medium", "calmer", "", "Name the supervisor"),
        ("medium", "calmer", "officer", "not yourself"),
        ("medium", "calmer", "second.officer", "must be a manager"),
        ("medium", "calmer", "police", "must be a manager"),
    ],
)
def test_a_band_is_lowered_by_one_and_with_a_supervisor(as_: As, band: str, reason: str, supervisor: str, words: str) -> None:
    with as_("officer") as actor:
        ref = new_case(actor)
        named = user_id(supervisor) if supervisor else None
        with pytest.raises(Refused, match=words):
            risk.assess_risk(actor, ref, judgement(HIGH, band, reason=reason, supervisor_id=named))
        risk.assess_risk(actor, ref, judgement(HIGH, "medium", reason="calmer", supervisor_id=user_id("manager")))


def test_a_band_below_the_last_one_needs_a_second_person(as_: As) -> None:
    with as_("officer") as actor:
        ref = new_case(actor)
        risk.assess_risk(actor, ref, judgement(HIGH, "high"))
        with pytest.raises(Refused, match="lower than before"):
            risk.assess_risk(actor, ref, judgement())
        with pytest.raises(Refused, match="Name the supervisor"):
            risk.assess_risk(actor, ref, judgement(reason="calmer"))
        risk.assess_risk(actor, ref, judgement(reason="calmer", supervisor_id=user_id("manager")))


def test_a_case_that_was_high_is_closed_by_a_manager_who_did_not_propose_it(as_: As) -> None:
    with as_("manager") as actor:
        own = new_case(actor)
        bring_to(actor, own, Stage.MONITORING)
        risk.assess_risk(actor, own, judgement(HIGH, "high"))
        moving.change_stage(actor, own, to=Stage.CLOSING, reason="done")
        with pytest.raises(Refused, match="High risk"):
            moving.close(actor, own, ENDING)
    with as_("officer") as actor:
        ref = new_case(actor)
        bring_to(actor, ref, Stage.MONITORING)
        risk.assess_risk(actor, ref, judgement(HIGH, "high"))
        moving.change_stage(actor, ref, to=Stage.CLOSING, reason="done")
        with pytest.raises(Refused, match="High risk"):
            moving.close(actor, ref, ENDING)
    with as_("manager") as actor:
        moving.close(actor, ref, ENDING)
        assert db.session().scalars(policy.readable(actor, Closure)).one().signed_off_by == actor.user_id


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        (Ending("RES_EARLY", " ", Told.NO_VICTIM, None, "no"), "what came of it"),
        (Ending("TRANSFER", "x", Told.NO_VICTIM, None, "no"), "Name the organisation"),
        (Ending("RES_EARLY", "x", Told.YES, None, "yes"), "Enter the day"),
        (Ending("RES_EARLY", "x", Told.YES, clock.today() + timedelta(days=1), "yes"), "in the past"),
        (Ending("RES_EARLY", "x", Told.YES, clock.today(), "yes"), "may object until"),
    ],
)
def test_an_unsound_closing_is_refused(as_: As, ending: Ending, words: str) -> None:
    with as_("officer") as actor:
        ref = new_case(actor)
        bring_to(actor, ref, Stage.CLOSING)
        with pytest.raises(Refused, match=words):
            moving.close(actor, ref, ending)
        moving.close(actor, ref, Ending("RES_EARLY", "x", Told.YES, clock.today(), "yes", no_objection=True))


def test_an_open_case_is_proposed_for_closure_first_and_reopened_in_three_months(as_: As) -> None:
    with as_("officer") as actor:
        ref = new_case(actor)
        with pytest.raises(Refused, match="Propose closure"):
            moving.close(actor, ref, ENDING)
        with pytest.raises(Refused, match="is open"):
            moving.reopen(actor, ref, reason="x")
        bring_to(actor, ref, Stage.CLOSING)
        moving.close(actor, ref, ENDING)
        with pytest.raises(Refused, match="reason for reopening"):
            moving.reopen(actor, ref, reason="")
        row(actor, ref).closed_on = clock.today() - timedelta(days=100)
        with pytest.raises(Refused, match="Open a new case"):
            moving.reopen(actor, ref, reason="again")


def test_an_owner_keeps_a_case_until_a_manager_moves_it(as_: As) -> None:
    with as_("officer") as actor:
        ref = new_case(actor)
        moving.assign(actor, ref, owner_user_id=actor.user_id, team_id=None, seen=row(actor, ref).version)
        with pytest.raises(Refused, match="caseworkers"):
            moving.assign(actor, ref, owner_user_id=user_id("police"), team_id=None, seen=row(actor, ref).version)
        with pytest.raises(Stale):
            moving.assign(actor, ref, owner_user_id=None, team_id=None, seen=1)
    with as_("second.officer") as actor, pytest.raises(NotAllowed):
        moving.assign(actor, ref, owner_user_id=actor.user_id, team_id=None, seen=row(actor, ref).version)
    with as_("manager") as actor:
        moving.assign(actor, ref, owner_user_id=user_id("second.officer"), team_id=None, seen=row(actor, ref).version)
        assert sheets.case_sheet(actor, ref).owner == "Oscar Second"


def test_each_note_is_heard_by_its_audience(as_: As) -> None:
    with as_("officer") as actor:
        ref = new_case(actor)
        share(actor, ref, "LUM", Level.FULL)
        share(actor, ref, "CCON", Level.FULL)
        share(actor, ref, "CCC", Level.SUMMARY)
        notes.add_note(actor, ref, kind="NOTE", body="for all")
        notes.add_note(actor, ref, kind="NOTE", body="for us", audience=Audience.OWN)
        notes.add_note(actor, ref, kind="NOTE", body="for police", audience=Audience.CHOSEN, org_ids=(org_id("CCON"),))
        for ids, words in (((), "at least one"), ((org_id("CCC"),), "does not see"), ((org_id("FDC"),), "does not see")):
            with pytest.raises(Refused, match=words):
                notes.add_note(actor, ref, kind="NOTE", body="x", audience=Audience.CHOSEN, org_ids=ids)
    with as_("police") as actor:
        notes.add_note(actor, ref, kind="NOTE", body="police only", audience=Audience.OWN)
    expected = {
        "officer": {"for all", "for us", "for police"},
        "police": {"for all", "for police", "police only"},
        "housing": {"for all"},
        "safeguarding": None,
    }
    for who, bodies in expected.items():
        with as_(who) as actor:
            shown = sheets.case_sheet(actor, ref).notes
            if bodies is None:
                assert isinstance(shown, Withheld)
                assert shown.by == "Huntingdonshire District Council"
            else:
                assert {note.body for note in shown} == bodies  # type: ignore[union-attr]  # not withheld


def test_a_correction_stands_beside_the_old_note(as_: As) -> None:
    with as_("officer") as actor:
        ref, other = new_case(actor), new_case(actor)
        share(actor, ref, "LUM", Level.FULL)
        old = notes.add_note(actor, ref, kind="NOTE", body="at nine", audience=Audience.OWN)
        new = notes.correct_note(actor, ref, old, body="at ten", reason="the time was wrong")
        _, lens = policy.open_one(actor, CaseFile, ref)
        shown = {note.id: note for note in chronology.notes(actor, lens)[0]}
        assert (shown[old].corrected_by, shown[new].corrects_id) == (new, old)
        with pytest.raises(NotFound):
            notes.correct_note(actor, other, old, body="x", reason="the time was wrong")
        with pytest.raises(Refused, match="Write the note"):
            notes.correct_note(actor, ref, old, body=" ", reason="the time was wrong")
        open_note = notes.add_note(actor, ref, kind="NOTE", body="for all")
    with as_("housing") as actor:
        _, lens = policy.open_one(actor, CaseFile, ref)
        assert [note.body for note in chronology.notes(actor, lens)[0]] == ["for all"]
        with pytest.raises(Refused, match="Only the organisation"):
            notes.correct_note(actor, ref, open_note, body="x", reason="the time was wrong")


def test_a_report_stands_alone_joins_or_opens_a_case(as_: As) -> None:
    report = Report("ASB", "NOI", "Shouting", clock.now() - timedelta(hours=1), ward_code="E1", story=Story("They shouted"))
    with as_("officer") as actor:
        alone = capture.capture(actor, report)
        assert alone.case_ref == ""
        opened = capture.capture(actor, Report(**{**_fields(report), "opens_case": True}))
        joined = capture.capture(actor, Report(**{**_fields(report), "join_ref": opened.case_ref}))
        assert joined.case_ref == opened.case_ref
        assert sheets.incident_sheet(actor, joined.incident_ref).cases[0][0] == opened.case_ref
        shown = sheets.case_sheet(actor, opened.case_ref).links
        assert {each.ref for each in shown} == {opened.incident_ref, joined.incident_ref}  # type: ignore[union-attr]  # not withheld
        with pytest.raises(Refused, match="no case with that reference"):
            capture.capture(actor, Report(**{**_fields(report), "join_ref": "0000-0000"}))
        with pytest.raises(Refused, match="in the past"):
            capture.capture(actor, Report(**{**_fields(report), "occurred_from": clock.now() + timedelta(hours=1)}))
        with pytest.raises(Refused, match="end after"):
            capture.capture(actor, Report(**{**_fields(report), "occurred_to": clock.now() - timedelta(days=9)}))
        capture.attach_incident(actor, opened.case_ref, alone.incident_ref)
        with pytest.raises(Refused, match="already"):
            capture.attach_incident(actor, opened.case_ref, alone.incident_ref)
        share(actor, opened.case_ref, "LUM", Level.FULL)
    with as_("housing") as actor:
        assert listing.count(actor, Kind.INCIDENT) == 3
        with pytest.raises(Refused, match="no case"):
            capture.capture(actor, Report(**{**_fields(report), "join_ref": new_ref_of_nobody()}))
    with as_("officer") as actor:
        shown = sheets.case_sheet(actor, opened.case_ref).links
        link = next(each for each in shown if each.ref == alone.incident_ref)  # type: ignore[union-attr]  # not withheld
        with pytest.raises(Refused, match="Say why"):
            capture.end_link(actor, opened.case_ref, link.id, reason="")
        capture.end_link(actor, opened.case_ref, link.id, reason="another matter")
        assert sheets.incident_sheet(actor, alone.incident_ref).status == "open"
    with as_("housing") as actor:
        assert listing.count(actor, Kind.INCIDENT) == 2


def new_ref_of_nobody() -> str:
    return "7K2M-4QXD"


def _fields(report: Report) -> dict[str, object]:
    return {name: getattr(report, name) for name in Report.__dataclass_fields__}


def test_a_stale_edit_shows_both_versions(as_: As) -> None:
    values = {"title": "Mine", "summary": "s", "type": "ASB", "subject": "NOI", "ward_code": ""}
    with as_("officer") as actor:
        ref = new_case(actor)
        opening.edit(actor, ref, row(actor, ref).version, {**values, "title": "Theirs"}, Story("new"))
        with pytest.raises(Stale) as stale:
            opening.edit(actor, ref, 1, values, Story("other"))
        pairs = {each.label: (each.theirs, each.mine) for each in stale.value.differences}
        assert pairs["Title"] == ("Theirs", "Mine")
        assert pairs["What happened"] == ("new", "other")
        with pytest.raises(Stale):
            opening.edit(actor, ref, None, values, Story())


@pytest.mark.parametrize("who", ["lead", "governance", "analyst", "administrator"])
def test_those_who_do_no_casework_open_no_case(as_: As, who: str) -> None:
    with as_(who) as actor:
        with pytest.raises(NotAllowed):
            new_case(actor)
        with pytest.raises(NotAllowed):
            capture.capture(actor, Report("ASB", "NOI", "x", clock.now()))


def test_a_partner_with_a_summary_may_change_nothing(as_: As) -> None:
    with as_("officer") as actor:
        ref = new_case(actor)
        share(actor, ref, "LUM", Level.SUMMARY)
    with as_("housing") as actor:
        sheet = sheets.case_sheet(actor, ref)
        assert (sheet.title, sheet.summary) == ("Noise at night", "Music most nights")
        assert [type(part) for part in (sheet.story, sheet.links, sheet.notes, sheet.risk)] == [Withheld] * 4
        for deed in (
            lambda: notes.add_note(actor, ref, kind="NOTE", body="x"),
            lambda: risk.assess_risk(actor, ref, judgement()),
            lambda: moving.change_stage(actor, ref, to=Stage.TRIAGED),
            lambda: moving.close(actor, ref, ENDING),
            lambda: policy.open_one(actor, CaseFile, ref, Act.LINK_ADD),
        ):
            with pytest.raises(NotAllowed):
                deed()


def test_an_opening_is_refused_with_a_wrong_owner_partnership_or_time(as_: As) -> None:
    with as_("officer") as actor:
        for more, words in (
            ({"owner_user_id": user_id("police")}, "caseworkers"),
            ({"owner_user_id": user_id("suspended")}, "caseworkers"),
            ({"partnership_id": 2}, "your organisation belongs"),
            ({"received_at": clock.now() + timedelta(hours=1)}, "received by now"),
        ):
            with pytest.raises(Refused, match=words):
                opening.open_case(actor, NewCase("ASB", "NOI", "t", "s", **more))  # type: ignore[arg-type]  # one field each
