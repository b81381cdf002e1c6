"""Making a referral: by a cleared practitioner, or from what somebody without clearance passed on."""

from dataclasses import replace
from typing import Any

from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotFound, Refused
from casework.referrals import clocks, codes
from casework.referrals.models import Referral, ReferralConcern, ReferralNarrative, ReferralPerson, ReferralSign
from casework.referrals.queries import people
from casework.referrals.services import members
from casework.referrals.services.parts import keep_wording, known, put, step
from casework.referrals.types import CONSENT_WITH_REASON, NewReferral, PersonFacts, Route, State
from casework.sharing.models import Record
from casework.sharing.services import grants, records
from casework.sharing.services.grants import Columns
from casework.sharing.types import SAFEGUARDING, Kind, Section

LEADS_REASON = "Safeguarding lead of the partnership"


def make_referral(actor: Actor, given: NewReferral) -> Record:
    """Make an exploitation referral in the compartment: its maker is its first member; the leads join when asked.

    Children's social care decides within one working day (Working Together to Safeguard Children). Only cleared people may.
    """
    if not actor.cleared:
        raise NotFound("referral")
    given = replace(given, partnership_id=_partnership(actor, given.partnership_id))
    _check(actor, given)
    record = _make(actor, given, Route.CLEARED)
    members.write_down(actor, record, actor.user_id or 0, "Made the referral")
    if given.with_leads:
        invite_leads(actor, record, given.partnership_id)
    return record


def receive(actor: Actor, given: NewReferral, *, receipt_id: int, owner_org_id: int) -> Record:
    """Make a referral, as the system, from what somebody without clearance passed on, and give it to the safeguarding leads."""
    record = _make(actor, given, Route.PASSED_ON, receipt_id=receipt_id, owner_org_id=owner_org_id)
    invite_leads(actor, record, given.partnership_id)
    return record


def invite_leads(actor: Actor, record: Record, partnership_id: int) -> None:
    """Name the safeguarding leads of a partnership on a referral."""
    for lead in people.leads(actor, partnership_id):
        if lead.user_id != actor.user_id:
            members.name(actor, record, lead.user_id, LEADS_REASON, columns=_columns_now(record))


def _columns_now(record: Record) -> Columns:
    row = db.session().get_one(Referral, record.id)
    return Columns(sort_on=row.received_at, stage=row.state, subject=row.venue_kind)


def _partnership(actor: Actor, chosen: int) -> int:
    if chosen and chosen not in actor.partnership_ids:
        raise Refused("Choose one of your own partnerships.", field="partnership")
    return chosen or actor.partnership_ids[0]


def _check(actor: Actor, given: NewReferral) -> None:
    known(actor, "venue_kind", given.venue_kind, "venue_kind")
    known(actor, "consent", given.consent, "consent")
    if given.definition:
        known(actor, "exploitation_definition", given.definition, "definition")
    if given.received_at > clock.now():
        raise Refused("The referral must have been received already.", field="received_at")
    if given.consent in CONSENT_WITH_REASON and not given.consent_reason.strip():
        raise Refused("Say why consent was overridden.", field="consent_reason")
    if set(given.signs) - {code.code for code in codes.listed("warning_sign")}:
        raise Refused("Choose the signs from the list.", field="signs")


def _make(
    actor: Actor, given: NewReferral, route: Route, *, receipt_id: int | None = None, owner_org_id: int | None = None
) -> Record:
    state = State.REFERRED if route is Route.CLEARED else State.CONCERN
    received_on = clock.local_day(given.received_at)
    decision, assessment = clocks.started("referred", received_on)
    record = records.make_record(
        actor,
        Kind.REFERRAL,
        partnership_id=given.partnership_id,
        columns=Columns(sort_on=given.received_at, stage=state, subject=given.venue_kind),
        compartment=SAFEGUARDING,
        owner_org_id=owner_org_id,
    )
    db.session().add(
        Referral(
            record_id=record.id,
            partnership_id=record.partnership_id,
            state=state,
            route=route,
            reporter_kind=given.reporter_kind,
            received_at=given.received_at,
            has_immediate_danger=given.has_immediate_danger,
            definition=given.definition or codes.definition_on(received_on).code,
            venue_kind=given.venue_kind,
            consent=given.consent,
            decision_due_on=decision.on,
            assessment_due_on=assessment.on,
            receipt_id=receipt_id,
            created_at=clock.now(),
        )
    )
    db.session().flush()
    _parts(actor, record, given)
    step(actor, record, state, day=received_on)
    db.session().flush()
    return record


def _parts(actor: Actor, record: Record, given: NewReferral) -> None:
    put(
        actor, record, ReferralNarrative, Section.NARRATIVE, verbatim=given.verbatim, what_happened=given.what_happened,
        reporter=given.reporter, reporter_contact=given.reporter_contact, consent_reason=given.consent_reason,
        written_by=actor.user_id, written_at=clock.now(),
    )  # fmt: skip
    put(
        actor, record, ReferralConcern, Section.NARRATIVE, venue_name=given.venue_name, place=given.place,
        postcode=given.postcode, happened_at=given.happened_at, incident_number=given.incident_number, vehicle=given.vehicle,
        descriptions=given.descriptions,
    )  # fmt: skip
    for capacity, facts in (("child", given.child), ("adult", given.adult)):
        if not facts.is_empty:
            put_person(actor, record, capacity, facts)
    for sign in sorted(set(given.signs)):
        put(actor, record, ReferralSign, Section.NARRATIVE, sign=sign)
    if not actor.is_system:
        keep_wording(
            actor, record, what_happened=given.what_happened, descriptions=given.descriptions,
            child=given.child.description, adult=given.adult.description,
        )  # fmt: skip


def put_person(actor: Actor, on: Any, capacity: str, facts: PersonFacts) -> ReferralPerson:
    """Put a child, or an adult of concern, on a referral opened for it."""
    values = {name: getattr(facts, name) for name in facts.__dataclass_fields__}
    return put(
        actor, on, ReferralPerson, Section.ROLES, capacity=capacity, known_ref="", added_by=actor.user_id,
        added_at=clock.now(), **values,
    )  # fmt: skip


def refresh_columns(actor: Actor, row: Referral) -> None:
    """Carry the state of a referral to where lists are filtered."""
    grants.set_columns(row.record_id, stage=row.state, is_open=row.state != State.CLOSED)
