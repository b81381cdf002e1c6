"""Joiner, mover, leaver: whoever leaves holds nothing any more, at once; and what was theirs to do goes to somebody else."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from casework.accounts.models import (
    AppUser,
    Delegation,
    Draft,
    Job,
    OneTimeLink,
    TeamMember,
    UserClearance,
    UserRole,
    UserSession,
)
from casework.accounts.models.factors import RecoveryCode, UserFactor
from casework.accounts.services import drafts, leaving, links, staff
from casework.accounts.types import LinkKind
from casework.audit.models import AuditEvent
from casework.audit.types import Deed
from casework.cases.models import CaseFile
from casework.cases.services import handing_on
from casework.kernel import clock
from casework.kernel.actor import system_actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, NotFound, Refused
from casework.sharing import policy
from casework.sharing.types import Act
from casework.tasks import services as tasks
from casework.tasks.models import Task
from tests.support import factories as make
from tests.support.client import Browser

SYSTEM = system_actor("a test")


@pytest.fixture
def work(as_: Any) -> dict[str, int]:
    """A case of Olive's with a task for her, and everything that an account may hold."""
    with as_("officer") as actor:
        record = make.new_case(actor, "Hers", owner=actor.user_id)
        lens = policy.open_one(actor, CaseFile, record.id, Act.TASK_ADD)[1]
        organisation = actor.organisation_id or 0
        task = tasks.add_task(actor, lens, title="Visit", for_org_id=organisation, for_user_id=actor.user_id)
        drafts.keep(actor, "/capture", [("summary", "half typed")])
        found = {"case": record.id, "task": task.id, "user": actor.user_id or 0}
    with as_(SYSTEM) as actor:
        now, user = clock.wall(), db.session().get_one(AppUser, found["user"])
        links.make_link(actor, user, LinkKind.RESET)
        db.session().add_all(
            [
                UserFactor(user_id=user.id, kind="app", secret="x", created_at=now, proved_at=now),
                RecoveryCode(user_id=user.id, mark="x", made_at=now),
                UserClearance(user_id=user.id, clearance="safeguarding", from_on=clock.today(), reason="a test"),
                Delegation(user_id=user.id, power="FPN", from_on=clock.today() - timedelta(days=9)),
                Delegation(user_id=user.id, power="CPN", from_on=clock.today() + timedelta(days=9)),
            ]
        )
    return found


def held(as_: Any, user: int) -> dict[str, int]:
    """How much of each kind an account still holds."""
    tomorrow = clock.today() + timedelta(days=1)
    conditions = {
        "roles": (UserRole, UserRole.ended_at.is_(None)),
        "clearances": (UserClearance, UserClearance.ended_at.is_(None)),
        "teams": (TeamMember, TeamMember.id > 0),
        "factors": (UserFactor, UserFactor.ended_at.is_(None)),
        "codes": (RecoveryCode, RecoveryCode.ended_at.is_(None)),
        "links": (OneTimeLink, OneTimeLink.used_at.is_(None)),
        "sessions": (UserSession, UserSession.ended_at.is_(None)),
        "powers": (Delegation, (Delegation.until_on.is_(None)) | (Delegation.until_on >= tomorrow)),
        "drafts": (Draft, Draft.id > 0),
    }
    with as_(SYSTEM):
        return {
            name: db.session().scalar(select(func.count(model.id)).where(model.user_id == user, condition)) or 0
            for name, (model, condition) in conditions.items()
        }


def test_leaving_ends_everything_at_once(as_: Any, app: Any, browser_of: Any, work: dict[str, int]) -> None:
    with as_(SYSTEM):
        db.session().query(UserFactor).update({"proved_at": None})  # so that she can sign in by her password alone
    officer, lead = browser_of("officer"), browser_of("lead")
    officer.get("/cases")
    assert all(held(as_, work["user"]).values()), held(as_, work["user"])
    path = f"/users/{work['user']}/leave"
    assert lead.post(path, {"reason": ""}).status_code == 422
    assert lead.post(path, {"reason": "Leaves us today"}).status_code == 302
    assert set(held(as_, work["user"]).values()) == {0}
    assert officer.client.get("/cases").status_code == 302, "the next request"
    assert Browser(app).sign_in("officer").status_code == 200
    page = lead.get(f"/users/{work['user']}")
    assert "Left on" in page and "Suspend" not in page and "Give this role" not in page
    with as_(SYSTEM):
        told = db.session().scalars(select(AuditEvent).where(AuditEvent.deed == Deed.ACCOUNT_LEFT)).one()
        assert told.purpose == "Leaves us today"


