"""Who may ask about a record, and whom."""

from sqlalchemy import select

from casework.accounts.models import AppUser
from casework.accounts.types import Role
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.organisations import queries as organisations
from casework.sharing import agreements, policy
from casework.sharing.models import AccessGrant
from casework.sharing.services import members
from casework.sharing.types import LEAVES, Act, Lens


def may_ask(actor: Actor, lens: Lens) -> bool:
    """True when the actor may ask partners about an opened record.

    Its owner may; about a person, place or vehicle whoever has them on a record of their own organisation. What is only shared
    with one is not asked about onward.
    """
    if not policy.may(actor, lens, Act.REQUEST_ADD):
        return False
    return lens.kind not in LEAVES or _is_own(actor, lens)


def may_hand_over(actor: Actor, lens: Lens) -> bool:
    """True when the actor may refer or transfer an opened record: its owner, and never out of the compartment."""
    return not lens.compartment and policy.may(actor, lens, Act.RECORD_TRANSFER)


def to_ask(actor: Actor, lens: Lens) -> dict[int, str]:
    """Return the organisations that can be asked: members under an agreement in force; in the compartment those with cleared
    people."""
    mine = actor.organisation_id or lens.owner_org_id
    partners = {other for _, other, _ in agreements.in_force([mine], lens.partnership_id, clock.today())}
    found = {org.id: org.name for org in organisations.members(lens.partnership_id) if org.id in partners - {mine}}
    if lens.compartment:
        return {org_id: name for org_id, name in found.items() if cleared_of(actor, lens, org_id)}
    return found


def cleared_of(actor: Actor, lens: Lens, organisation_id: int) -> set[int]:
    """Return the cleared people of one organisation who may be asked about a record of the compartment."""
    cleared = members.cleared_people(actor, lens)
    return set(
        db.session().scalars(select(AppUser.id).where(AppUser.id.in_(cleared), AppUser.organisation_id == organisation_id))
    )


def may_take_over(actor: Actor, manager_ids: set[int]) -> bool:
    """True when the actor may accept a record for their organisation: a manager, or where it has none any caseworker."""
    return actor.has_role(Role.MANAGER) or not manager_ids


def _is_own(actor: Actor, lens: Lens) -> bool:
    mine = [f"o{actor.organisation_id}", f"s{actor.user_id}"]
    held = policy.readable(actor, AccessGrant).where(AccessGrant.record_id == lens.record_id, AccessGrant.principal.in_(mine))
    return db.session().scalar(held.with_only_columns(AccessGrant.id).limit(1)) is not None
