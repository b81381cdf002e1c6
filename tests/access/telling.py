"""Deeds that tell a story at random: what is recorded, what is shared, and what lies beneath."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine
from sqlalchemy import select, update

from casework.accounts.models import UserClearance
from casework.accounts.services import clearances, staff
from casework.cases.models import CaseFile, Incident
from casework.cases.services import capture, notes, opening
from casework.cases.types import Audience, NewCase, Report
from casework.kernel import clock
from casework.kernel.actor import Actor, system_actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, NotFound, Refused
from casework.organisations.models import Agreement, PartnershipMember
from casework.people import services as people_services
from casework.people.types import NewPerson
from casework.sharing import policy
from casework.sharing.models import Link
from casework.sharing.services import links, members, recusals, shares
from casework.sharing.types import Act, Kind, Level
from tests.access.reckoning import ORGANISATION_OF, Made, Shared, Told, World
from tests.referrals.made import refer
from tests.support import factories as make
from tests.support.installation import Installation, acting

SYSTEM = system_actor("random deeds change the facts beneath")
MOST_OF_A_KIND = 4
WORD = "quarrel"  # stands in every case, incident and person
numbers = st.integers(0, 11)
workers = st.sampled_from(["officer", "second.officer", "housing", "police"])
partners = st.sampled_from(["LUM", "CCON", "CCC", "L2C", "HDC"])
levels = st.sampled_from(list(Level))
Deed = Callable[[Actor], Any]
DONE: Counter[str] = Counter()


def pick(held: list[Any], number: int) -> Any:
    return held[number % len(held)] if held else None


# The deeds of the stories, each with what it is given. One rule draws among them, so that a few short stories hold most of them.
DEEDS: dict[str, dict[str, Any]] = {}


def deed(**given: Any) -> Callable[[Any], Any]:
    def note(method: Any) -> Any:
        DEEDS[method.__name__] = given
        return method

    return note


class Story(RuleBasedStateMachine):
    """One partnership, and what came to pass in it so far."""

    installation: Installation

    def begin_world(self) -> None:
        self.installation.reset()
        self.app, self.world, self.told = self.installation.app, World(), 0
        with acting(self.app, "safeguarding") as actor:
            self.referral = refer(actor).id

    def do(self, name: str, who: str | Actor, act: Deed) -> Any:
        """Do a deed, or have it refused; return what came of it."""
        try:
            with acting(self.app, who) as actor:
                found = act(actor)
        except (Refused, NotAllowed, NotFound):
            DONE[f"{name}, refused"] += 1
            return None
        DONE[name] += 1
        return found if found is not None else True

    def owner(self, case: Made) -> str:
        """Who shares for an organisation: the one of its people who is not suspended or stood down, else any."""
        able = [who for who in self.world_of(case.org) if self.world.works(who) and who not in case.stood_down]
        return (able or self.world_of(case.org))[0]

    def world_of(self, org: str) -> list[str]:
        return [who for who, code in ORGANISATION_OF.items() if code == org and who not in ("manager", "lead")]


class Recording(Story):
    """What is recorded."""

    @deed(who=workers)
    def open(self, who: str) -> None:
        if len(self.world.cases) < MOST_OF_A_KIND:
            new = NewCase(type="ASB", subject="NOI", title=f"A {WORD}", summary="in the street")
            lens = self.do("open", who, lambda actor: opening.open_case(actor, new))
            if lens:
                self.world.cases.append(Made(lens.record_id, lens.ref, ORGANISATION_OF[who], clock.today()))

    @deed(who=workers)
    def report(self, who: str) -> None:
        if len(self.world.incidents) < MOST_OF_A_KIND:
            report = Report(
                type="ASB", subject="NOI", summary=f"A {WORD} at the gate", occurred_from=clock.now() - timedelta(hours=1)
            )
            made = self.do("report", who, lambda actor: capture.capture(actor, report))
            if made:
                self.world.incidents.append(Made(made.incident_id, made.incident_ref, ORGANISATION_OF[who], clock.today()))

    @deed(who=workers)
    def meet(self, who: str) -> None:
        if len(self.world.people) < MOST_OF_A_KIND:
            given = f"Ada{chr(97 + len(self.world.people))}"
            new = NewPerson(family_name=WORD.capitalize(), given_names=given)
            record = self.do("meet", who, lambda actor: people_services.add_person(actor, new))
            if record:
                self.world.people.append(Made(record.id, record.ref, ORGANISATION_OF[who], clock.today()))

    @deed(who=workers, number=numbers, audience=st.sampled_from(list(Audience)), to=partners)
    def write(self, who: str, number: int, audience: Audience, to: str) -> None:
        case, by = pick(self.world.cases, number), ORGANISATION_OF[who]
        word = f"zebra{chr(97 + self.told)}zz"

        def act(actor: Actor) -> int:
            org_ids = (make.organisation_id(to),) if audience is Audience.CHOSEN else ()
            return notes.add_note(actor, case.ref, kind="VISIT", body=word, audience=audience, org_ids=org_ids)

        if self.told < 8 and self.do("write", who, act):
            self.told += 1
            readers = {Audience.EVERYONE: None, Audience.OWN: {by}, Audience.CHOSEN: {by, to}}[audience]
            case.notes.append(Told(word, by, readers))

    @deed(who=workers, number=numbers, person=numbers)
    def name(self, who: str, number: int, person: int) -> None:
        """Put a person on a case or an incident."""
        root, leaf = pick([*self.world.cases, *self.world.incidents], number), pick(self.world.people, person)
        if leaf is not None:
            model = CaseFile if root in self.world.cases else Incident

            def act(actor: Actor) -> int:
                lens = policy.open_one(actor, model, root.ref, Act.LINK_ADD)[1]
                return links.link(actor, lens, leaf.number, Kind.PERSON, role="WITNESS").id

            link_id = self.do("name", who, act)
            if link_id:
                root.linked[link_id] = leaf.number

    @deed(who=workers, number=numbers, incident=numbers)
    def attach(self, who: str, number: int, incident: int) -> None:
        case, leaf = pick(self.world.cases, number), pick(self.world.incidents, incident)
        if leaf is not None and self.do("attach", who, lambda actor: capture.attach_incident(actor, case.ref, leaf.ref)):
            with acting(self.app, SYSTEM):
                held = select(Link.id).where(Link.record_id == case.number, Link.leaf_id == leaf.number, Link.ended_at.is_(None))
                case.linked[db.session().scalars(held).one()] = leaf.number

    @deed(who=workers, number=numbers, which=numbers)
    def take_off(self, who: str, number: int, which: int) -> None:
        case = pick(self.world.cases, number)
        link_id = pick(sorted(case.linked), which)
        if link_id and self.do("take off", who, lambda actor: capture.end_link(actor, case.ref, link_id, reason="not there")):
            del case.linked[link_id]


class Sharing(Story):
    """What is shared, changed, recalled and given up."""

    @deed(number=numbers, to=partners, level=levels, days=st.integers(0, 40))
    def share(self, number: int, to: str, level: Level, days: int) -> None:
        case = pick(self.world.cases, number)

        def act(actor: Actor) -> int:
            lens = policy.open_one(actor, CaseFile, case.ref, Act.SHARE_ADD)[1]
            return shares.share_with(actor, lens, make.terms(to, level, days=days)).id

        share_id = self.do("share", self.owner(case), act)
        if share_id:
            case.shares.append(Shared(share_id, to, level, clock.today() + timedelta(days=days)))

    @deed(number=numbers, which=numbers, level=levels, days=st.integers(0, 40))
    def change(self, number: int, which: int, level: Level, days: int) -> None:
        """Extend, shorten, widen or narrow."""
        case = pick(self.world.cases, number)
        share = pick(case.shares, which)
        if share is not None:
            until_on = clock.today() + timedelta(days=days)

            def act(actor: Actor) -> None:
                lens = policy.open_one(actor, CaseFile, case.ref, Act.SHARE_ADD)[1]
                shares.change_share(actor, lens, share.number, until_on=until_on, level=level)

            if self.do("change", self.owner(case), act):
                share.level, share.until_on = level, until_on

    @deed(number=numbers, which=numbers)
    def recall(self, number: int, which: int) -> None:
        case = pick(self.world.cases, number)
        share = pick(case.shares, which)
        if share is not None:

            def act(actor: Actor) -> None:
                lens = policy.open_one(actor, CaseFile, case.ref, Act.SHARE_RECALL)[1]
                shares.recall(actor, lens, share.number, reason="done")

            if self.do("recall", self.owner(case), act):
                share.recalled = True

    @deed(who=st.sampled_from(["housing", "police", "charity"]), number=numbers)
    def give_up(self, who: str, number: int) -> None:
        case = pick(self.world.cases, number)

        def act(actor: Actor) -> None:
            shares.give_up(actor, policy.open_one(actor, CaseFile, case.ref, Act.SHARE_GIVE_UP)[1], reason="not ours")

        if self.do("give up", who, act):
            for share in case.shares:
                if share.to == ORGANISATION_OF[who] and self.world.stands(share, case.org):
                    share.recalled = True


class Beneath(Story):
    """Time, agreements, members, accounts, clearances, conflicts of interest."""

    @deed(days=st.integers(1, 15))
    def wait(self, days: int) -> None:
        clock.shift_to(clock.today() + timedelta(days=days))
        DONE["wait"] += 1

    @deed(agreed=st.booleans())
    def agree(self, agreed: bool) -> None:
        until_on = clock.today() + timedelta(days=900 if agreed else -1)
        self.do("agree", SYSTEM, lambda actor: db.session().execute(update(Agreement).values(until_on=until_on)))
        self.world.agreed = agreed

    @deed(org=partners, inside=st.booleans())
    def belong(self, org: str, inside: bool) -> None:
        def act(actor: Actor) -> None:
            ours = PartnershipMember.organisation_id == make.organisation_id(org)
            until_on = None if inside else clock.today() - timedelta(days=1)
            db.session().execute(update(PartnershipMember).where(ours).values(until_on=until_on))

        self.do("belong", SYSTEM, act)
        (self.world.outside.discard if inside else self.world.outside.add)(org)

    @deed(stays=st.booleans())
    def suspend(self, stays: bool) -> None:
        change = staff.restore if stays else staff.suspend
        if self.do("suspend", "lead", lambda actor: change(actor, make.user_id("second.officer"), reason="away")):
            (self.world.suspended.discard if stays else self.world.suspended.add)("second.officer")

    @deed(number=numbers, returns=st.booleans())
    def stand_down(self, number: int, returns: bool) -> None:
        """A manager takes the second officer off a case of the council, or puts them back."""
        case = pick(self.world.cases, number)

        def act(actor: Actor) -> None:
            lens = policy.open_one(actor, CaseFile, case.ref)[1]
            if returns:
                recusals.end_recusal(actor, lens, make.user_id("second.officer"))
            else:
                recusals.recuse(actor, lens, make.user_id("second.officer"), reason="a neighbour")

        if self.do("stand down", "manager", act):
            (case.stood_down.discard if returns else case.stood_down.add)("second.officer")

    @deed(given=st.booleans())
    def clear(self, given: bool) -> None:
        def act(actor: Actor) -> None:
            if given:
                until_on = clock.today() + timedelta(days=600)
                clearances.name_cleared(
                    actor, "cleared", is_lead=False, from_on=clock.today(), until_on=until_on, reason="needed"
                )
            else:
                held = UserClearance.user_id == make.user_id("cleared"), UserClearance.ended_at.is_(None)
                clearances.end_clearance(actor, db.session().scalars(select(UserClearance.id).where(*held)).first() or 0)

        if self.do("clear", "administrator", act):
            self.world.is_cleared = given

    @deed(joins=st.booleans())
    def join(self, joins: bool) -> None:
        """The second member of the referral."""

        def act(actor: Actor) -> None:
            lens = policy.lens_of(actor, self.referral)
            assert lens is not None
            policy.open_record(actor, lens.ref, Act.MEMBER_ADD)
            if joins:
                members.add_member(actor, lens, make.user_id("cleared"), reason="panel")
            else:
                members.end_member(actor, lens, make.user_id("cleared"), reason="panel")

        if self.do("join", "safeguarding", act):
            self.world.is_member = joins
