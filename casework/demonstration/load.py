"""Filling an installation with the demonstration: eighteen months of work, up to the day it stands at."""

from datetime import timedelta

from flask import current_app

from casework.demonstration import courses, exchanges, figures, lent, papers, places, play, powers, safeguarding, staff, trail
from casework.demonstration.stage import set_up
from casework.kernel import clock, refs
from casework.kernel.actor import system_actor
from casework.kernel.db import db
from casework.places import services as place_services

MONTHS = 18
SEED = "Casework demonstration"


def fill(*, cases: int | None = None) -> int:
    """Play the demonstration on an installation that has its people and nothing else; return how many deeds it took."""
    cases = current_app.extensions["config"].demonstration_cases if cases is None else cases
    session = db.session()
    session.bind_actor(system_actor("the wards of the demonstration are written"))
    for row in places.wards():
        place_services.put_ward(row)
    session.commit()
    db.session.remove()
    staff.add()
    figures.type_in()
    ends = clock.start_of_day(clock.today()) + timedelta(hours=7)
    stage = set_up(f"{SEED} {clock.today()}", begins=ends - timedelta(days=MONTHS * 30 + 8), ends=ends)
    powers.delegate(stage)
    made = powers.plan_orders(stage)
    planned = play.plan(stage, cases)
    powers.plan_actions(stage, planned, made)
    courses.plan(stage, planned)
    exchanges.plan(stage, planned)
    safeguarding.plan(stage, max(8, cases // 40))
    papers.plan(stage)
    lent.plan(stage)
    with clock.moved() as move, refs.drawn_from(stage.rng):
        done = stage.play(move)
    trail.fill(stage)
    return done