def test_what_was_theirs_to_do_goes_to_a_colleague_or_waits(as_: Any, browser_of: Any, work: dict[str, int]) -> None:
    lead = browser_of("lead")
    with as_(SYSTEM):
        second = make.user_id("second.officer")
    lead.post(f"/users/{work['user']}/leave", {"reason": "Leaves", "to_user": str(second)})
    with as_(SYSTEM) as actor:
        assert db.session().get_one(Task, work["task"]).for_user_id == second
        assert db.session().get_one(CaseFile, work["case"]).owner_user_id == second
        job = db.session().scalars(select(Job).where(Job.kind == leaving.HAND_ON)).one()
        assert job.done_at is not None and job.outcome == "handed on 1 open task and 1 open case"
        assert handing_on.hand_on(actor, job.body) == "handed on 0 open tasks and 0 open cases", "twice is once"
    assert "Olive Officer left" in browser_of("second.officer").get("/notifications")


def test_without_a_colleague_the_work_waits_and_the_manager_is_told(as_: Any, browser_of: Any, work: dict[str, int]) -> None:
    browser_of("lead").post(f"/users/{work['user']}/leave", {"reason": "Leaves"})
    with as_(SYSTEM):
        assert db.session().get_one(Task, work["task"]).for_user_id is None
        assert db.session().get_one(CaseFile, work["case"]).owner_user_id is None
    manager = browser_of("manager")
    assert "wait for somebody" in manager.get("/notifications")
    assert "Hers" in manager.get("/queue/waiting")


def test_a_mover_begins_anew_with_the_same_name(as_: Any, browser_of: Any, work: dict[str, int], browser: Browser) -> None:
    browser_of("lead").post(f"/users/{work['user']}/leave", {"reason": "Moves to the charity"})
    page = browser_of("charity").post(
        "/users/invite", {"name": "Olive Officer", "username": "officer", "roles": ["practitioner"]}
    )  # fmt: skip
    if page.status_code == 422:  # a user name that is no e-mail address
        with as_("charity") as actor:
            _, token = staff.invite(actor, name="Olive Officer", username="officer", job_title="", roles=["practitioner"])
        link = f"/welcome/{token}"
    else:
        found = re.search(r'value="http://localhost(/welcome/[^"]+)"', page.get_data(as_text=True))
        assert found is not None
        link = found.group(1)
    browser.post(link, {"password": "purple otter bicycle", "again": "purple otter bicycle"})
    assert browser.sign_in("officer", "purple otter bicycle").status_code == 302
    with as_(SYSTEM):
        ref = db.session().scalar(select(policy.Record.ref).where(policy.Record.id == work["case"]))
    assert "Link to Change" in browser.get("/profile")
    browser.get(f"/cases/{ref}", 404)


def test_who_left_does_not_come_back_to_the_account(as_: Any, browser_of: Any, work: dict[str, int]) -> None:
    lead = browser_of("lead")
    path = f"/users/{work['user']}"
    lead.post(f"{path}/leave", {"reason": "Leaves"})
    for deed, form in (("restore", {"reason": "x"}), ("leave", {"reason": "x"})):
        page = lead.post(f"{path}/{deed}", form)
        assert page.status_code == 422 and "left" in page.get_data(as_text=True), deed
    with as_("lead") as actor, pytest.raises(Refused, match="invited anew"):
        staff.give_role(actor, work["user"], "manager")


def test_whose_account_a_lead_cannot_end(as_: Any, browser_of: Any) -> None:
    with as_(SYSTEM):
        own, stranger = make.user_id("lead"), make.user_id("police")
    browser_of("lead").get(f"/users/{stranger}/leave", 404)
    with as_("lead") as actor:
        with pytest.raises(Refused, match="your own"):
            leaving.leave(actor, own, to_user_id=None, reason="x")
        with pytest.raises(NotFound):
            leaving.leave(actor, stranger, to_user_id=None, reason="x")
        with pytest.raises(Refused, match="works cases"):
            leaving.leave(actor, make.user_id("officer"), to_user_id=stranger, reason="x")
    with as_("manager") as actor, pytest.raises(NotAllowed):
        leaving.leave(actor, own, to_user_id=None, reason="x")
