"""Issuing: the file stays as it is, a letter that gives somebody away is held, and a second person releases it with a reason."""

import hashlib
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from casework.accounts.models import Notification
from casework.audit.models import AuditEvent
from casework.cases.models import CaseFile
from casework.documents.models import StoredFile
from casework.documents.store import STORE
from casework.kernel import clock
from casework.kernel.actor import system_actor
from casework.kernel.db import db
from casework.kernel.errors import NotFound, Refused
from casework.papers import merge
from casework.papers.models import Paper
from casework.papers.queries import papers
from casework.papers.services import issuing
from casework.papers.services import wording as wordings
from casework.papers.types import PaperKind, PaperState
from casework.people import services as people
from casework.people.types import NewPerson
from casework.sharing import policy
from casework.sharing.models import Link
from casework.sharing.services import links
from casework.sharing.types import Act, Level
from tests.papers.test_wording import words
from tests.support import enforcing
from tests.support import factories as make
from tests.support.installation import As


@dataclass
class Story:
    case: str
    papers: dict[str, str]
    janina: str


@pytest.fixture
def story(as_: As) -> Story:
    """A case with a complainant, and a paper of each shape on it."""
    with as_(system_actor("a test authorises officers")):
        for who in ("officer", "second.officer", "manager"):
            enforcing.delegate(who)
    with as_("officer") as actor:
        case = enforcing.case(actor)
        lens = policy.open_one(actor, CaseFile, case, Act.LINK_ADD)[1]
        janina = people.add_person(actor, NewPerson(family_name="Kowalska", given_names="Janina"))
        make.link(actor, lens, janina.id, role="COMPLAINANT")
        return Story(case, enforcing.papers(actor, case), janina.ref)


def issue(as_: As, ref: str, kind: PaperKind, who: str = "officer", reason: str = "") -> PaperState:
    with as_(who) as actor:
        return issuing.issue(actor, ref, kind, reason=reason)


def rows(as_: As) -> list[Paper]:
    with as_(system_actor("a test reads the papers")):
        return list(db.session().scalars(select(Paper).order_by(Paper.id)))


@pytest.mark.parametrize(
    ("power", "kind", "says"),
    [
        ("LETTER1", PaperKind.WARNING, "We ask you to stop."),
        ("CPW", PaperKind.CPW, "It must have stopped doing so by the end of"),
        ("CPN", PaperKind.CPN, "You may appeal to the magistrates' court"),
        ("LITTER", PaperKind.FPN, "We accept £60 if you pay by the end of"),
    ],
)
def test_an_issued_paper_is_kept_byte_for_byte_with_its_hash(
    as_: As, story: Story, power: str, kind: PaperKind, says: str
) -> None:
    assert issue(as_, story.papers[power], kind) is PaperState.ISSUED
    (row,) = rows(as_)
    with as_("officer") as actor:
        first, name = papers.issued_file(actor, row.id)
        again, _ = papers.issued_file(actor, row.id)
    assert first == again and hashlib.sha256(first).hexdigest() == row.sha256 and name.endswith("-1.pdf")
    assert says in words(first) and "PREVIEW" not in words(first)
    assert row.wording_version == 0 and row.wording_sha256 == hashlib.sha256(merge.shipped(kind).encode()).hexdigest()


def test_the_days_of_the_letter_are_those_of_the_record(as_: As, story: Story) -> None:
    """A notice that was posted counts as issued two working days later, so its appeal ends later too."""
    issue(as_, story.papers["CPN"], PaperKind.CPN)
    with as_("officer") as actor:
        (row,) = papers.of_record(actor, policy.open_record(actor, story.papers["CPN"], Act.RECORD_READ))
        said = words(papers.issued_file(actor, row.id)[0])
        deadline = next(
            item for item in papers.actions.sheet(actor, story.papers["CPN"]).clocks if item.name == "last day to appeal"
        )
    assert deadline.on is not None and f"{deadline.on.day} {deadline.on:%B %Y}" in said and "s46" in said


def test_a_changed_wording_changes_no_paper_that_was_issued(as_: As, story: Story) -> None:
    issue(as_, story.papers["LETTER1"], PaperKind.WARNING)
    with as_("manager") as actor:
        body = merge.shipped(PaperKind.WARNING).replace("We ask you to stop.", "Please stop now.")
        wordings.change(actor, PaperKind.WARNING, body=body, reason="Plainer", seen=0)
    with pytest.raises(Refused, match="Say why it is issued again"):
        issue(as_, story.papers["LETTER1"], PaperKind.WARNING)
    issue(as_, story.papers["LETTER1"], PaperKind.WARNING, reason="The first was lost")
    old, new = rows(as_)
    with as_("officer") as actor:
        assert "We ask you to stop." in words(papers.issued_file(actor, old.id)[0])
        assert "Please stop now." in words(papers.issued_file(actor, new.id)[0])
    assert (old.wording_version, new.wording_version, new.number) == (0, 1, 2)


