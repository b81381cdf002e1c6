"""The letter of an action, as whoever may see the action may print it."""

from dataclasses import replace

from sqlalchemy import select

from casework.accounts.models import AppUser
from casework.audit import services as audit
from casework.audit.types import Deed
from casework.documents.prints import Letter
from casework.enforcement import letters
from casework.enforcement.models.actions import EnforcementAction
from casework.enforcement.queries import actions, facts, law
from casework.enforcement.types.powers import POWERS
from casework.enforcement.types.steps import State
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.organisations import queries as organisations
from casework.sharing import policy
from casework.sharing.types import Act
from casework.statute import running
from casework.statute.types import Deadline


def letter_of(actor: Actor, action_ref: str) -> Letter:
    """Return an action's letter, and write down that it was printed."""
    sheet = actions.sheet(actor, action_ref)
    action, lens = policy.open_one(actor, EnforcementAction, action_ref, Act.RECORD_PRINT, log=False)
    role = db.session().scalar(select(AppUser.job_title).where(AppUser.id == action.officer_id)) or "Authorised officer"
    audit.record(actor, Deed.PRINT_MADE, record_id=lens.record_id, record_kind=lens.kind, detail={"letter": sheet.power.code})
    sheet = replace(sheet, clocks=_as_issued(actor, action))
    return letters.letter(sheet, organisations.organisation(action.org_id), role)


def _as_issued(actor: Actor, action: EnforcementAction) -> tuple[Deadline, ...]:
    """The clocks as they ran at the issue: a letter says the same after the penalty is paid or the notice appealed."""
    power, found = POWERS[action.power], facts.said(actor, action)
    return running.running(power.card, State(power.card.life.enters), found, law.activations(actor))
