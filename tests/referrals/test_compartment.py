"""The walls of the compartment, each tried: names, clearance, the trigger, sealed columns, what members may do to members."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError

from casework.accounts.models import UserClearance
from casework.kernel import clock
from casework.kernel.actor import system_actor
from casework.kernel.db import Base, SealedText, db
from casework.kernel.errors import NotFound, Refused
from casework.kernel.guard import wall_two_down
from casework.referrals.models import Referral, ReferralOutcome, ReferralReceipt
from casework.referrals.services import members, receipts, venues
from casework.sharing import listing, policy
from casework.sharing.models import AccessGrant, Record
from casework.sharing.types import Kind
from tests.referrals.made import CHILD, WORDS, pass_on, refer, user_id
from tests.support.installation import As, Installation

MEMBERS_WANTED = "shared case work"


def opens(as_: As, who: str, ref: str) -> bool:
    with as_(who) as actor:
        try:
            policy.open_one(actor, Referral, ref)
        except NotFound:
            return False
        return True


def end_clearance(as_: As, who: str) -> None:
    with as_(system_actor("a test ends a clearance")):
        db.session().execute(update(UserClearance).where(UserClearance.user_id == user_id(who)).values(ended_at=clock.now()))


def test_the_end_of_a_clearance_ends_sight_at_the_next_request(as_: As) -> None:
    with as_("cleared") as actor:
        ref = refer(actor).ref
    assert opens(as_, "cleared", ref)
    end_clearance(as_, "cleared")
    assert not opens(as_, "cleared", ref)
    assert opens(as_, "safeguarding", ref)


def test_a_partners_cleared_member_is_named_and_leaves(as_: As) -> None:
    with as_("cleared") as actor:
        ref = refer(actor, with_leads=False).ref
    assert not opens(as_, "safeguarding", ref)
    with as_("cleared") as actor:
        members.add_member(actor, ref, user_id=user_id("safeguarding"), reason=MEMBERS_WANTED)
        with pytest.raises(Refused, match="already"):
            members.add_member(actor, ref, user_id=user_id("safeguarding"), reason=MEMBERS_WANTED)
    assert opens(as_, "safeguarding", ref)
    with as_("safeguarding") as actor:
        members.end_member(actor, ref, user_id=user_id("safeguarding"), reason="left the team")
    assert not opens(as_, "safeguarding", ref)
    with as_("cleared") as actor:
        with pytest.raises(Refused, match="never left without"):
            members.end_member(actor, ref, user_id=user_id("cleared"), reason="moving on")
        with pytest.raises(NotFound):
            members.end_member(actor, ref, user_id=user_id("safeguarding"), reason="again")


def test_a_lead_may_end_a_membership_and_others_may_not(as_: As) -> None:
    with as_("cleared") as actor:
        ref = refer(actor).ref
        with pytest.raises(Refused, match="lead"):
            members.end_member(actor, ref, user_id=user_id("safeguarding"), reason="x")
    with as_("safeguarding") as actor:
        members.end_member(actor, ref, user_id=user_id("cleared"), reason="conflict of interest")
    assert not opens(as_, "cleared", ref)


def test_nobody_without_clearance_is_named(as_: As) -> None:
    with as_("cleared") as actor:
        ref = refer(actor).ref
        for who in ("police", "manager", "neighbour", "suspended"):
            with pytest.raises(Refused, match="cleared"):
                members.add_member(actor, ref, user_id=user_id(who), reason="x")


def test_a_membership_ends_on_its_day(as_: As) -> None:
    with as_("cleared") as actor:
        ref = refer(actor, with_leads=False).ref
        members.add_member(actor, ref, user_id=user_id("safeguarding"), reason="x", until_on=clock.today())
    assert opens(as_, "safeguarding", ref)
    clock.shift_to(clock.today() + timedelta(days=1))
    assert not opens(as_, "safeguarding", ref)
    assert opens(as_, "cleared", ref)


@pytest.mark.parametrize("principal", ["o2", "u10", "p1.2.1"])
def test_the_trigger_refuses_every_other_principal(as_: As, principal: str) -> None:
    with as_("cleared") as actor:
        record_id = refer(actor).id
    held: dict[str, Any] = dict.fromkeys(("stage", "subject", "ward", "family_key", "given_key", "sound_key"), "")
    held |= dict.fromkeys(("source_id", "share_id", "via_record"), 0)
    held |= {"record_id": record_id, "opens": 16383, "kind": "referral", "partnership_id": 1, "source": "owner", "is_open": True}
    with as_("cleared"), pytest.raises(DBAPIError, match="by name only"), wall_two_down():
        db.session().connection().execute(
            insert(AccessGrant.__table__).values(principal=principal, sort_on=clock.now(), since=clock.now(), **held)
        )


def test_what_is_written_is_ciphertext_in_the_database(app: Flask, as_: As, installation: Installation) -> None:
    with as_("cleared") as actor:
        refer(actor)
    with as_("officer") as actor:
        pass_on(actor)
    if installation.server is None:
        raw = b"".join(Path(path).read_bytes() for path in installation.folder.glob("casework.sqlite*"))
        for phrase in (WORDS, CHILD, "Marmalade", "Night porter", "grey coat"):
            assert phrase.encode() not in raw
        return
    with app.app_context(), db.engines["system"].connect() as connection:
        for table in Base.metadata.sorted_tables:
            if any(isinstance(column.type, SealedText) for column in table.columns):
                whole = " ".join(str(row) for row in connection.execute(text(f"SELECT t::text FROM {table.name} t")))
                assert "Zanzibar" not in whole and "Marmalade" not in whole


def test_every_text_of_a_part_is_sealed() -> None:
    plain = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        if table.name.startswith(("referral", "venue")) and table.name != "referral_member"
        for column in table.columns
        if type(column.type).__name__ in ("Text", "String") and (getattr(column.type, "length", None) or 999) > 40
    }
    assert plain == set()


def test_the_outcome_reaches_the_receipt_and_nothing_else_does(as_: As) -> None:
    with as_("officer") as actor:
        receipt = pass_on(actor).ref
    with as_("safeguarding") as actor:
        ref = db.session().get_one(Record, listing.page(actor, Kind.REFERRAL).ids[0]).ref
        receipts.tell_referrer(actor, ref, told="acting")
        with pytest.raises(Refused):
            receipts.tell_referrer(actor, ref, told="the child is safe")
    with as_("officer") as actor:
        row, _ = policy.open_one(actor, ReferralReceipt, receipt)
        assert row.told == "acting"
        with pytest.raises(NotFound):
            receipts.tell_referrer(actor, receipt, told="acting")
    with as_("safeguarding") as actor:
        assert db.session().scalars(policy.readable(actor, ReferralOutcome)).one().delivered_at is not None


def test_a_concern_is_refused_where_no_lead_could_read_it(as_: As) -> None:
    end_clearance(as_, "safeguarding")
    with as_("officer") as actor, pytest.raises(Refused, match="Call 101"):
        pass_on(actor)


def test_the_job_finds_a_receipt_whose_referral_was_not_made(as_: As, monkeypatch: Any) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(receipts, "_receive", lambda actor, receipt_id: 1 / 0)
        with as_("officer") as actor:
            receipt = pass_on(actor).ref
    with as_("officer") as actor:
        assert policy.open_one(actor, ReferralReceipt, receipt)[0].told == "waiting"
    for expected in (1, 0):
        with as_(system_actor("a test runs the job")) as system:
            assert receipts.receive_all(system) == expected
            assert receipts.deliver_all(system) == 0
    with as_("safeguarding") as actor:
        assert listing.count(actor, Kind.REFERRAL) == 1


def test_a_concern_is_received_once(as_: As) -> None:
    with as_("officer") as actor:
        pass_on(actor)
    with as_(system_actor("a test runs the job")) as system:
        assert receipts.receive_all(system) == 0
        assert len(list(db.session().scalars(select(Referral)))) == 1


def test_a_venue_is_for_cleared_people_by_name(as_: As) -> None:
    with as_("cleared") as actor:
        record = venues.register_venue(actor, kind="HOTEL", name="The Marmalade Inn", address="Marmalade Street")
        venues.record_contact(actor, record.ref, kind="training", on=clock.today(), note="Six staff")
    with as_("safeguarding") as actor:
        assert listing.count(actor, Kind.VENUE) == 1
    with as_("police") as actor:
        assert listing.count(actor, Kind.VENUE) == 0
        with pytest.raises(NotFound):
            venues.register_venue(actor, kind="HOTEL", name="x", address="x")