def test_a_file_that_was_altered_is_not_sent_and_that_is_written_down(app: Flask, as_: As, story: Story) -> None:
    issue(as_, story.papers["LETTER1"], PaperKind.WARNING)
    (row,) = rows(as_)
    with as_(system_actor("a test alters a file")):
        path = STORE._path(db.session().scalars(select(StoredFile.token).where(StoredFile.id == row.file_id)).one())
        path.write_bytes(path.read_bytes().replace(b"%PDF-1.7", b"%PDF-1.6"))
    with pytest.raises(Refused, match="not the one that was issued"), as_("officer") as actor:
        papers.issued_file(actor, row.id)


def hold(as_: As, story: Story, text: str = "Mrs Kowalska of the house opposite heard it") -> str:
    """A letter whose conduct names the complainant; its reference, held."""
    with as_("officer") as actor:
        ref = enforcing.issuing.issue_warning(actor, story.case, "LETTER2", enforcing.issue(conduct=text))
    assert issue(as_, ref, PaperKind.WARNING) is PaperState.HELD
    return ref


def test_a_letter_that_names_the_complainant_is_held_with_the_reason(as_: As, story: Story) -> None:
    ref = hold(as_, story)
    with as_("officer") as actor:
        sheet = papers.sheet(actor, ref, PaperKind.WARNING)
    assert sheet.held is not None and not sheet.is_issued
    assert [concern.sentence for concern in sheet.concerns] == [
        f"It names Janina Kowalska (complainant on {story.case}): “Kowalska”."
    ]
    (row,) = rows(as_)
    assert row.state == "held" and row.file_id is None and "Kowalska" not in (row.finding + row.ask_reason)
    with pytest.raises(NotFound), as_("officer") as actor:
        papers.issued_file(actor, row.id)


def test_release_needs_a_reason_and_a_second_person_and_is_written_down(as_: As, story: Story) -> None:
    ref = hold(as_, story)
    with pytest.raises(Refused, match="Nobody has asked"), as_("second.officer") as actor:
        issuing.release(actor, ref, PaperKind.WARNING, reason="She agreed")
    with as_("officer") as actor:
        issuing.ask_release(actor, ref, PaperKind.WARNING, reason="She agreed in writing")
    with pytest.raises(Refused, match="second person"), as_("officer") as actor:
        issuing.release(actor, ref, PaperKind.WARNING, reason="She agreed")
    with pytest.raises(Refused, match="Say why"), as_("second.officer") as actor:
        issuing.release(actor, ref, PaperKind.WARNING, reason="  ")
    with as_("second.officer") as actor:
        issuing.release(actor, ref, PaperKind.WARNING, reason="I read her letter")
    (row,) = rows(as_)
    with as_("officer") as actor:
        assert "Kowalska" in words(papers.issued_file(actor, row.id)[0])
    with as_(system_actor("a test reads the trail")):
        deeds = [
            event.deed
            for event in db.session().scalars(
                select(AuditEvent).where(AuditEvent.deed.like("paper:%")).order_by(AuditEvent.number)
            )
        ]
        told = set(db.session().scalars(select(Notification.user_id).where(Notification.kind == "paper")))
    assert deeds == ["paper:held", "paper:held", "paper:released", "paper:issued"]
    assert told == {make_id(as_, "manager")}


def make_id(as_: As, who: str) -> int:
    with as_(who) as actor:
        return actor.user_id or 0


def test_the_database_too_refuses_that_one_person_asks_and_releases(as_: As, story: Story) -> None:
    hold(as_, story)
    with pytest.raises(IntegrityError), as_(system_actor("a test goes round the service")):
        who = {"asked_by": 1, "asked_at": clock.now(), "released_by": 1, "released_at": clock.now(), "release_reason": "x"}
        db.session().execute(update(Paper).values(**who))


def test_a_release_asked_for_one_finding_is_not_one_for_another(as_: As, story: Story) -> None:
    ref = hold(as_, story)
    with as_("officer") as actor:
        issuing.ask_release(actor, ref, PaperKind.WARNING, reason="She agreed")
    with as_("officer") as actor:
        lens = policy.open_one(actor, CaseFile, story.case, Act.LINK_ADD)[1]
        wanda = people.add_person(actor, NewPerson(family_name="House", given_names="Opposite"))
        make.link(actor, lens, wanda.id, role="WITNESS")
        people.add_alias(actor, wanda.ref, "the house opposite")
    with pytest.raises(Refused, match="another thing"), as_("second.officer") as actor:
        issuing.release(actor, ref, PaperKind.WARNING, reason="ok")


