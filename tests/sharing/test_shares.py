"""A share as an object: what it opens, from when, notes from a day on in every wall, its history, and its warning."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select, text

from casework.accounts.models import AppUser, Notification
from casework.cases.models import Activity, CaseFile, Note
from casework.cases.queries import chronology
from casework.cases.services import notes
from casework.documents import queries as documents
from casework.documents import services as document_services
from casework.documents.models import Document
from casework.documents.types import Upload
from casework.index import queries as index
from casework.kernel import clock
from casework.kernel.actor import Actor, system_actor
from casework.kernel.db import db
from casework.kernel.errors import NotFound, Refused
from casework.kernel.guard import wall_two_down
from casework.sharing import policy, sight
from casework.sharing.models import Record
from casework.sharing.services import endings, history, shares
from casework.sharing.types import Act, Kind, Level, Relation, Section
from casework.sharing.types.sight import StepKind
from tests.support import factories as make
from tests.support.installation import As, Installation

DAY = timedelta(days=1)
OLD, NEW = "marmalade long ago", "marmalade lately"


@pytest.fixture
def case(as_: As) -> Record:
    """The officer's case with a note of ten days ago and one of today, each with a photo."""
    stream = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(stream, "JPEG")
    with as_("officer") as actor:
        record = make.new_case(actor, note="")
        for body, days in ((OLD, 10), (NEW, 0)):
            at = clock.now() - days * DAY - timedelta(minutes=1)
            note = notes.add_note(actor, record.ref, kind="NOTE", body=body, happened_at=at)
            lens = policy.open_one(actor, CaseFile, record.ref, Act.DOCUMENT_ADD)[1]
            document_services.add_document(
                actor,
                lens,
                Upload(io.BytesIO(stream.getvalue()), "a.jpg"),
                kind="PHOTO",
                title=body,
                section=Section.NOTES,
                note_id=note,
                moment=at,
            )
    return record


def opened(actor: Actor, record: Record, act: Act = Act.SHARE_ADD) -> Any:
    return policy.open_one(actor, CaseFile, record.ref, act)[1]


def share(as_: As, record: Record, code: str = "LUM", **changes: Any) -> int:
    with as_("officer") as actor:
        lens = opened(actor, record)
        return shares.share_with(actor, lens, replace(make.terms(code), **changes)).id


def read(as_: As, record: Record, who: str = "housing", *, two_down: bool = False) -> dict[str, list[str]]:
    """What a partner reads of the two notes, by every way there is."""
    with as_(who) as actor, down(two_down):
        lens = opened(actor, record, Act.RECORD_READ)
        return {
            "chronology": sorted(note.body for note in chronology.notes(actor, lens)[0]),
            "documents": sorted(sheet.title for sheet in documents.of_record(actor, lens)),
            "search": ["found"] * len(index.by_words(actor, OLD.split()[2])),
            "count": [str(db.session().scalar(select(func.count()).select_from(Note)))],
            "trace": [str(db.session().scalar(select(func.count()).select_from(Activity)))],
        }


@contextmanager
def down(really: bool) -> Iterator[None]:
    if not really:
        yield
        return
    with wall_two_down():
        yield


def test_notes_of_every_date_unless_a_day_is_said(case: Record, as_: As) -> None:
    share(as_, case)
    assert read(as_, case) == {
        "chronology": [NEW, OLD], "documents": [NEW, OLD], "search": ["found"], "count": ["2"], "trace": ["2"],
    }  # fmt: skip


def test_notes_from_a_day_are_all_that_any_way_gives(case: Record, as_: As) -> None:
    share(as_, case, notes_from=clock.today() - 3 * DAY)
    kept = {"chronology": [NEW], "documents": [NEW], "search": [], "count": ["1"], "trace": ["1"]}
    assert read(as_, case) == kept
    with as_("housing") as actor:
        assert opened(actor, case, Act.RECORD_READ).notes_from == clock.start_of_day(clock.today() - 3 * DAY)
        old = db.session().scalars(select(Document.id).where(Document.title == OLD)).all()
        assert old == []
    with as_("officer") as actor:
        (old_id,) = db.session().scalars(select(Document.id).where(Document.title == OLD))
    with as_("housing") as actor, pytest.raises(NotFound):
        documents.download(actor, old_id)
    assert read(as_, case, "officer")["chronology"] == [NEW, OLD], "the owner reads all"


