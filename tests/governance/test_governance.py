"""Who looked: what an information governance officer sees of the trail, and what nobody sees."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from casework.accounts.models import AppUser, UserRole
from casework.accounts.types import Role
from casework.audit.models import AuditEvent, AuditTerm
from casework.audit.types import Deed
from casework.cases.models import CaseFile
from casework.governance import queries
from casework.governance.types import DEED_LABELS, Filters
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
    other = browser_of(who)
    for path in ("/who-looked", f"/who-looked?ref={ref}", "/audit", "/audit/download"):
        other.get(path, 404)
    with as_(who) as actor:
        with pytest.raises(NotAllowed):
            queries.who_looked(actor, ref)
        with pytest.raises(NotAllowed):
            queries.trail(actor, Filters())


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
        assert found == {"lines": (), "is_owner": False}
    assert Kind.REFERRAL in panels._PANELS


def test_the_agency_lead_sees_own_sign_ins_only(browser_of: Any) -> None:
    browser_of("police")
    browser_of("officer")
    page = browser_of("lead").get("/sign-ins")
    assert "Olive Officer" in page
    assert "Pavel Police" not in page
    browser_of("officer").get("/sign-ins", 404)


@pytest.mark.parametrize(
    "given", ["person=x", "organisation=-1", "deed=none", "from=2024-02-31", "until=x", "before=²", "ref=%00'"]
)
def test_a_filter_that_cannot_be_read_counts_as_any(browser_of: Any, given: str) -> None:
    browser_of("governance").get(f"/audit?{given}")