def test_a_hidden_concern_is_told_to_its_owner_and_release_says_who_was_asked(as_: As, story: Story) -> None:
    """The landlord's own alias of the complainant: the council learns that somebody is concerned, the landlord is told."""
    with as_("officer") as actor:
        enforcing.share(actor, story.case, "LUM", Level.FULL)
    with as_("housing") as actor:
        people.add_alias(actor, story.janina, "Foxglove")
    ref = hold(as_, story, "Foxglove heard it")
    with as_("officer") as actor:
        (concern,) = papers.sheet(actor, ref, PaperKind.WARNING).concerns
        assert concern.is_hidden and "Janina" not in concern.sentence and "Foxglove" not in concern.sentence
        issuing.ask_release(actor, ref, PaperKind.WARNING, reason="It is a plant")
    with as_("housing"):
        (told,) = db.session().scalars(select(Notification).where(Notification.user_id == make.user_id("housing")))
        assert told.sentence.startswith(
            "A paper about to go out may name or locate somebody on this record. Speak to Olive Officer"
        )
    with pytest.raises(Refused, match="who looks after"), as_("second.officer") as actor:
        issuing.release(actor, ref, PaperKind.WARNING, reason="ok")
    with as_("second.officer") as actor:
        issuing.release(actor, ref, PaperKind.WARNING, reason="ok", owner_asked="Housing says it is a plant")
    assert rows(as_)[0].state == "issued"


def test_a_clear_check_frees_a_paper_that_was_held(as_: As, story: Story) -> None:
    ref = hold(as_, story)
    with as_("officer") as actor:
        lens = policy.open_one(actor, CaseFile, story.case, Act.LINK_END)[1]
        held = policy.readable(actor, Link).where(Link.record_id == lens.record_id, Link.role == "COMPLAINANT")
        links.end_link(actor, lens, db.session().scalars(held).one().id, reason="mistaken")
    assert issue(as_, ref, PaperKind.WARNING) is PaperState.ISSUED
    assert [row.state for row in rows(as_)] == ["issued"]


def test_strangers_find_no_paper(as_: As, story: Story) -> None:
    issue(as_, story.papers["LETTER1"], PaperKind.WARNING)
    (row,) = rows(as_)
    for who in ("housing", "police", "neighbour", "lead"):
        with pytest.raises(NotFound), as_(who) as actor:
            papers.issued_file(actor, row.id)
        with pytest.raises(NotFound), as_(who) as actor:
            papers.sheet(actor, story.papers["LETTER1"], PaperKind.WARNING)


def test_an_order_and_its_notices_are_issued_and_checked_against_its_breaches(as_: As, story: Story) -> None:
    with as_("officer") as actor:
        order = enforcing.in_force(actor)
        enforcing.consulted(actor, order, enforcing.About.EXTEND)
        enforcing.orders.extend(
            actor,
            order,
            decided_on=clock.today(),
            ends_on=clock.today().replace(year=clock.today().year + 2),
            reason="Still needed",
        )
    for kind in (PaperKind.PSPO, PaperKind.PSPO_MADE, PaperKind.PSPO_EXTENDED):
        assert issue(as_, order, kind) is PaperState.ISSUED
    with pytest.raises(NotFound):
        issue(as_, order, PaperKind.PSPO_DISCHARGED)
    with as_("officer") as actor:
        terms = enforcing.terms(
            term_id=enforcing.first_term(actor), latitude=enforcing.IN_TOWN[0], longitude=enforcing.IN_TOWN[1]
        )
        enforcing.penalties.issue_fpn(actor, story.case, "PSPO", enforcing.issue(location="St Neots"), terms)
        second = enforcing.in_force(actor, "Where Kowalska lives", enforcing.PARK)
        terms = enforcing.terms(term_id=_term(actor, second), latitude=enforcing.IN_BOTH[0], longitude=enforcing.IN_BOTH[1])
        enforcing.penalties.issue_fpn(actor, story.case, "PSPO", enforcing.issue(location="St Neots"), terms)
    assert issue(as_, second, PaperKind.PSPO_MADE) is PaperState.HELD


def _term(actor: object, order: str) -> int:
    return enforcing.order_pages.sheet(actor, order).terms[0].id  # type: ignore[arg-type]  # an actor
