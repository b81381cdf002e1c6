"""The papers of one record: what each says now, what the check finds in it, and what was issued."""

import hashlib
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from casework.accounts.models import AppUser
from casework.audit import services as audit
from casework.audit.types import Deed
from casework.disclosure import queries as disclosure
from casework.disclosure.types import Addressee, Finding
from casework.documents.models import StoredFile
from casework.documents.prints import Paper as PaperPrint
from casework.documents.store import STORE
from casework.enforcement.models.actions import EnforcementAction
from casework.enforcement.models.orders import Order
from casework.enforcement.queries import actions, issued, law, order_pages, publication
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotFound, Refused
from casework.organisations import queries as organisations
from casework.papers import merge
from casework.papers.models import Paper
from casework.papers.queries import wording
from casework.papers.types import KINDS, IssuedLine, PaperKind, PaperSheet, PaperState, Value, WordingSheet
from casework.papers.values import actions as action_values
from casework.papers.values import orders as order_values
from casework.sharing import policy
from casework.sharing.types import Act, Kind, Lens

ALTERED = "The file that was kept is not the one that was issued. It is not sent. Tell whoever looks after this installation."
ACTS = {Kind.ACTION: Act.ACTION_ISSUE, Kind.ORDER: Act.RECORD_EDIT}


@dataclass(frozen=True, slots=True)
class Composed:
    """A paper as it would be issued now, with the wording it uses and what the check looks at."""

    lens: Lens
    kind: PaperKind
    print: PaperPrint
    wording: WordingSheet
    lacks: tuple[str, ...]
    about: tuple[int, ...]
    addressee: Addressee

    @property
    def text(self) -> str:
        """Everything the paper says besides its letterhead and whom it is for."""
        return merge.text_of(list(self.print.blocks))


def kinds_of(actor: Actor, ref: str) -> tuple[Lens, list[PaperKind]]:
    """Open a record and return which papers it has."""
    lens = policy.open_record(actor, ref, Act.RECORD_READ, log=False)
    if lens.kind == Kind.ACTION:
        kind = action_values.kind_of(actions.sheet(actor, ref))
        return lens, [kind] if kind else []
    if lens.kind == Kind.ORDER:
        return lens, order_values.kinds_of(order_pages.sheet(actor, ref))
    raise NotFound("papers")


def compose(actor: Actor, ref: str, kind: PaperKind, *, act: Act | None = None) -> Composed:
    """Open a record (for writing when an act is named) and put one of its papers together as it stands now."""
    lens, kinds = kinds_of(actor, ref)
    if kind not in kinds:
        raise NotFound("paper")
    if act is not None:
        policy.open_record(actor, ref, act)
    return _of_action(actor, lens) if lens.kind == Kind.ACTION else _of_order(actor, lens, kind)


def _of_action(actor: Actor, lens: Lens) -> Composed:
    action, _ = policy.open_one(actor, EnforcementAction, lens.ref, log=False)
    sheet = replace(actions.sheet(actor, lens.ref), clocks=issued.clocks(actor, action))
    kind = action_values.kind_of(sheet)
    if kind is None:
        raise NotFound("paper")
    organisation = organisations.organisation(action.org_id)
    role = db.session().scalar(select(AppUser.job_title).where(AppUser.id == action.officer_id)) or "Authorised officer"
    subject, address = str(sheet.detail.get("subject", "")), str(sheet.detail.get("address", ""))
    addressee = () if KINDS[kind].is_public else (subject, *address.splitlines())
    whom = Addressee(subject, address, action.person_record_id)
    return _composed(
        lens, kind, wording.in_use(actor, action.org_id, kind), action_values.values(sheet, organisation.name),
        {"organisation": organisation, "addressee": addressee, "on": sheet.issued_on, "by": sheet.officer, "role": role},
        (action.case_record_id,), whom,
    )  # fmt: skip


def _of_order(actor: Actor, lens: Lens, kind: PaperKind) -> Composed:
    sheet = order_pages.sheet(actor, lens.ref)
    order, _ = policy.open_one(actor, Order, lens.ref, log=False)
    return _composed(
        lens, kind, wording.in_use(actor, order.org_id, kind), order_values.values(sheet, kind, law.activations(actor)),
        {
            "organisation": organisations.organisation(order.org_id), "addressee": (), "on": order_values.dated(sheet, kind),
            "by": sheet.made_by or sheet.council, "role": "For the council",
        },
        (order.record_id,), Addressee(),
    )  # fmt: skip