def test_the_database_alone_keeps_notes_before_the_day(case: Record, as_: As, installation: Installation) -> None:
    if installation.server is None:
        pytest.skip("SQLite has no row-level security: it stands on the two other walls")
    share(as_, case, notes_from=clock.today() - 3 * DAY)
    with as_("housing"), wall_two_down():
        assert db.session().execute(text("SELECT body FROM note")).scalars().all() == [NEW]
        assert db.session().execute(text("SELECT title FROM document")).scalars().all() == [NEW]
        assert db.session().execute(text("SELECT count(*) FROM activity")).scalar() == 1


def test_ones_own_note_is_read_whatever_its_day_and_an_undated_part_is_not(case: Record, as_: As) -> None:
    share(as_, case, notes_from=clock.today())
    with as_("housing") as actor:
        notes.add_note(actor, case.ref, kind="NOTE", body="ours of last week", happened_at=clock.now() - 7 * DAY)
    assert read(as_, case)["chronology"] == [NEW, "ours of last week"]
    with as_(system_actor("a test takes a date away")):
        for row in db.session().scalars(select(Document)):
            row.moment_at = None
    assert read(as_, case)["documents"] == []


def test_notes_from_a_day_flow_to_an_incident_on_it_and_two_shares_give_the_wider(case: Record, as_: As) -> None:
    with as_("officer") as actor:
        incident = make.new_incident(actor)
        make.link(actor, opened(actor, case, Act.LINK_ADD), incident.id, Kind.INCIDENT, "ATTACHED")
    day = clock.today() - 3 * DAY
    share(as_, case, notes_from=day)
    with as_("housing") as actor:
        lens = policy.lens_of(actor, incident.id)
        assert lens is not None and lens.notes_from == clock.start_of_day(day)
    with as_("officer") as actor:
        make.new_share(actor, incident, "LUM")
    with as_("housing") as actor:
        lens = policy.lens_of(actor, incident.id)
        assert lens is not None and lens.notes_from is None


def test_a_share_to_come_opens_at_its_day_and_not_before(case: Record, as_: As) -> None:
    first = clock.today() + 5 * DAY
    share(as_, case, from_on=first)
    with as_("housing") as actor:
        assert policy.lens_of(actor, case.id) is None
    with as_("officer") as actor:
        lens = opened(actor, case)
        (line,) = [line for line in sight.who_can_see(actor, lens) if line.share_id]
        assert line.since == clock.start_of_day(first) > clock.now()
        assert notes.readers_of_notes(actor, lens) == {}
        assert make.organisation_id("LUM") not in sight.to_choose(actor, lens)
        assert make.organisation_id("LUM") not in sight.organisations_seeing(actor, lens, Section.NOTES)
    clock.shift_to(first)
    with as_("housing") as actor:
        assert policy.lens_of(actor, case.id) is not None


def test_the_instant_it_begins_and_the_instant_it_ends(case: Record, as_: As) -> None:
    first, last = clock.today() + 2 * DAY, clock.today() + 4 * DAY
    share(as_, case, from_on=first, until_on=last)
    begins, ends = clock.start_of_day(first), clock.end_of_day(last)
    moment = timedelta(seconds=2)
    with clock.moved() as move:
        for at, sees in ((begins - moment, False), (begins, True), (ends - moment, True), (ends, False)):
            move(at)
            with as_("housing") as actor:
                assert (policy.lens_of(actor, case.id) is not None) is sees, at


