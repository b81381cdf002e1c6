"""Referring work and handing records over: proposed by the owner, and nothing opens or moves until the other side accepts."""

from datetime import date

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.cases.services import handing
from casework.exchange.models import PartnerRequest, RequestOrigin
from casework.exchange.queries import asking as reads
from casework.exchange.services import making
from casework.exchange.services.making import Terms as Extra
from casework.exchange.services.making import To
from casework.exchange.types import Handover, Keeps, NewRequest, Offer, Said, State, Verb, Verdict
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, Refused
from casework.kernel.refs import new_ref
from casework.kernel.versions import expect
from casework.sharing import policy
from casework.sharing.models import Record
from casework.sharing.services import grants, offers, ownership, shares
from casework.sharing.services.offers import Offered
from casework.sharing.services.terms import Terms
from casework.sharing.types import Act, Kind, Lens, Level
from casework.tasks import services as tasks

ONE = "Choose one organisation."
COMPARTMENT = "A record of the compartment is neither referred nor transferred: name members of the other organisation instead."
FOLLOWING = (Kind.INCIDENT, Kind.REQUEST)  # what goes with a case when it belonged to the old owner too


def refer(actor: Actor, ref: str, new: NewRequest, offer: Offer) -> Record:
    """Ask another organisation to act on a case or incident; accepting opens to it what is offered here, and nothing else.

    Refuses what sharing it on those terms would refuse.
    """
    about = policy.open_record(actor, ref, Act.SHARE_ADD)
    to_org_id = _one(actor, about, new)
    values = {"offers": offer.level, "offers_until_on": offer.until_on if offer.level else None}
    if offer.level:
        if offer.until_on is None:
            raise Refused("Enter the last day on which they can see it.", field="until_on")
        shares.check(actor, about, _terms(new, to_org_id, Level(offer.level), offer.until_on))
    return making.make(actor, about, Verb.REFER, new, To(to_org_id), batch=new_ref(), terms=Extra(values))


def propose_transfer(actor: Actor, ref: str, new: NewRequest, handover: Handover) -> Record:
    """Offer a case or incident to another organisation, with what becomes of its shares and what one keeps of it oneself.

    Refuses a second offer while one waits, and keeping sight without an end.
    """
    about = policy.open_record(actor, ref, Act.RECORD_TRANSFER)
    to_org_id = _one(actor, about, new)
    if _waiting_transfer(actor, about.record_id):
        raise Refused("It is offered to an organisation already. Withdraw that offer first.")
    keeps_until = None if handover.keeps is Keeps.NOTHING else handover.keeps_until_on
    if handover.keeps is not Keeps.NOTHING and (keeps_until is None or keeps_until < clock.today()):
        raise Refused("Enter the last day on which you keep it, today or later.", field="keeps_until_on")
    live = {share.id for share in shares.live_shares(actor, about)}
    kept = [share_id for share_id in handover.kept if share_id in live]
    values = {"keeps": handover.keeps, "keeps_until_on": keeps_until}
    return making.make(actor, about, Verb.TRANSFER, new, To(to_org_id), batch=new_ref(), terms=Extra(values, kept))


def refuse(actor: Actor, ref: str, *, reason: str, seen: int | None) -> None:
    """Refuse a referral or a transfer with the reason, which whoever asked is told. A refused transfer is gone at once."""
    row, _ = _open(actor, ref, seen)
    if not reason.strip():
        raise Refused("Write why you refuse it.", field="text")
    making.settle(actor, row, Said(Verdict.REFUSED, reason), state=State.REFUSED)
    making.tell_asker(actor, row, f"A partner refused your {_noun(row)}.")
    _write_down(actor, row, "refused")
    db.session().flush()
    if row.verb == Verb.TRANSFER:
        offers.stop_answering(actor, row.record_id)


def accept(actor: Actor, ref: str, *, note: str = "", owner_user_id: int | None = None, seen: int | None) -> None:
    """Accept a referral or a transfer. A referral opens what it offers; a transfer moves the record, with all that follows it,
    in this one transaction."""
    row, lens = _open(actor, ref, seen)
    origin = db.session().scalars(policy.readable(actor, RequestOrigin).where(RequestOrigin.record_id == row.record_id)).one()
    making.settle(actor, row, Said(Verdict.ACCEPTED, note), state=State.ACCEPTED)
    making.tell_asker(actor, row, f"A partner accepted your {_noun(row)}.")
    _write_down(actor, row, "accepted")
    if row.verb == Verb.REFER:
        _take_up(actor, row, origin, lens)
    else:
        _take_over(actor, row, origin, lens, owner_user_id)