def _composed(
    lens: Lens, kind: PaperKind, held: WordingSheet, values: dict[str, Value], around: dict[str, Any], about: tuple[int, ...],
    addressee: Addressee,
) -> Composed:  # fmt: skip
    organisation = around["organisation"]
    lines = [line for line in (*organisation.address.splitlines(), organisation.phone, organisation.email) if line]
    made = PaperPrint(
        title=KINDS[kind].title, organisation=organisation.name, organisation_lines=lines, addressee=around["addressee"],
        reference=lens.ref, on=around["on"], blocks=merge.merge(held.body, values), signed_by=around["by"],
        signed_role=around["role"], printed_at=clock.now().replace(microsecond=0),
        marking="" if KINDS[kind].is_public else "OFFICIAL",
    )  # fmt: skip
    lacks = tuple(name for name in KINDS[kind].must if not values.get(name))
    return Composed(lens, kind, made, held, lacks, about, addressee)


def check(actor: Actor, composed: Composed) -> Finding:
    """Ask whether a paper would name or locate somebody it must not."""
    if composed.lens.kind == Kind.ORDER:
        return publication.check(actor, composed.lens.record_id, composed.text)
    return disclosure.check(actor, composed.text, about=composed.about, addressee=composed.addressee)


def sheet(actor: Actor, ref: str, kind: PaperKind) -> PaperSheet:
    """Return what the page of one paper shows; the check is asked only by whoever could issue it."""
    composed = compose(actor, ref, kind)
    lens, papers = composed.lens, of_record(actor, composed.lens, kind)
    may_issue = policy.may(actor, lens, ACTS[lens.kind])
    finding = check(actor, composed) if may_issue else Finding()
    held = next((paper for paper in papers if paper.state is PaperState.HELD), None)
    second = held is not None and held.asked_at is not None and _asked_by(actor, held.id) != actor.user_id
    return PaperSheet(
        kind, KINDS[kind], lens.ref, str(lens.kind), tuple(papers), finding.concerns, finding.needs_owner,
        composed.wording.version, may_issue, may_issue and second,
    )  # fmt: skip


def _asked_by(actor: Actor, paper_id: int) -> int | None:
    return db.session().scalar(policy.readable(actor, Paper).where(Paper.id == paper_id).with_only_columns(Paper.asked_by))


def of_record(actor: Actor, lens: Lens, kind: PaperKind | None = None) -> list[IssuedLine]:
    """Return the papers of an opened record that the actor may see, newest first."""
    maker, asker, releaser = aliased(AppUser), aliased(AppUser), aliased(AppUser)
    statement = (
        policy.readable(actor, Paper)
        .add_columns(maker.name, asker.name, releaser.name, StoredFile.size)
        .join(maker, maker.id == Paper.made_by)
        .outerjoin(asker, asker.id == Paper.asked_by)
        .outerjoin(releaser, releaser.id == Paper.released_by)
        .outerjoin(StoredFile, StoredFile.id == Paper.file_id)
        .where(Paper.record_id == lens.record_id, *([] if kind is None else [Paper.kind == kind]))
        .order_by(Paper.id.desc())
        .limit(100)
    )
    return [_line(*row) for row in db.session().execute(statement)]


def _line(row: Paper, maker: str, asker: str | None, releaser: str | None, size: int | None) -> IssuedLine:
    return IssuedLine(
        row.id, PaperKind(row.kind), row.number, PaperState(row.state), row.wording_version, maker, row.made_at, row.sha256,
        size or 0, asker or "", row.asked_at, row.ask_reason, releaser or "", row.released_at, row.release_reason, row.reason,
    )  # fmt: skip


def preview(actor: Actor, ref: str, kind: PaperKind) -> PaperPrint:
    """Return a paper as it would be issued, marked as a preview, and write down that it was looked at."""
    composed = compose(actor, ref, kind)
    lens = composed.lens
    audit.record(actor, Deed.PRINT_MADE, record_id=lens.record_id, record_kind=lens.kind, detail={"preview": str(kind)})
    return replace(composed.print, marking=wording.PREVIEW)


def issued_file(actor: Actor, paper_id: int) -> tuple[bytes, str]:
    """Return an issued paper byte for byte as it was issued, with its file's name. Refuses one whose hash is another today."""
    row, lens = policy.open_part(actor, Paper, paper_id, deed=Deed.DOCUMENT_READ)
    token = db.session().scalar(select(StoredFile.token).where(StoredFile.id == (row.file_id or 0)))
    if token is None:
        raise NotFound("paper")
    content = STORE.read(token)
    if hashlib.sha256(content).hexdigest() != row.sha256:
        audit.record(actor, Deed.REFUSED, record_id=lens.record_id, record_kind=lens.kind, outcome="altered", ids=(paper_id,))
        raise Refused(ALTERED)
    return content, f"{row.kind}-{lens.ref}-{row.number}.pdf"


def why_asked(actor: Actor, paper_id: int) -> str:
    """Return the reference of the record a paper is on, for asking the reason before it is opened."""
    found = policy.readable(actor, Paper).where(Paper.id == paper_id).with_only_columns(Paper.record_id)
    record_id = db.session().scalar(found)
    lens = policy.lens_of(actor, record_id) if record_id is not None else None
    return lens.ref if lens else ""
