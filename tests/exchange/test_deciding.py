"""Referring opens what it offers and nothing else; a transfer moves a record with all that follows it, or leaves no trace."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from casework.accounts.models import Notification
from casework.audit.models import AuditEvent
from casework.cases.models import CaseFile, Incident
from casework.cases.queries import chronology
from casework.cases.services import capture, notes
from casework.cases.types import Audience
from casework.exchange.queries import reading
from casework.exchange.services import answering, deciding, ending
from casework.exchange.types import Keeps, Readers, Said, State, Verdict
from casework.kernel import clock
from casework.kernel.actor import Actor, system_actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, NotFound, Refused
from casework.people.services import persons
from casework.people.types import NewPerson
from casework.sharing import listing, policy
from casework.sharing.models import AccessGrant, Record
from casework.sharing.services import checking, shares
from casework.sharing.types import Act, Kind, Lens, Level, Relation
from casework.tasks import queries as task_reads
from casework.tasks import services as tasks
from casework.tasks.types import When, Whose
from tests.cases.acts import new_case, org_id, share
from tests.exchange.made import ask, offer, refer
from tests.support import factories as make
from tests.support.installation import As

SYSTEM = system_actor("a test looks past everybody")
DAY = timedelta(days=1)


def decide(as_: As, who: str, ref: str, *, accept: bool = True, words: str = "", owner: str = "") -> None:
    with as_(who) as actor:
        seen = reading.sheet(actor, ref).version
        if accept:
            owner_id = make.user_id(owner) if owner else None
            deciding.accept(actor, ref, note=words, owner_user_id=owner_id, seen=seen)
        else:
            deciding.refuse(actor, ref, reason=words, seen=seen)


def opened(actor: Actor, ref: str, model: type = CaseFile) -> Lens:
    return policy.open_one(actor, model, ref)[1]


def sound(as_: As) -> bool:
    with as_(SYSTEM) as actor:
        return checking.verify(actor) == {}


def told(as_: As, who: str) -> list[str]:
    with as_(SYSTEM):
        return list(db.session().scalars(select(Notification.sentence).where(Notification.user_id == make.user_id(who))))


class Scene:
    """The council's case with a person and an incident on it, shared in full with the police and in summary with the county."""

    case: str
    person: str
    incident: str
    shares: dict[str, int]


@pytest.fixture
def scene(as_: As) -> Scene:
    made = Scene()
    with as_("officer") as actor:
        made.case = new_case(actor, "Shouting in Sample Court")
        person = persons.add_person(actor, NewPerson(family_name="Testworthy", given_names="Ned"))
        incident = make.new_incident(actor, "Glass broken")
        made.person, made.incident = person.ref, incident.ref
        _, lens = policy.open_one(actor, CaseFile, made.case, Act.LINK_ADD)
        make.link(actor, lens, person.id)
        capture.attach_incident(actor, made.case, incident.ref)
        made.shares = {
            "CCON": share(actor, made.case, "CCON", Level.FULL),
            "CCC": share(actor, made.case, "CCC", Level.SUMMARY),
        }
        notes.add_note(actor, made.case, kind="NOTE", body="for everyone")
        notes.add_note(actor, made.case, kind="NOTE", body="for us alone", audience=Audience.OWN)
        _, lens = policy.open_one(actor, CaseFile, made.case, Act.TASK_ADD)
        tasks.add_task(actor, lens, title="Visit", for_org_id=org_id("HDC"), for_user_id=actor.user_id)
        tasks.add_task(actor, lens, title="Pass by", for_org_id=org_id("CCON"))
    return made


@pytest.mark.parametrize("level", ["", Level.SUMMARY, Level.FULL])
def test_accepting_a_referral_opens_what_it_offers_and_nothing_else(as_: As, scene: Scene, level: str) -> None:
    with as_("officer") as actor:
        ref = refer(actor, scene.case, "LUM", level)
    with as_("housing") as actor:
        assert [listing.count(actor, kind) for kind in (Kind.REQUEST, Kind.CASE, Kind.INCIDENT, Kind.PERSON)] == [1, 0, 0, 0]
        assert reading.sheet(actor, ref).about is None
    decide(as_, "housing", ref, words="We will visit on Monday")
    with as_("housing") as actor:
        opens, leaves = bool(level), int(level == Level.FULL)
        assert [listing.count(actor, kind) for kind in (Kind.CASE, Kind.INCIDENT, Kind.PERSON)] == [opens, opens, leaves]
        if level:
            assert opened(actor, scene.case).relation is Relation(f"partner_{level}")
            assert reading.sheet(actor, ref).about == (Kind.CASE, scene.case)
        own = new_case(actor, "The landlord's own case, opened because of it")
    with as_("officer") as actor:
        sheet = reading.sheet(actor, ref)
        assert sheet.row.state == State.ACCEPTED and sheet.answers[0].text == "We will visit on Monday"
        with pytest.raises(NotFound):
            opened(actor, own)
    with as_("housing") as actor:
        with pytest.raises(Refused):
            deciding.finish(actor, ref, note=" ", seen=reading.sheet(actor, ref).version)
        deciding.finish(actor, ref, note="Tenancy warning given", seen=reading.sheet(actor, ref).version)
    with as_("officer") as actor:
        sheet = reading.sheet(actor, ref)
        assert sheet.row.state == State.DONE and sheet.answers[-1].text == "Tenancy warning given"
    assert told(as_, "officer") == ["A partner accepted your referral.", "A referral of yours is done."]
    assert sound(as_)