def finish(actor: Actor, ref: str, *, note: str, seen: int | None) -> None:
    """Say that the work of an accepted referral is done, and what came of it; whoever referred it is told."""
    row, _ = policy.open_one(actor, PartnerRequest, ref, Act.REQUEST_DECIDE)
    if row.verb != Verb.REFER or row.state != State.ACCEPTED:
        raise Refused("Only a referral that was accepted can be done.")
    expect(row, seen)
    if not note.strip():
        raise Refused("Write what was done.", field="text")
    making.settle(actor, row, Said(Verdict.DONE, note), state=State.DONE)
    making.tell_asker(actor, row, "A referral of yours is done.")
    _write_down(actor, row, "done")
    offers.keep_until(actor, row.record_id, making.seen_until(actor, clock.today()))


def _one(actor: Actor, about: Lens, new: NewRequest) -> int:
    making.check(actor, about, new)
    if about.compartment:
        raise Refused(COMPARTMENT)
    if about.kind not in making.ROOTS:
        raise Refused("A case or an incident is referred or transferred.")
    if len(set(new.org_ids)) != 1:
        raise Refused(ONE, field="org_ids")
    return new.org_ids[0]


def _open(actor: Actor, ref: str, seen: int | None) -> tuple[PartnerRequest, Lens]:
    row, lens = policy.open_one(actor, PartnerRequest, ref, Act.REQUEST_DECIDE)
    if row.verb == Verb.ASK or row.state != State.WAITING:
        raise Refused("This was decided already, or is no longer open.")
    managers = making.managers(actor, actor.organisation_id or 0)
    if row.verb == Verb.TRANSFER and not reads.may_take_over(actor, managers):
        raise NotAllowed("A manager of your organisation decides on a transfer.")
    expect(row, seen)
    return row, lens


def _take_up(actor: Actor, row: PartnerRequest, origin: RequestOrigin, lens: Lens) -> None:
    if row.offers and row.offers_until_on is not None:
        terms = Terms(
            to_org_id=row.to_org_id or 0, level=Level(row.offers), purpose=row.purpose, lawful_basis=row.lawful_basis,
            gateway=row.gateway, reason=row.text, until_on=row.offers_until_on,
        )  # fmt: skip
        offered = Offered(origin.about_id, lens.owner_org_id, row.asked_by, terms)
        offers.take_up(actor, offered, on=clock.today())
    offers.keep_until(actor, row.record_id, None)


def _take_over(actor: Actor, row: PartnerRequest, origin: RequestOrigin, request: Lens, owner_user_id: int | None) -> None:
    from_org_id = request.owner_org_id
    with grants.deferring():
        lens = ownership.take(actor, origin.about_id, from_org_id=from_org_id)
        ownership.settle_shares(actor, lens, kept=origin.kept_shares)
        if row.keeps != Keeps.NOTHING and row.keeps_until_on is not None and row.keeps_until_on >= clock.today():
            ownership.leave_sight(actor, lens, _kept_by(row, from_org_id))
        followers = ownership.linked(actor, lens, FOLLOWING, from_org_id)
        moved = [lens, *[_follow(actor, record, from_org_id) for record in followers if record.id != row.record_id]]
    handing.follow(actor, lens, owner_user_id=owner_user_id)
    for each in moved:
        tasks.follow(actor, each, from_org_id=from_org_id)
        ownership.take_leaves(actor, each, from_org_id=from_org_id)


def _follow(actor: Actor, record: Record, from_org_id: int) -> Lens:
    lens = ownership.take(actor, record.id, from_org_id=from_org_id)
    if record.kind == Kind.INCIDENT:
        ownership.settle_shares(actor, lens, kept=())
        handing.follow(actor, lens)
    return lens


def _kept_by(row: PartnerRequest, org_id: int) -> Terms:
    until = row.keeps_until_on
    assert until is not None
    reason = "Kept by the former owner, as agreed when it was transferred."
    return Terms(org_id, Level(row.keeps), row.purpose, row.lawful_basis, row.gateway, reason, until)


def _terms(new: NewRequest, to_org_id: int, level: Level, until_on: date) -> Terms:
    basis = new.basis
    return Terms(to_org_id, level, basis.purpose, basis.lawful_basis, basis.gateway, new.text, until_on)


def _waiting_transfer(actor: Actor, about_id: int) -> bool:
    held = (
        policy.readable(actor, PartnerRequest)
        .join(RequestOrigin, RequestOrigin.record_id == PartnerRequest.record_id)
        .where(RequestOrigin.about_id == about_id, PartnerRequest.verb == Verb.TRANSFER, PartnerRequest.state == State.WAITING)
    )
    return db.session().scalar(held.with_only_columns(PartnerRequest.record_id).limit(1)) is not None


def _noun(row: PartnerRequest) -> str:
    return "referral" if row.verb == Verb.REFER else "transfer"


def _write_down(actor: Actor, row: PartnerRequest, what: str) -> None:
    detail = {"act": f"{row.verb} {what}"}
    audit.record(
        actor, Deed.RECORD_CHANGED, record_id=row.record_id, record_kind=Kind.REQUEST, purpose=row.purpose, detail=detail
    )