def test_chosen_sections_open_just_those(case: Record, as_: As) -> None:
    share(as_, case, level=Level.CHOSEN, sections=Section.DOCUMENTS | Section.TASKS)
    with as_("housing") as actor:
        lens = opened(actor, case, Act.RECORD_READ)
        summary = Section.IDENTITY | Section.SUMMARY | Section.STATUS
        assert lens.opens == summary | Section.DOCUMENTS | Section.TASKS
        assert lens.relation is Relation.PARTNER_FULL and policy.may(actor, lens, Act.DOCUMENT_ADD)
        assert not policy.may(actor, lens, Act.NOTE_ADD) and not policy.may(actor, lens, Act.RISK_ADD)
        assert "chosen parts of it" in policy.why(actor, lens)
    assert read(as_, case)["chronology"] == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"level": Level.CHOSEN, "sections": Section.RESTRICTED}, "only sections that you may share"),
        ({"level": Level.CHOSEN}, "Tick at least one section"),
        ({"from_on": clock.today() + 40 * DAY}, "begin before it ends"),
        ({"until_on": clock.today() - DAY}, "end in the future"),
        ({"from_on": clock.today() + 380 * DAY, "until_on": clock.today() + 390 * DAY}, "no information sharing agreement"),
    ],
)
def test_unsound_terms_are_refused(case: Record, as_: As, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        share(as_, case, **changes)


def change(as_: As, record: Record, share_id: int, **more: Any) -> None:
    told = {"until_on": clock.today() + 30 * DAY, "level": Level.FULL, **more}
    with as_("officer") as actor:
        shares.change_share(actor, opened(actor, record, Act.SHARE_RECALL), share_id, **told)


def test_every_change_of_a_share_is_history_on_the_record(case: Record, as_: As) -> None:
    made, today = share(as_, case), clock.today()
    change(as_, case, made, until_on=today + 60 * DAY)
    change(as_, case, made, until_on=today + 60 * DAY)  # nothing changes, and nothing is written
    change(as_, case, made, until_on=today + 60 * DAY, notes_from=today - 2 * DAY)
    change(as_, case, made, until_on=today + 5 * DAY, level=Level.CHOSEN, sections=Section.RISK)
    with as_("housing") as actor:
        assert opened(actor, case, Act.RECORD_READ).opens & (Section.NOTES | Section.RISK) == Section.RISK
        assert history.of_record(actor, opened(actor, case, Act.RECORD_READ)) == []
        assert opened(actor, case, Act.SHARE_GIVE_UP)
    with as_("housing") as actor:
        shares.give_up(actor, opened(actor, case, Act.SHARE_GIVE_UP), reason="not our tenant")
    with as_("officer") as actor:
        steps = history.of_record(actor, opened(actor, case, Act.RECORD_READ))
    assert [step.steps for step in reversed(steps)] == [
        (StepKind.MADE,),
        (StepKind.EXTENDED,),
        (StepKind.NARROWED,),
        (StepKind.SHORTENED, StepKind.WIDENED, StepKind.NARROWED),
        (StepKind.GIVEN_UP,),
    ]
    assert steps[-1].reason == "a joint visit" and steps[0].reason == "not our tenant" and steps[0].by == "Hana Housing"


def test_a_third_partner_reads_the_steps_and_not_the_reasons(case: Record, as_: As) -> None:
    share(as_, case)
    share(as_, case, "CCC")
    with as_("safeguarding") as actor:
        told = {step.to: step.reason for step in history.of_record(actor, opened(actor, case, Act.RECORD_READ))}
    assert told == {"Luminus Group": "", "Cambridgeshire County Council": "a joint visit"}


def notices(as_: As, who: str) -> list[str]:
    with as_(system_actor("a test reads notices")):
        return list(db.session().scalars(select(Notification.sentence).where(Notification.user_id == make.user_id(who))))


def warn(as_: As, days: int = 0) -> int:
    with as_(system_actor("granters are warned")) as actor:
        return endings.warn(actor, clock.today() + days * DAY)


def test_the_granter_is_warned_once_of_each_end(case: Record, as_: As) -> None:
    made = share(as_, case, until_on=clock.today() + 20 * DAY)
    assert warn(as_) == 0 and warn(as_, 13) == 1
    assert warn(as_, 13) == warn(as_, 14) == 0, "told twice"
    assert len(notices(as_, "officer")) == 1 and "with Luminus Group ends on" in notices(as_, "officer")[0]
    change(as_, case, made, until_on=clock.today() + 21 * DAY)
    assert warn(as_, 14) == 1, "another end is told again"
    with as_("officer") as actor:
        shares.recall(actor, opened(actor, case, Act.SHARE_RECALL), made, reason="done")
    assert warn(as_, 15) == 0


def test_managers_are_warned_when_the_granter_is_gone(case: Record, as_: As) -> None:
    share(as_, case, until_on=clock.today() + 3 * DAY)
    with as_(system_actor("a test suspends")):
        db.session().scalars(select(AppUser).where(AppUser.username == "officer")).one().suspended_at = clock.wall()
    assert warn(as_) == 1
    assert notices(as_, "officer") == [] and len(notices(as_, "manager")) == 1


def test_shares_that_end_soon_stand_on_the_start_page(case: Record, as_: As, browser_of: Any) -> None:
    made = share(as_, case, until_on=clock.today() + 6 * DAY)
    with as_("officer") as actor:
        assert [(line.share_id, line.to) for line in endings.ending_soon(actor)] == [(made, "Luminus Group")]
    with as_("second.officer") as actor:
        assert endings.ending_soon(actor) == []
    with as_("manager") as actor:
        assert len(endings.ending_soon(actor)) == 1
    assert f"/records/{case.ref}/shares/{made}" in browser_of("officer").get("/")