def test_the_share_of_a_referral_is_the_owners_and_can_be_recalled(as_: As, scene: Scene) -> None:
    with as_("officer") as actor:
        ref = refer(actor, scene.case, "LUM", Level.FULL)
    decide(as_, "housing", ref)
    with as_("officer") as actor:
        _, lens = policy.open_one(actor, CaseFile, scene.case, Act.SHARE_RECALL)
        made = next(share for share in shares.live_shares(actor, lens) if share.to_org_id == org_id("LUM"))
        assert (made.author_org_id, made.granted_by, made.level) == (org_id("HDC"), actor.user_id, Level.FULL)
        shares.recall(actor, lens, made.id, reason="done")
    with as_("housing") as actor, pytest.raises(NotFound):
        opened(actor, scene.case)
    assert sound(as_)


def test_a_referral_is_refused_with_its_reason_and_opens_nothing(as_: As, scene: Scene) -> None:
    with as_("officer") as actor:
        ref = refer(actor, scene.case, "LUM", Level.FULL)
    with as_("housing") as actor, pytest.raises(Refused):
        deciding.refuse(actor, ref, reason=" ", seen=1)
    decide(as_, "housing", ref, accept=False, words="They are not our tenants")
    with as_("housing") as actor:
        assert listing.count(actor, Kind.CASE) == 0
    with as_("officer") as actor:
        assert reading.sheet(actor, ref).answers[0].text == "They are not our tenants"
    assert told(as_, "officer") == ["A partner refused your referral."]
    with as_("housing") as actor, pytest.raises(Refused):
        deciding.accept(actor, ref, seen=reading.sheet(actor, ref).version)


def test_what_cannot_be_referred_or_offered(as_: As, scene: Scene) -> None:
    with as_("police") as actor, pytest.raises(NotAllowed):
        refer(actor, scene.case, "LUM")
    with as_("officer") as actor:
        with pytest.raises(Refused):  # shared with them already
            refer(actor, scene.case, "CCON", Level.FULL)
        with pytest.raises(Refused):  # no agreement
            refer(actor, scene.case, "FDC")
        with pytest.raises(Refused):
            offer(actor, scene.case, "LUM", keeps=Keeps.FULL)
        offer(actor, scene.case, "LUM")
        with pytest.raises(Refused):
            offer(actor, scene.case, "CCC")
    with as_("police") as actor, pytest.raises(NotAllowed):
        offer(actor, scene.case, "LUM")


def test_what_was_offered_is_checked_again_when_it_is_accepted(as_: As, scene: Scene) -> None:
    with as_("officer") as actor:
        ref = refer(actor, scene.case, "LUM", Level.FULL, days=3)
    clock.shift_to(clock.today() + 5 * DAY)
    with pytest.raises(Refused), as_("housing") as actor:
        deciding.accept(actor, ref, seen=1)
    with as_("housing") as actor:
        assert listing.count(actor, Kind.CASE) == 0 and reading.sheet(actor, ref).row.state == State.WAITING


def test_a_transfer_moves_the_record_with_all_that_follows_it(as_: As, scene: Scene) -> None:
    with as_("officer") as actor:
        (question,) = ask(actor, scene.case, "L2C")
        ref = offer(actor, scene.case, "LUM", kept=(scene.shares["CCON"],))
        assert policy.open_one(actor, CaseFile, scene.case)[1].relation is Relation.OWNER
    with as_("housing") as actor:
        assert listing.count(actor, Kind.CASE) == 0
    decide(as_, "housing", ref, owner="housing")
    with as_("housing") as actor:
        case, lens = policy.open_one(actor, CaseFile, scene.case, Act.CASE_EDIT)
        assert (lens.relation, case.lead_org_id, case.owner_user_id, case.team_id) == (
            Relation.OWNER, org_id("LUM"), actor.user_id, None,
        )  # fmt: skip
        incident, lens = policy.open_one(actor, Incident, scene.incident, Act.RECORD_EDIT)
        assert (incident.owner_org_id, lens.relation) == (org_id("LUM"), Relation.OWNER)
        policy.open_record(actor, scene.person, Act.RECORD_EDIT)
        listed = task_reads.listing(actor, whose=Whose.ORGANISATION, when=When.OPEN, page=1).tasks
        assert [(task.title, task.for_user_id) for task in listed] == [("Visit", None)]
        assert reading.sheet(actor, question).lens.relation is Relation.OWNER
        live = shares.live_shares(actor, opened(actor, scene.case))
        assert [(one.to_org_id, one.author_org_id, one.level) for one in live] == [(org_id("CCON"), org_id("LUM"), Level.FULL)]
    with as_("officer") as actor:
        for record in (scene.case, scene.incident, scene.person):
            with pytest.raises(NotFound):
                policy.open_record(actor, record, Act.RECORD_READ)
        assert [listing.count(actor, kind) for kind in (Kind.CASE, Kind.INCIDENT, Kind.PERSON)] == [0, 0, 0]
        assert reading.sheet(actor, ref).row.state == State.ACCEPTED
    with as_("police") as actor:
        assert opened(actor, scene.case).relation is Relation.PARTNER_FULL
    with as_("safeguarding") as actor, pytest.raises(NotFound):
        opened(actor, scene.case)
    with as_("charity") as actor:
        seen = reading.sheet(actor, question).version
        answering.answer(actor, question, Said(Verdict.HELD, "for the new owner", Readers.ASKER), seen=seen)
    with as_("housing") as actor:
        assert reading.sheet(actor, question).answers[0].text == "for the new owner"
    assert sound(as_)
    with as_(SYSTEM):
        moved = db.session().scalars(select(AuditEvent.record_kind).where(AuditEvent.deed == "owner:changed").distinct())
        assert sorted(moved) == ["case", "incident", "request"]


