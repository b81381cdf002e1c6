"""A share before it is made, and a record as another organisation sees it: exactly theirs, never more than one's own."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from casework.audit.models import AuditEvent
from casework.cases.models import CaseFile, Note
from casework.cases.queries import chronology, sheets
from casework.cases.services import notes
from casework.cases.types import Audience
from casework.kernel import clock
from casework.kernel.actor import Actor, system_actor
from casework.kernel.db import db
from casework.people import queries as people_queries
from casework.people import services as people
from casework.people.types import NewPerson
from casework.sharing import eyes, policy
from casework.sharing.models import AccessGrant, Record, Share
from casework.sharing.services import preview
from casework.sharing.services.terms import Terms
from casework.sharing.types import Act, Kind, Level, Relation, Section
from tests.support import factories as make
from tests.support.client import Browser
from tests.support.installation import As

EVERYBODY, OURS, POLICE, OLD = "for everybody", "for us alone", "for the police", "of long ago"


@pytest.fixture
def case(as_: As) -> Record:
    """The officer's case, shared with the police, with notes of every audience and a person on it."""
    with as_("officer") as actor:
        record = make.new_case(actor, note="", owner=actor.user_id)
        person = people.add_person(actor, NewPerson(family_name="Kowalska", given_names="Janina"))
        make.link(actor, policy.open_record(actor, record.ref, Act.LINK_ADD), person.id)
        make.new_share(actor, record, "CCON")
        told: dict[str, Any] = {"kind": "NOTE"}
        long_ago = clock.now() - timedelta(days=30)
        notes.add_note(actor, record.ref, body=OLD, happened_at=long_ago, **told)
        notes.add_note(actor, record.ref, body=EVERYBODY, **told)
        notes.add_note(actor, record.ref, body=OURS, audience=Audience.OWN, **told)
        police = (make.organisation_id("CCON"),)
        notes.add_note(actor, record.ref, body=POLICE, audience=Audience.CHOSEN, org_ids=police, **told)
    return record


def opened(actor: Actor, record: Record, act: Act = Act.RECORD_READ) -> Any:
    return policy.open_one(actor, CaseFile, record.ref, act)[1]


def previewed(as_: As, record: Record, terms: Terms) -> Any:
    with as_("officer") as actor:
        return preview.preview(actor, opened(actor, record, Act.SHARE_ADD), terms)


def counted(as_: As) -> tuple[int, ...]:
    with as_(system_actor("a test counts")):
        return tuple(db.session().scalar(select(func.count()).select_from(table)) or 0 for table in (Share, AccessGrant))


def terms(as_: As, **changes: Any) -> Terms:
    with as_("officer"):
        return replace(make.terms("LUM"), **changes)


@pytest.mark.parametrize(
    ("changes", "read", "people_seen"),
    [
        ({}, [EVERYBODY, OLD], 1),
        ({"notes_from": clock.today() - timedelta(days=1)}, [EVERYBODY], 1),
        ({"level": Level.SUMMARY}, None, 0),
        ({"level": Level.CHOSEN, "sections": Section.ROLES}, None, 1),
        ({"level": Level.CHOSEN, "sections": Section.NOTES, "from_on": clock.today() + timedelta(days=3)}, [EVERYBODY, OLD], 0),
    ],
)
def test_the_preview_is_what_the_receiver_then_reads(
    case: Record, as_: As, changes: dict[str, Any], read: list[str] | None, people_seen: int
) -> None:
    wanted, before = terms(as_, **changes), counted(as_)
    seen = previewed(as_, case, wanted)
    shown = dict(seen.shown)
    assert ([item.text for item in shown["Notes"]] if "Notes" in shown else None) == read
    assert [gain.name for gain in seen.gains] == ["Janina Kowalska"] * people_seen
    assert counted(as_) == before, "the preview kept something"
    with as_("housing") as actor:
        assert policy.lens_of(actor, case.id) is None
    share_now(as_, case, wanted)
    with as_("housing") as actor:
        lens = opened(actor, case)
        assert lens.opens == seen.opens
        found = [note.body for note in chronology.notes(actor, lens)[0]] if lens.sees(Section.NOTES) else None
        assert found == read


def share_now(as_: As, record: Record, wanted: Terms) -> None:
    from_now = replace(wanted, from_on=None)
    with as_("officer") as actor:
        preview.shares.share_with(actor, opened(actor, record, Act.SHARE_ADD), from_now)


def test_a_preview_is_written_down_and_says_when_the_agreement_ends(case: Record, as_: As) -> None:
    assert previewed(as_, case, terms(as_)).agreement_ends is None
    late = previewed(as_, case, terms(as_, until_on=clock.today() + timedelta(days=500)))
    assert late.agreement_ends == clock.end_of_day(clock.today() + timedelta(days=365))
    with as_(system_actor("a test reads the trail")):
        last = db.session().scalars(select(AuditEvent).order_by(AuditEvent.number.desc()).limit(1)).one()
    assert last.detail["act"] == "preview"


def test_a_case_through_the_eyes_of_its_partner(case: Record, as_: As) -> None:
    with as_("police") as actor:
        notes.add_note(actor, case.ref, kind="NOTE", body="ours of the police", audience=Audience.OWN)
    with as_("officer") as actor:
        mine = sheets.case_sheet(actor, case.ref)
        assert sorted(note.body for note in mine.notes) == sorted([EVERYBODY, OURS, POLICE, OLD])
        with eyes.of(mine.lens, make.organisation_id("CCON")):
            theirs = sheets.case_sheet(actor, case.ref)
            assert db.session().scalar(select(func.count()).select_from(Note)) == 3
        assert sorted(note.body for note in theirs.notes) == sorted([EVERYBODY, POLICE, OLD]), "not what only they may read"
        assert theirs.lens.relation is Relation.PARTNER_FULL and not policy.may(actor, theirs.lens, Act.CASE_EDIT)
        assert theirs.why.startswith("Cambridgeshire Constabulary can see this because")
        assert db.session().scalar(select(func.count()).select_from(Note)) == 4, "one's own eyes again"


