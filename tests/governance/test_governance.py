"""Who looked: what an information governance officer sees of the trail, and what nobody sees."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from casework.accounts.models import AppUser, UserRole
from casework.accounts.types import Role
from casework.audit.models import AuditEvent, AuditTerm
from casework.audit.types import Deed, Verb
from casework.cases.models import CaseFile
from casework.governance import queries
from casework.governance.queries import entry
from casework.governance.types import DEED_LABELS, Filters
from casework.index import queries as index
from casework.kernel import clock
from casework.kernel.actor import system_actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed
from casework.sharing import panels, policy
from casework.sharing.types import Act, Kind, Level
from tests.sharing.test_policy import make_case, share
from tests.support.personas import PEOPLE

NOT_OFFICERS = [name for name, (_, held, _, _) in PEOPLE.items() if Role.GOVERNANCE_OFFICER not in held and name != "suspended"]


@pytest.fixture
def ref(as_: Any) -> str:
    """A case of the council, shared with the landlord and opened by both."""
    with as_("officer") as actor:
        made = make_case(actor)
        share(actor, made, "LUM", Level.FULL)
    with as_("second.officer") as actor:
        policy.open_one(actor, CaseFile, made, purpose="Somebody called about it")
    with as_("housing") as actor:
        policy.open_one(actor, CaseFile, made)
    return made


def make_officer(as_: Any, username: str) -> None:
    with as_(system_actor("a test")):
        user = db.session().scalar(select(AppUser.id).where(AppUser.username == username))
        db.session().add(UserRole(user_id=user, role=Role.GOVERNANCE_OFFICER, given_at=clock.wall()))


def test_every_deed_has_its_words() -> None:
    assert set(DEED_LABELS) == set(Deed)


def test_the_owners_officer_sees_everybody_who_looked_and_why(browser_of: Any, ref: str) -> None:
    page = browser_of("governance").get(f"/who-looked?ref={ref.lower()}")
    assert "Oscar Second" in page and "Somebody called about it" in page
    assert "Hana Housing" in page and "under a share" in page


def test_a_partners_officer_sees_their_own_people_only(as_: Any, ref: str) -> None:
    make_officer(as_, "housing")
    with as_("housing") as actor:
        names = {line.who for line in queries.who_looked(actor, ref).lines}
    assert names == {"Hana Housing"}


@pytest.mark.parametrize("who", ["neighbour", "police", "charity"])
def test_a_record_of_others_is_as_unknown_as_one_that_never_was(as_: Any, browser_of: Any, ref: str, who: str) -> None:
    make_officer(as_, who)
    pages = [browser_of(who).get(f"/who-looked?ref={typed}") for typed in (ref, "ZZZZ-ZZZZ")]
    told = [re.sub(r'(value|content|href|data-sign-in)="[^"]*"', "", page) for page in pages]
    assert told[0] == told[1]
    assert "Nothing to show" in told[0]


def test_a_recalled_share_still_concerns_the_partners_officer(as_: Any, ref: str) -> None:
    make_officer(as_, "housing")
    with as_(system_actor("a test")):
        db.session().execute(queries.AccessGrant.__table__.update().values(ended_at=clock.now()))
    with as_("housing") as actor:
        assert queries.who_looked(actor, ref).is_known


def test_the_search_is_itself_written_down(browser_of: Any, as_: Any, ref: str) -> None:
    officer = browser_of("governance")
    officer.get(f"/who-looked?ref={ref}")
    officer.get("/who-looked?ref=ZZZZ-ZZZZ")
    officer.get(f"/audit?ref={ref}&deed=record:read")
    with as_(system_actor("a test")):
        rows = list(
            db.session().scalars(select(AuditEvent).where(AuditEvent.deed == Deed.AUDIT_READ).order_by(AuditEvent.number))
        )
        assert [row.outcome for row in rows] == ["done", "nothing", "done"]
        assert rows[2].detail["filters"] == {"Record": ref, "Deed": "record:read"}
        assert "ZZZZ-ZZZZ" not in str([row.detail for row in rows])
        assert db.session().scalar(select(AuditTerm.term)) != "ZZZZ-ZZZZ", "what was typed is kept sealed"


def test_the_trail_is_searched_by_person_organisation_time_and_deed(as_: Any, ref: str) -> None:
    with as_("governance") as actor:
        own = queries.trail(actor, Filters())
        assert {line.organisation for line in own.lines} == {"Huntingdonshire District Council"}
        second = db.session().scalar(select(AppUser.id).where(AppUser.username == "second.officer"))
        assert {line.who for line in queries.trail(actor, Filters(user_id=second)).lines} == {"Oscar Second"}
        landlord = db.session().scalar(select(AppUser.organisation_id).where(AppUser.username == "housing"))
        others = queries.trail(actor, Filters(organisation_id=landlord))
        assert {(line.who, line.ref) for line in others.lines} == {("Hana Housing", ref)}
        assert {line.deed for line in queries.trail(actor, Filters(deed="share:made")).lines} == {"share:made"}
        assert not queries.trail(actor, Filters(until_on=clock.today().replace(year=2001))).lines
        assert queries.trail(actor, Filters(from_on=clock.today(), until_on=clock.today())).lines


def test_other_organisations_doings_on_their_own_records_are_never_shown(as_: Any, ref: str) -> None:
    with as_("police") as actor:
        make_case(actor, "Theirs")
    with as_("governance") as actor:
        police = db.session().scalar(select(AppUser.organisation_id).where(AppUser.username == "police"))
        assert not queries.trail(actor, Filters(organisation_id=police)).lines
        user = db.session().scalar(select(AppUser.id).where(AppUser.username == "police"))
        assert not queries.trail(actor, Filters(user_id=user)).lines


def test_the_compartment_leaves_no_trace_for_an_uncleared_officer(as_: Any, browser_of: Any) -> None:
    make_officer(as_, "police")
    make_officer(as_, "cleared")
    with as_("cleared") as actor:
        ref = make_case(actor, "In the compartment")
    with as_(system_actor("a test")):
        record = db.session().scalar(select(queries.Record).where(queries.Record.ref == ref))
        db.session().execute(queries.AccessGrant.__table__.update().values(ended_at=clock.now()))
        db.session().flush()
        record.compartment = "safeguarding"
    with as_("police") as actor:
        assert not queries.who_looked(actor, ref).is_known
        assert ref not in {line.ref for line in queries.trail(actor, Filters()).lines}
        assert not queries.trail(actor, Filters(ref=ref)).is_known
    with as_("cleared") as actor:
        assert queries.who_looked(actor, ref).is_known
        assert ref in {line.ref for line in queries.trail(actor, Filters()).lines}


@pytest.mark.parametrize("who", NOT_OFFICERS)
def test_only_officers_read_the_trail(browser_of: Any, as_: Any, who: str, ref: str) -> None:
    other, leads = browser_of(who), Role.AGENCY_LEAD in PEOPLE[who][1]
    for path in ("/who-looked", f"/who-looked?ref={ref}", "/audit/download", "/audit/1"):
        other.get(path, 404)
    if not leads:
        other.get("/audit", 404)
    with as_(who) as actor:
        with pytest.raises(NotAllowed):
            queries.who_looked(actor, ref)
        with pytest.raises(NotAllowed):
            entry.sheet(actor, 1)
        if not leads:
            with pytest.raises(NotAllowed):
                queries.trail(actor, Filters())


def test_a_lead_reads_what_own_staff_did_and_no_more(browser_of: Any, as_: Any, ref: str) -> None:
    lead = browser_of("lead")
    page = lead.get("/audit")
    assert "Oscar Second" in page and "Hana Housing" not in page
    with as_("lead") as actor:
        landlord = db.session().scalar(select(AppUser.organisation_id).where(AppUser.username == "housing"))
        for asked in (Filters(), Filters(ref=ref), Filters(organisation_id=landlord), Filters(deed="record:read")):
            told = {line.organisation for line in queries.trail(actor, asked).lines}
            assert told <= {"Huntingdonshire District Council"}, asked
    assert "Hana Housing" in browser_of("governance").get(f"/audit?ref={ref}"), "the officer of the owner sees both"


def test_the_trail_is_filtered_by_the_verbs_of_section_62(browser_of: Any, as_: Any, ref: str) -> None:
    with as_("governance") as actor:
        for verb in Verb:
            found = queries.trail(actor, Filters(verb=verb)).lines
            assert {line.verb for line in found} <= {verb}
        assert {line.deed for line in queries.trail(actor, Filters(verb="disclosure")).lines} == {"share:made"}
        assert {"record:read"} <= {line.deed for line in queries.trail(actor, Filters(verb="consultation")).lines}
    page = browser_of("governance").get("/audit?verb=disclosure")
    assert "Shared" in page and "Disclosure" in page


def test_the_log_of_a_competent_authority_holds_its_six_verbs_only(browser_of: Any, ref: str) -> None:
    answer = browser_of("governance").post("/audit/download", {"kind": "csv", "layout": "s62"})
    text = answer.get_data(as_text=True)
    answer.close()
    assert "Verb (DPA 2018 s62)" in text and '"Consultation"' in text and '"Disclosure"' in text
    assert "Signed in" not in text


def test_an_entry_is_shown_with_what_was_typed_until_that_is_erased(app: Any, browser_of: Any, as_: Any) -> None:
    with as_("officer") as actor:
        index.search(actor, "Kowalska of Mill Lane")
    with as_(system_actor("a test")):
        number = db.session().scalars(select(AuditEvent.number).where(AuditEvent.deed == Deed.SEARCHED)).one()
    officer = browser_of("governance")
    assert "Kowalska of Mill Lane" in officer.get(f"/audit/{number}")
    assert "0 hits" in officer.get("/audit?deed=searched")
    assert officer.post(f"/audit/{number}", {"reason": ""}).status_code == 422
    assert officer.post(f"/audit/{number}", {"reason": "She asked for it"}).status_code == 302
    page = officer.get(f"/audit/{number}")
    assert "Kowalska" not in page and "Nothing is kept of it" in page
    assert officer.post(f"/audit/{number}", {"reason": "again"}, page="/audit/download").status_code == 422
    with as_(system_actor("a test")):
        assert db.session().scalar(select(AuditTerm.id)) is None
        erased = db.session().scalars(select(AuditEvent).where(AuditEvent.deed == Deed.TERM_ERASED)).one()
        assert (erased.purpose, erased.detail) == ("She asked for it", {"number": number})
    told = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert "The audit trail is whole." in told.output


def test_words_of_cleared_people_are_kept_from_uncleared_officers(browser_of: Any, as_: Any) -> None:
    make_officer(as_, "police")
    make_officer(as_, "cleared")
    with as_("cleared") as actor:
        index.search(actor, "A child of the compartment")
    with as_(system_actor("a test")):
        number = db.session().scalars(select(AuditEvent.number).where(AuditEvent.deed == Deed.SEARCHED)).one()
    page = browser_of("police").get(f"/audit/{number}")
    assert "shown to cleared officers only" in page and "compartment" not in page
    assert "0 hits" not in browser_of("police").get("/audit?deed=searched")
    assert "A child of the compartment" in browser_of("cleared").get(f"/audit/{number}")


def test_entries_of_other_organisations_have_no_page(browser_of: Any, as_: Any, ref: str) -> None:
    with as_(system_actor("a test")):
        housing = db.session().scalar(select(AppUser.id).where(AppUser.username == "housing"))
        number = db.session().scalars(select(AuditEvent.number).where(AuditEvent.user_id == housing)).first()
    browser_of("governance").get(f"/audit/{number}", 404)
    browser_of("governance").get("/audit/99999", 404)


def test_anchors_are_shown_to_print(app: Any, browser_of: Any, as_: Any, ref: str) -> None:
    file = app.extensions["config"].instance / "anchors.log"
    app.test_cli_runner().invoke(args=["audit", "anchor"])
    number, value, *_ = file.read_text().split()
    file.unlink()
    page = browser_of("governance").get("/audit/anchors")
    grouped = " ".join(value[at : at + 8] for at in range(0, 64, 8))
    assert number in page and grouped in " ".join(page.split())
    browser_of("administrator").get("/audit/anchors")
    browser_of("lead").get("/audit/anchors", 404)


def test_a_download_is_counted(browser_of: Any, as_: Any, ref: str) -> None:
    officer = browser_of("governance")
    answer = officer.post(f"/audit/download?ref={ref}", {"kind": "csv"})
    assert answer.mimetype == "text/csv"
    text = answer.get_data(as_text=True)
    answer.close()
    assert "OFFICIAL-SENSITIVE" in text and "Hana Housing" in text
    with as_(system_actor("a test")):
        made = db.session().scalar(select(AuditEvent).where(AuditEvent.deed == Deed.EXPORT_MADE))
        assert made.hits == text.count(ref) - 1, "every line names the record; the filter above them names it once"


def test_the_owner_sees_who_looked_on_the_records_page(as_: Any, ref: str) -> None:
    with as_("officer") as actor:
        _, lens = policy.open_one(actor, CaseFile, ref, Act.RECORD_READ)
        [found] = [data for panel, data in panels.panels(actor, lens) if panel.name == "who_looked"]
        assert {line.who for line in found["lines"]} == {"Oscar Second", "Hana Housing"}
    with as_("housing") as actor:
        _, lens = policy.open_one(actor, CaseFile, ref, Act.RECORD_READ)
        [found] = [data for panel, data in panels.panels(actor, lens) if panel.name == "who_looked"]
        assert found == {"lines": (), "is_owner": False, "ref": ref}
    assert Kind.REFERRAL in panels._PANELS


def test_the_agency_lead_sees_own_sign_ins_only(browser_of: Any) -> None:
    browser_of("police")
    browser_of("officer")
    page = browser_of("lead").get("/sign-ins")
    assert "Olive Officer" in page
    assert "Pavel Police" not in page
    browser_of("officer").get("/sign-ins", 404)


@pytest.mark.parametrize(
    "given", ["person=x", "verb=x", "organisation=-1", "deed=none", "from=2024-02-31", "until=x", "before=²", "ref=%00'"]
)
def test_a_filter_that_cannot_be_read_counts_as_any(browser_of: Any, given: str) -> None:
    browser_of("governance").get(f"/audit?{given}")
