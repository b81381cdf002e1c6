"""The stage the made-up work is played on: who is there, the clock, and deeds grouped so that few transactions are needed."""

import gc
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from casework.accounts import queries as accounts
from casework.accounts.models import AppUser
from casework.accounts.types import CASEWORK_ROLES, Role
from casework.kernel import clock
from casework.kernel.actor import Actor, system_actor
from casework.kernel.db import db
from casework.organisations.models import Organisation, Partnership, Team

EPOCH = datetime(2000, 1, 3, tzinfo=UTC)


@dataclass(order=True)
class Event:
    """Something one person does at one moment."""

    at: datetime
    order: int
    username: str = field(compare=False)
    deed: Callable[[Actor], None] = field(compare=False)


@dataclass
class Stage:
    """Everything the play needs to know, and the queue of what is still to happen."""

    rng: random.Random
    begins: datetime
    ends: datetime
    organisations: dict[str, int]
    partnerships: dict[str, int]
    teams: dict[str, int]
    users: dict[str, list[str]]
    user_ids: dict[str, int]
    managers: dict[str, str]
    actors: dict[str, Actor] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    pools: dict[tuple[str, ...], list[int]] = field(default_factory=dict)

    def plan(self, at: datetime, username: str, deed: Callable[[Actor], None]) -> None:
        """Put a deed in the queue, unless it would happen after the end."""
        if at < self.ends:
            self.events.append(Event(at, len(self.events), username, deed))

    def later(self, at: datetime, username: str, deed: Callable[[Actor], None]) -> None:
        """Put a deed in the queue from within another one: never in the same week, so that its turn still comes."""
        self.plan(max(at, clock.now() + timedelta(days=7)), username, deed)

    def play(self, move: Callable[[datetime], None]) -> int:
        """Do everything in the queue, week by week and person by person, one transaction each; return how many deeds."""
        done = 0
        gc.disable()  # thousands of short-lived rows: collecting after each week is a fifth quicker
        while self.events:
            gc.collect()
            week = min(event.at for event in self.events)
            until = EPOCH + timedelta(days=((week - EPOCH).days // 7 + 1) * 7)
            now = sorted(event for event in self.events if event.at < until)
            self.events = [event for event in self.events if event.at >= until]
            for username in dict.fromkeys(event.username for event in now):
                mine = [event for event in now if event.username == username]
                move(mine[0].at)
                db.session().bind_actor(self.actor(username))
                for event in mine:
                    move(event.at)
                    db.session().tell_time()
                    event.deed(self.actors[username])
                db.session().commit()
                db.session.remove()
            done += len(now)
        gc.enable()
        return done

    def workers(self, code: str) -> list[str]:
        """Return the caseworkers of an organisation who are not managers alone."""
        return [
            name
            for name in self.users[code]
            if not CASEWORK_ROLES.isdisjoint(self.actor(name).roles) and name != self.managers.get(code)
        ]

    def manager(self, code: str) -> str:
        """Return who closes the cases of an organisation."""
        return self.managers.get(code) or self.workers(code)[0]

    def actor(self, username: str) -> Actor:
        """Return a person as an actor; worked out once, as nobody's standing changes in the play."""
        if username not in self.actors:
            db.session().bind_actor(system_actor("the demonstration asks who somebody is"))
            self.actors[username] = accounts.actor_by_username(username)
            db.session.remove()
        return self.actors[username]


def set_up(seed: str, *, begins: datetime, ends: datetime) -> Stage:
    """Read who is there from the database."""
    session = db.session()
    session.bind_actor(system_actor("the demonstration is set up"))
    organisations = {code: number for code, number in session.execute(select(Organisation.code, Organisation.id))}
    people = session.execute(select(AppUser.username, AppUser.id, Organisation.code).join(Organisation).order_by(AppUser.id))
    users: dict[str, list[str]] = {}
    user_ids = {}
    for username, number, code in people:
        users.setdefault(code, []).append(username)
        user_ids[username] = number
    teams = {code: team for code, team in session.execute(select(Organisation.code, Team.id).join(Team))}
    partnerships = {name: number for name, number in session.execute(select(Partnership.area_name, Partnership.id))}
    db.session.remove()
    stage = Stage(random.Random(seed), begins, ends, organisations, partnerships, teams, users, user_ids, {})
    for code, usernames in users.items():
        for name in usernames:
            if stage.actor(name).has_role(Role.MANAGER):
                stage.managers[code] = name
    return stage


def working_hour(rng: random.Random, day: datetime) -> datetime:
    """Return a moment of a working day, at or after the day given."""
    at = day.replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(
        minutes=rng.randint(0, 540), seconds=rng.randint(0, 59)
    )
    return at + timedelta(days=(7 - at.weekday()) if at.weekday() > 4 else 0)
