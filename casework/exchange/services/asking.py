"""Asking partners for information: one or many organisations, or an occasional partner without an account."""

from casework.exchange.models import PartnerRequest
from casework.exchange.queries import asking as reads
from casework.exchange.services import making, outside
from casework.exchange.services.making import To
from casework.exchange.types import NewRequest, Verb
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, Refused
from casework.kernel.refs import new_ref
from casework.sharing import policy
from casework.sharing.models import Record
from casework.sharing.services import grants
from casework.sharing.types import Act, Lens

ONWARD = "You see this through another organisation. Ask its owner, or ask from a record of your own."


def ask(actor: Actor, ref: str, new: NewRequest) -> list[Record]:
    """Ask one or many organisations about a record: what, why and by when. Each sees its own question and nothing else.

    Refuses nobody chosen, an organisation without an agreement in force, and in the compartment one without cleared people.
    """
    about = open_for_asking(actor, ref)
    making.check(actor, about, new)
    if not new.org_ids:
        raise Refused("Choose at least one organisation.", field="org_ids")
    batch = new_ref()
    with grants.deferring():
        return [making.make(actor, about, Verb.ASK, new, To(org_id), batch=batch) for org_id in dict.fromkeys(new.org_ids)]


def ask_outside(actor: Actor, ref: str, new: NewRequest, *, name: str) -> tuple[Record, str, str]:
    """Ask somebody without an account one question; return the record, the link's token and the code, which are kept nowhere."""
    about = open_for_asking(actor, ref)
    making.check(actor, about, new)
    if not name.strip():
        raise Refused("Enter who it is for.", field="outside_name")
    record = making.make(actor, about, Verb.ASK, new, To(outside_name=name.strip()[:200]), batch=new_ref())
    row = db.session().get_one(PartnerRequest, record.id)
    return record, *outside.make_link(actor, row)


def open_for_asking(actor: Actor, ref: str) -> Lens:
    """Open a record to ask partners about it."""
    about = policy.open_record(actor, ref, Act.REQUEST_ADD)
    if not reads.may_ask(actor, about):
        raise NotAllowed(ONWARD)
    return about