@pytest.mark.parametrize(("keeps", "relation"), [(Keeps.SUMMARY, Relation.PARTNER_SUMMARY), (Keeps.FULL, Relation.PARTNER_FULL)])
def test_the_old_owner_keeps_what_was_agreed_until_its_day(as_: As, scene: Scene, keeps: Keeps, relation: Relation) -> None:
    with as_("officer") as actor:
        ref = offer(actor, scene.case, "CCON", keeps=keeps, keeps_until_on=clock.today() + 10 * DAY)
    decide(as_, "police", ref)
    with as_("officer") as actor:
        lens = opened(actor, scene.case)
        assert lens.relation is relation and lens.owner_org_id == org_id("CCON")
        assert not policy.may(actor, lens, Act.CASE_EDIT)
    assert sound(as_)
    clock.shift_to(clock.today() + 11 * DAY)
    with as_("officer") as actor, pytest.raises(NotFound):
        opened(actor, scene.case)


def test_notes_for_one_organisation_alone_do_not_open_to_the_new_owner(as_: As, scene: Scene) -> None:
    with as_("officer") as actor:
        ref = offer(actor, scene.case, "LUM")
    decide(as_, "housing", ref)
    with as_("housing") as actor:
        read = chronology.notes(actor, opened(actor, scene.case))[0]
        assert [note.body for note in read] == ["for everyone"]


@pytest.mark.parametrize("how", ["refused", "withdrawn"])
def test_a_transfer_that_came_to_nothing_leaves_no_trace_of_access(as_: As, scene: Scene, how: str) -> None:
    with as_(SYSTEM):
        before = grants_now()
    with as_("officer") as actor:
        ref = offer(actor, scene.case, "LUM", keeps=Keeps.NOTHING)
    if how == "refused":
        decide(as_, "housing", ref, accept=False, words="Not ours")
    else:
        with as_("officer") as actor:
            ending.end(actor, ref, reason="We keep it", seen=reading.sheet(actor, ref).version)
    with as_("housing") as actor:
        assert [listing.count(actor, kind) for kind in Kind] == [0] * len(Kind)
        for record in (ref, scene.case):
            with pytest.raises(NotFound):
                policy.open_record(actor, record, Act.RECORD_READ)
    with as_("officer") as actor:
        assert opened(actor, scene.case).relation is Relation.OWNER
    with as_(SYSTEM):
        requests = set(db.session().scalars(select(Record.id).where(Record.kind == Kind.REQUEST)))
        assert {held for held in grants_now() if held[0] not in requests} == before
    assert sound(as_)


def grants_now() -> set[tuple[object, ...]]:
    rows = db.session().scalars(select(AccessGrant).where(AccessGrant.ended_at.is_(None)))
    return {(row.record_id, row.principal, row.opens, row.source, row.source_id, row.share_id) for row in rows}


def test_a_manager_decides_where_there_is_one(as_: As) -> None:
    with as_("housing") as actor:
        ref = offer(actor, new_case(actor, "A case for the council"), "HDC")
    with as_("officer") as actor, pytest.raises(NotAllowed):
        deciding.accept(actor, ref, seen=1)
    decide(as_, "manager", ref, owner="officer")
    with as_("officer") as actor:
        assert listing.count(actor, Kind.CASE) == 1
    with as_("housing") as actor:
        assert listing.count(actor, Kind.CASE) == 0


def test_an_owner_of_another_organisation_is_refused_and_nothing_moved(as_: As, scene: Scene) -> None:
    with as_("officer") as actor:
        ref = offer(actor, scene.case, "LUM")
    with pytest.raises(Refused), as_("housing") as actor:
        deciding.accept(actor, ref, owner_user_id=make.user_id("police"), seen=1)
    with as_("officer") as actor:
        assert opened(actor, scene.case).relation is Relation.OWNER
    assert sound(as_)
