"""Making a referral: where it lives, who sees it, and that nobody else does."""

from datetime import date

import pytest
from sqlalchemy import select

from casework.kernel.db import db
from casework.kernel.errors import NotFound, Refused
from casework.referrals.models import Referral, ReferralNarrative, ReferralPerson, ReferralReceipt
from casework.sharing import listing, policy
from casework.sharing.models import Record
from casework.sharing.types import Kind, Relation
from tests.referrals.made import CHILD, WORDS, at, pass_on, refer
from tests.support.installation import As


def test_a_cleared_practitioner_makes_a_referral_and_the_leads_see_it(as_: As) -> None:
    with as_("cleared") as actor:
        ref = refer(actor).ref
    for who in ("cleared", "safeguarding"):
        with as_(who) as actor:
            row, lens = policy.open_one(actor, Referral, ref)
            assert lens.relation is Relation.MEMBER
            assert row.definition == "CSE_2017"
            narrative = db.session().scalar(policy.readable(actor, ReferralNarrative))
            assert narrative is not None
            assert narrative.verbatim == WORDS


def test_a_colleague_at_the_same_desk_sees_nothing(as_: As) -> None:
    with as_("cleared") as actor:
        ref = refer(actor).ref
    with as_("police") as actor:
        for kind in Kind:
            assert listing.count(actor, kind) == 0
        assert not list(db.session().scalars(policy.readable(actor, ReferralPerson)))
        with pytest.raises(NotFound):
            policy.open_one(actor, Referral, ref)
        with pytest.raises(NotFound):
            refer(actor)


def test_a_cleared_person_who_is_not_named_sees_nothing(as_: As) -> None:
    with as_("cleared") as actor:
        ref = refer(actor, with_leads=False).ref
    with as_("safeguarding") as actor, pytest.raises(NotFound):
        policy.open_one(actor, Referral, ref)


@pytest.mark.parametrize(
    ("received", "decision", "assessment"),
    [("2026-11-23", date(2026, 11, 24), date(2027, 1, 28)), ("2026-04-01", date(2026, 4, 2), date(2026, 6, 9))],
)
def test_the_clocks_start_on_the_day_of_receipt(as_: As, received: str, decision: date, assessment: date) -> None:
    with as_("cleared") as actor:
        row = db.session().get_one(Referral, refer(actor, received_at=at(received, 0)).id)
        assert (row.decision_due_on, row.assessment_due_on) == (decision, assessment)


def test_the_definition_is_that_of_the_day(as_: As) -> None:
    with as_("cleared") as actor:
        assert db.session().get_one(Referral, refer(actor, received_at=at("2016-10-03")).id).definition == "CSE_2009"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"venue_kind": "ZOO"}, "venue_kind"),
        ({"consent": "OVERRIDDEN"}, "consent_reason"),
        ({"signs": ("NO_SUCH",)}, "signs"),
        ({"partnership_id": 999_999}, "partnership"),
        ({"received_at": at("2090-01-01")}, "received_at"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(as_: As, more: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refusal, as_("cleared") as actor:
        refer(actor, **more)
    assert refusal.value.field == field


def test_a_concern_passed_on_reaches_the_leads_and_leaves_its_author_a_receipt(as_: As) -> None:
    with as_("officer") as actor:
        receipt = pass_on(actor).ref
    with as_("officer") as actor:
        row, lens = policy.open_one(actor, ReferralReceipt, receipt)
        assert (row.words, row.told, lens.relation) == (WORDS, "received", Relation.RECEIPT)
        assert listing.count(actor, Kind.REFERRAL) == 0
    for who in ("second.officer", "cleared", "manager"):
        with as_(who) as actor, pytest.raises(NotFound):
            policy.open_one(actor, ReferralReceipt, receipt)
    with as_("safeguarding") as actor:
        found = listing.page(actor, Kind.REFERRAL)
        row, _ = policy.open_one(actor, Referral, found.ids[0])
        assert row.state == "CONCERN"
        assert row.route == "passed_on"
        person = db.session().scalar(policy.readable(actor, ReferralPerson))
        assert person is not None
        assert person.description == CHILD
        record = db.session().scalars(select(Record).where(Record.id == row.record_id)).one()
        assert record.compartment == "safeguarding"
        assert record.owner_org_id == actor.organisation_id
