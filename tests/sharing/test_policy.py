"""The access policy on real rows: who knows of a case, opens it, and stops doing so."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from casework.cases.models import CaseFile, Note
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, NotFound, Unfiltered, UnguardedWrite
from casework.organisations.models import Organisation
from casework.sharing import listing, policy
from casework.sharing.services import records, shares
from casework.sharing.services.grants import Columns
from casework.sharing.services.terms import Terms
from casework.sharing.types import Act, Kind, Level, Relation, Section
from tests.support.installation import As


def make_case(actor: Actor, title: str = "Noise at night") -> str:
    record = records.make_record(
        actor,
        Kind.CASE,
        partnership_id=actor.partnership_ids[0],
        columns=Columns(sort_on=clock.now(), stage="RECEIVED", subject="NOI", ward="E1"),
    )
    db.session().add(
        CaseFile(
            record_id=record.id, partnership_id=record.partnership_id, type="ASB", subject="NOI", title=title, summary="s",
            stage="RECEIVED", priority="MEDIUM", lead_org_id=actor.organisation_id, opened_on=clock.today(),
            received_at=clock.now(), activity_at=clock.now(),
        )
    )  # fmt: skip
    db.session().add(
        Note(
            record_id=record.id,
            section=int(Section.NOTES),
            author_org_id=actor.organisation_id,
            kind="visit",
            body="a note",
            happened_at=clock.now(),
            written_by=actor.user_id,
            written_at=clock.now(),
        )
    )
    db.session().flush()
    return record.ref


def share(actor: Actor, ref: str, org: str, level: Level) -> int:
    _, lens = policy.open_one(actor, CaseFile, ref, Act.SHARE_ADD)
    to = db.session().scalar(select(Organisation.id).where(Organisation.code == org))
    terms = Terms(to, level, "ASB", "PUBLIC_TASK", "CDA115", "joint visit", clock.today() + timedelta(days=30))
    return shares.share_with(actor, lens, terms).id


def test_a_case_is_its_owners_alone(as_: As) -> None:
    with as_("officer") as actor:
        ref = make_case(actor)
        assert listing.page(actor, Kind.CASE).total == 1
        assert policy.open_one(actor, CaseFile, ref)[1].relation is Relation.OWNER
    with as_("housing") as actor, pytest.raises(NotFound):
        assert listing.page(actor, Kind.CASE).ids == ()
        policy.open_one(actor, CaseFile, ref)


def test_a_summary_share_opens_the_row_and_no_note(as_: As) -> None:
    with as_("officer") as actor:
        ref = make_case(actor)
        share(actor, ref, "LUM", Level.SUMMARY)
    with as_("housing") as actor:
        row, lens = policy.open_one(actor, CaseFile, ref)
        assert row.title == "Noise at night"
        assert lens.relation is Relation.PARTNER_SUMMARY
        assert not list(db.session().scalars(policy.readable(actor, Note)))
        with pytest.raises(NotAllowed):
            policy.open_one(actor, CaseFile, ref, Act.NOTE_ADD)


def test_a_recall_ends_sight_at_once(as_: As) -> None:
    with as_("officer") as actor:
        ref = make_case(actor)
        share_id = share(actor, ref, "LUM", Level.FULL)
    with as_("housing") as actor:
        assert len(list(db.session().scalars(policy.readable(actor, Note)))) == 1
        assert listing.count(actor, Kind.CASE) == 1
    with as_("officer") as actor:
        _, lens = policy.open_one(actor, CaseFile, ref, Act.SHARE_RECALL)
        shares.recall(actor, lens, share_id, reason="no longer needed")
    with as_("housing") as actor, pytest.raises(NotFound):
        assert listing.count(actor, Kind.CASE) == 0
        policy.open_one(actor, CaseFile, ref)


def test_a_statement_without_the_rule_is_refused(as_: As) -> None:
    with as_("officer") as actor:
        make_case(actor)
        with pytest.raises(Unfiltered):
            db.session().execute(text("SELECT * FROM case_file"))


def test_a_row_of_an_unopened_record_is_not_written(app: Flask, as_: As) -> None:
    with as_("officer") as actor:
        record_id = policy.open_one(actor, CaseFile, make_case(actor))[1].record_id
    with pytest.raises(UnguardedWrite), as_("housing") as actor:
        db.session().add(
            Note(
                record_id=record_id,
                section=16,
                author_org_id=actor.organisation_id,
                kind="x",
                body="x",
                happened_at=clock.now(),
                written_by=1,
                written_at=clock.now(),
            )
        )
        db.session().flush()
