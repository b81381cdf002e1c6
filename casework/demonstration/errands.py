"""The tasks of the made-up cases: asked of one's own people or a partner, most of them done about when they were due."""

from datetime import timedelta
from functools import partial
from typing import Any

from casework.demonstration import crowd
from casework.demonstration.stage import Stage, working_hour
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.sharing import policy
from casework.sharing.services import shares
from casework.sharing.types import Act, Level
from casework.tasks import services as tasks

TITLES = (
    "Visit and take a statement",
    "Send the diary sheets",
    "Check the tenancy file",
    "Ask for camera footage",
    "Call the person harmed",
)
OUTCOMES = ("Done, see the notes.", "Visited; nobody in, card left.", "Received and put on the file.", "Spoken to.")


def ask(stage: Stage, case: Any, actor: Actor) -> None:
    """Ask for something on a case; nine in ten are done a few days around their day."""
    _, lens = policy.open_one(actor, crowd.CASE, case.ref, Act.TASK_ADD)
    full = [share.to_org_id for share in shares.live_shares(actor, lens) if share.level == Level.FULL]
    for_org = stage.rng.choice(full) if full and stage.rng.random() < 0.5 else actor.organisation_id
    days = stage.rng.randint(2, 21)
    asked = tasks.add_task(
        actor, lens, title=stage.rng.choice(TITLES), for_org_id=for_org or 0, due_on=clock.today() + timedelta(days=days)
    )
    case.asked[asked.id] = asked.version
    if stage.rng.random() < 0.9:
        at = working_hour(stage.rng, clock.now() + timedelta(days=max(7, days + stage.rng.randint(-2, 3))))
        outcome = stage.rng.choice(OUTCOMES)
        stage.later(at, case.username, partial(_finish, case, task_id=asked.id, outcome=outcome))


def finish_all(case: Any, actor: Actor) -> None:
    """Close what is still asked on a case that is about to close."""
    for task_id in list(case.asked):
        _finish(case, actor, task_id=task_id, outcome="No longer needed.")


def _finish(case: Any, actor: Actor, *, task_id: int, outcome: str) -> None:
    if task_id not in case.asked or not crowd.is_open(actor, case.ref):
        return
    _, lens = policy.open_one(actor, crowd.CASE, case.ref, Act.TASK_CLOSE)
    tasks.close_task(actor, lens, task_id, outcome=outcome, seen_version=case.asked.pop(task_id))
