"""The life of a share, step by step, kept on the record."""

from casework.accounts.models import AppUser
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.organisations.models import Organisation
from casework.sharing import policy
from casework.sharing.models import Share, ShareChange
from casework.sharing.types import Lens, Section
from casework.sharing.types.sight import Step

SHOWN = 50


def keep(actor: Actor, share: Share, step: str, *, reason: str = "", by: int | None = None) -> None:
    """Add a step to the history of a share, with what it says from now on; done by the actor, or by who promised it."""
    db.session().add(
        ShareChange(
            record_id=share.record_id,
            section=int(Section.SHARING),
            author_org_id=share.author_org_id,
            share_id=share.id,
            step=step,
            at=clock.now(),
            by_user=by or actor.user_id,
            opens=share.opens,
            notes_from=share.notes_from,
            from_at=share.from_at,
            until_at=share.until_at,
            reason=reason,
        )
    )
    db.session().flush()


def of_record(actor: Actor, lens: Lens) -> list[Step]:
    """Return the steps of the shares of an opened record that the reader may see, newest first."""
    rows = (
        db.session()
        .execute(
            policy.readable(actor, ShareChange)
            .select_from(ShareChange)
            .add_columns(Share.to_org_id, Organisation.name, AppUser.name)
            .join(Share, Share.id == ShareChange.share_id)
            .join(Organisation, Organisation.id == Share.to_org_id)
            .join(AppUser, AppUser.id == ShareChange.by_user, isouter=True)
            .where(ShareChange.record_id == lens.record_id)
            .order_by(ShareChange.id.desc())
            .limit(SHOWN)
        )
        .all()
    )
    return [
        Step(
            to=to_name,
            steps=tuple(change.step.split(",")),
            at=change.at,
            by=name or "the system",
            opens=Section(change.opens),
            notes_from=change.notes_from,
            since=change.from_at,
            until=change.until_at,
            reason=change.reason if _is_told(actor, lens, change, to_org) else "",
        )
        for change, to_org, to_name, name in rows
    ]


def _is_told(actor: Actor, lens: Lens, change: ShareChange, to_org: int) -> bool:
    """The reason is told to the owner, whoever shared it, and the receiver."""
    return actor.organisation_id in (lens.owner_org_id, change.author_org_id, to_org)
