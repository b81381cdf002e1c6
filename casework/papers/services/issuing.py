"""Issuing a paper: checked, then kept as a file that never changes; held when it may give somebody away, until a second person
releases it with a reason.
"""

import hashlib

from sqlalchemy import func

from casework.accounts.services import notices
from casework.accounts.types import CASEWORK_ROLES, Role
from casework.audit import services as audit
from casework.audit.types import Deed
from casework.disclosure.types import Finding
from casework.documents import pdf
from casework.documents import services as documents
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import Refused
from casework.papers.models import Paper
from casework.papers.queries import papers
from casework.papers.types import FIELDS, PaperKind, PaperState
from casework.sharing import policy
from casework.sharing.types import Section

TOLD = "A paper about to go out may name or locate somebody on this record. Speak to {name}, {organisation}."
HELD = "paper"


def issue(actor: Actor, ref: str, kind: PaperKind, *, reason: str = "") -> PaperState:
    """Issue a paper of a record, or hold it when it would name or locate a victim, witness or complainant.

    The file is kept unchanged with its hash and the version of its wording. A second issue needs a reason, and is a second file.
    """
    composed = _open(actor, ref, kind)
    held = _held(actor, composed)
    if held is None and _count(actor, composed) and not reason.strip():
        raise Refused("It was issued before. Say why it is issued again.", field="reason")
    finding = papers.check(actor, composed)
    row = held or _new(actor, composed, reason)
    if finding.is_clear:
        _keep(actor, composed, row)
        return PaperState.ISSUED
    if held is None or held.finding != finding.digest:
        row.finding, row.asked_by, row.asked_at, row.ask_reason = finding.digest, None, None, ""
        _add(row)
        _pass_on(actor, finding)
    _written_down(actor, composed, Deed.PAPER_HELD, row, concerns=len(finding.concerns))
    return PaperState.HELD


def ask_release(actor: Actor, ref: str, kind: PaperKind, *, reason: str) -> None:
    """Ask a second person to release a paper that is held, and say why it may go out."""
    composed = _open(actor, ref, kind)
    row = _held(actor, composed)
    if row is None:
        raise Refused("This paper is not held.")
    if not reason.strip():
        raise Refused("Say why it may go out.", field="reason")
    if papers.check(actor, composed).digest != row.finding:
        raise Refused("What the check finds is another thing now. Check the paper again first.")
    row.asked_by, row.asked_at, row.ask_reason = actor.user_id, clock.now(), reason.strip()
    db.session().flush()
    managers = notices.holders(actor.organisation_id or 0, Role.MANAGER) - {actor.user_id or 0}
    notices.tell(managers, HELD, "A paper that is held waits for a second person.", record_id=composed.lens.record_id)
    _written_down(actor, composed, Deed.PAPER_HELD, row, asked=True)


def release(actor: Actor, ref: str, kind: PaperKind, *, reason: str, owner_asked: str = "") -> None:
    """Release a paper as the second person, with a reason, and issue it.

    Refuses whoever asked, a paper in which the check now finds something else, and, when somebody is concerned whose record is
    not open here, a release that does not say who was asked.
    """
    composed = _open(actor, ref, kind)
    row = _held(actor, composed)
    if row is None or row.asked_by is None:
        raise Refused("Nobody has asked for the release of this paper.")
    if actor.user_id in (row.asked_by, row.made_by):
        raise Refused("A second person releases it: somebody who neither made it nor asked.")
    if not reason.strip():
        raise Refused("Say why it may go out.", field="reason")
    finding = papers.check(actor, composed)
    if finding.digest != row.finding:
        raise Refused("What the check finds is another thing than what the release was asked for. Check the paper again first.")
    if finding.needs_owner and not owner_asked.strip():
        raise Refused("Say who looks after that record and what they answered.", field="owner_asked")
    said = f"{reason.strip()}\nAsked: {owner_asked.strip()}" if owner_asked.strip() else reason.strip()
    row.released_by, row.released_at, row.release_reason = actor.user_id, clock.now(), said
    _written_down(actor, composed, Deed.PAPER_RELEASED, row, finding=row.finding[:16], asked_by=row.asked_by)
    _keep(actor, composed, row)


def _open(actor: Actor, ref: str, kind: PaperKind) -> papers.Composed:
    lens, _ = papers.kinds_of(actor, ref)
    composed = papers.compose(actor, ref, kind, act=papers.ACTS[lens.kind])
    if composed.lacks:
        said = ", ".join(FIELDS[name].label.lower() for name in composed.lacks)
        raise Refused(f"The record does not say everything this paper needs: {said}.")
    return composed


def _held(actor: Actor, composed: papers.Composed) -> Paper | None:
    return db.session().scalar(
        policy.readable(actor, Paper).where(
            Paper.record_id == composed.lens.record_id, Paper.kind == composed.kind, Paper.state == PaperState.HELD
        )
    )


def _count(actor: Actor, composed: papers.Composed) -> int:
    newest = policy.readable(actor, Paper).where(Paper.record_id == composed.lens.record_id, Paper.kind == composed.kind)
    return db.session().scalar(newest.with_only_columns(func.coalesce(func.max(Paper.number), 0))) or 0


def _new(actor: Actor, composed: papers.Composed, reason: str) -> Paper:
    return Paper(
        record_id=composed.lens.record_id, section=int(Section.ACTIONS), author_org_id=composed.lens.owner_org_id,
        kind=composed.kind, number=_count(actor, composed) + 1, state=PaperState.HELD, wording_version=composed.wording.version,
        wording_sha256="", reason=reason.strip(), made_by=actor.user_id, made_at=clock.now(),
    )  # fmt: skip


def _add(row: Paper) -> None:
    if row.id is None:
        db.session().add(row)
    db.session().flush()


def _keep(actor: Actor, composed: papers.Composed, row: Paper) -> None:
    """Make the file, keep it with its hash, and say which wording it used."""
    content = pdf.render(composed.print)
    file = documents.keep(content, "application/pdf")
    row.state, row.file_id, row.sha256 = PaperState.ISSUED, file.id, hashlib.sha256(content).hexdigest()
    row.wording_version = composed.wording.version
    row.wording_sha256 = hashlib.sha256(composed.wording.body.encode()).hexdigest()
    _add(row)
    _written_down(actor, composed, Deed.PAPER_ISSUED, row, sha256=row.sha256, wording=row.wording_version)


def _written_down(actor: Actor, composed: papers.Composed, deed: Deed, row: Paper, **detail: object) -> None:
    lens = composed.lens
    said = {"kind": str(composed.kind), "number": row.number, **detail}
    audit.record(actor, deed, record_id=lens.record_id, record_kind=lens.kind, sections=int(Section.ACTIONS), detail=said)


def _pass_on(actor: Actor, finding: Finding) -> None:
    """Tell those who look after the records the writer may not know of; in the compartment the safeguarding leads alone."""
    for record_id, org_id, in_compartment in finding.ask:
        people = notices.safeguarding_leads(org_id) if in_compartment else notices.holders(org_id, Role.MANAGER)
        people = people or (set() if in_compartment else notices.holders(org_id, *CASEWORK_ROLES))
        sentence = TOLD.format(name=actor.name, organisation=actor.organisation_name)
        notices.tell(people - {actor.user_id or 0}, HELD, sentence, record_id=record_id)