def test_eyes_see_nothing_of_another_way_that_the_reader_may_not_know_of(as_: As) -> None:
    with as_("officer") as actor:
        incident, ours = make.new_incident(actor), make.new_case(actor)
        make.new_share(actor, incident, "CCON", Level.SUMMARY)
    with as_("officer") as actor:
        lens = policy.open_record(actor, incident.ref, Act.RECORD_READ)
        with eyes.of(lens, make.organisation_id("LUM")):
            assert policy.lens_of(actor, incident.id) is None
            assert policy.lens_of(actor, ours.id) is None
        with eyes.of(lens, make.organisation_id("CCON")):
            seen = policy.lens_of(actor, incident.id)
            assert seen is not None and seen.relation is Relation.PARTNER_SUMMARY


def test_eyes_do_not_tell_of_another_partners_case(as_: As) -> None:
    """The landlord puts the council's person on a case of its own and shares that with the police: nobody tells the council."""
    with as_("officer") as actor:
        case = make.new_case(actor)
        person = people.add_person(actor, NewPerson(family_name="Kowalska", given_names="Janina"))
        make.link(actor, policy.open_record(actor, case.ref, Act.LINK_ADD), person.id)
        make.new_share(actor, case, "LUM")
    with as_("housing") as actor:
        theirs = make.new_case(actor, "theirs")
        make.link(actor, policy.open_record(actor, theirs.ref, Act.LINK_ADD), person.id)
        make.new_share(actor, theirs, "CCON")
    with as_("police") as actor:
        assert policy.lens_of(actor, person.id) is not None
    with as_("officer") as actor:
        lens = policy.open_record(actor, person.ref, Act.RECORD_READ)
        for code, sees in (("LUM", True), ("CCON", False)):
            with eyes.of(lens, make.organisation_id(code)):
                assert (policy.lens_of(actor, person.id) is not None) is sees, code
                assert bool(people_queries.titles(actor, [person.id], kind=Kind.PERSON)) is sees, code


def test_the_pages_of_sight(case: Record, as_: As, browser_of: Any) -> None:
    officer: Browser = browser_of("officer")
    page = officer.get(f"/records/{case.ref}/sight")
    with as_("officer"):
        police, housing = make.organisation_id("CCON"), make.organisation_id("LUM")
    assert f"/records/{case.ref}/as/{police}" in page and "History of the shares" in page
    seen = officer.get(f"/records/{case.ref}/as/{police}")
    assert POLICE in seen and OURS not in seen and "As Cambridgeshire Constabulary sees it" in seen
    assert "Add a note" not in seen and "/recall" not in seen
    officer.get(f"/records/{case.ref}/as/{housing}", status=404)
    browser_of("police").get(f"/records/{case.ref}/as/{police}", status=404)
    assert "Cambridgeshire Constabulary" in browser_of("police").get(f"/records/{case.ref}/sight")
    browser_of("housing").get(f"/records/{case.ref}/sight", status=404)
    with as_(system_actor("a test reads the trail")):
        events = db.session().scalars(select(AuditEvent).where(AuditEvent.record_id == case.id))
        assert [event.detail for event in events if event.detail.get("as")] == [{"as": police}]


def test_who_looked_is_for_the_owner_newest_first_and_goes_on(case: Record, as_: As, browser_of: Any) -> None:
    police: Browser = browser_of("police")
    for _ in range(55):
        police.get(f"/cases/{case.ref}")
    officer: Browser = browser_of("officer")
    first = officer.get(f"/records/{case.ref}/looks")
    assert first.count("Pavel Police") == 50 and "Olive Officer" not in first.split("<tbody")[1].split("</tbody")[0]
    key = first.split("before=")[1].split('"')[0]
    assert officer.get(f"/records/{case.ref}/looks?before={key}").count("Pavel Police") == 5
    police.get(f"/records/{case.ref}/looks", status=403)
    browser_of("charity").get(f"/records/{case.ref}/looks", status=404)


def test_a_look_that_would_tell_of_another_record_is_not_told(as_: As, browser_of: Any) -> None:
    with as_("officer") as actor:
        case = make.new_case(actor, owner=actor.user_id)
        person = people.add_person(actor, NewPerson(family_name="Kowalska", given_names="Janina"))
        make.link(actor, policy.open_record(actor, case.ref, Act.LINK_ADD), person.id)
        make.new_share(actor, case, "LUM")
    with as_("housing") as actor:
        theirs = make.new_case(actor, "theirs", owner=actor.user_id)
        make.link(actor, policy.open_record(actor, theirs.ref, Act.LINK_ADD), person.id)
        make.new_share(actor, theirs, "CCON")
    browser_of("police").get(f"/people/{person.ref}")
    browser_of("housing").get(f"/people/{person.ref}")
    officer: Browser = browser_of("officer")
    for page in (f"/records/{person.ref}/looks", f"/records/{person.ref}/sight"):
        said = officer.get(page)
        assert "Cambridgeshire Constabulary" not in said and "Pavel" not in said and "Luminus Group" in said, page
