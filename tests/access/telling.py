"""Deeds that tell a story at random: what is recorded, what is shared, and what lies beneath."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask
from hypothesis import strategies as st
from sqlalchemy import select

from casework.accounts.models import UserClearance
from casework.accounts.services import clearances, staff
from casework.cases.models import CaseFile, Incident
from casework.cases.services import capture, notes, opening
from casework.cases.types import Audience, NewCase, Report
from casework.exchange.services import deciding, ending
from casework.exchange.types import Keeps
from casework.kernel import clock
from casework.kernel.actor import Actor, system_actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, NotFound, Refused
from casework.organisations.models import Agreement, PartnershipMember
from casework.organisations.services import partners as organisations
from casework.organisations.types import Standing
from casework.people import services as people_services
from casework.people.types import NewPerson
from casework.sharing import policy
from casework.sharing.models import Link, Share
from casework.sharing.services import links, members, recusals, shares
from casework.sharing.services.terms import Terms
from casework.sharing.types import NOTHING, Act, Kind, Level, Section
from tests.access.reckoning import KNOWN, NOTES, ORGANISATION_OF, PEOPLE, Made, Shared, Told, World
from tests.exchange.made import offer
from tests.referrals.made import refer
from tests.support import factories as make
from tests.support.installation import acting

SYSTEM = system_actor("random deeds change the facts beneath")
MOST_OF_A_KIND = 5
WORD = "quarrel"  # stands in every case, incident and person
numbers = st.integers(0, 11)
workers = st.sampled_from(["officer", "second.officer", "housing", "police"])
partners = st.sampled_from(["LUM", "CCON", "CCC", "L2C", "HDC"])
sections = st.sampled_from([Section.NOTES, Section.ROLES, Section.NOTES | Section.ROLES, Section.TASKS])
opened = st.one_of(st.sampled_from([Level.SUMMARY, Level.FULL]), sections)
lasting = st.integers(0, 40)
notes_since = st.one_of(st.none(), st.integers(-9, 3))
SUSPENDABLE = ("second.officer", "officer")
TAKERS = {"HDC": "manager", "LUM": "housing", "CCON": "police", "CCC": "safeguarding", "L2C": "charity"}
Deed = Callable[[Actor], Any]
DONE: Counter[str] = Counter()
# The deeds of a story: how often each is in it at least, and what it is given.
DEEDS: dict[str, tuple[int, dict[str, Any]]] = {}


def pick(held: Sequence[Any], number: int) -> Any:
    return held[number % len(held)] if held else None


def fitting(those: Iterable[Made], all_of_them: list[Made], number: int) -> Any:
    """Mostly one that the deed fits; every fourth time any one, so that what must be refused is tried as well."""
    return pick(list(those) if number % 4 < 3 else all_of_them, number // 4) or pick(all_of_them, number)


def deed(times: int = 1, **given: Any) -> Callable[[Any], Any]:
    def note(method: Any) -> Any:
        DEEDS[method.__name__] = (times, given)
        return method

    return note


def opens_of(level: Level | Section) -> frozenset[str]:
    """What a share opens, in the words of the reckoning."""
    if level in (Level.SUMMARY, Level.FULL):
        return frozenset({KNOWN, NOTES, PEOPLE} if level == Level.FULL else {KNOWN})
    ticked = {NOTES: Section.NOTES, PEOPLE: Section.ROLES}
    return frozenset({KNOWN, *[word for word, section in ticked.items() if Section(level) & section]})


class Story:
    """One partnership, and what came to pass in it so far."""

    def __init__(self, app: Flask, move: Callable[[datetime], None]) -> None:
        self.app, self.move, self.world, self.told = app, move, World(), 0
        with acting(self.app, "safeguarding") as actor:
            self.referral = refer(actor).id

    def tell(self, name: str, given: dict[str, Any]) -> None:
        """Do one deed of a story."""
        getattr(self, name)(**given)

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
        """Who acts for the organisation of a case: one of its people who is neither suspended nor stood down, else any."""
        people = [who for who, code in ORGANISATION_OF.items() if code == case.org and who not in ("manager", "lead")]
        able = [who for who in people if self.world.sees(who, case, {case.org})]
        return (able or people)[0]

    def shared(self, number: int, which: int, *, standing: bool = False) -> tuple[Made, Shared] | tuple[None, None]:
        """A case and one of its shares, mostly one that runs, or that stands."""
        every = [(case, share) for case in self.world.cases for share in case.shares]
        running = [(case, share) for case, share in every if share.runs()]
        if standing:
            running = [(case, share) for case, share in running if self.world.stands(share, case.org)]
        found: tuple[Made, Shared] | None = pick((running if number % 4 < 3 else every) or every, number // 4 + which)
        return found or (None, None)


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
                org = ORGANISATION_OF[who]
                self.world.people.append(Made(record.id, record.ref, org, clock.today(), steward=org))

    def own(self, who: str, records: list[Made]) -> list[Made]:
        return [record for record in records if record.org == ORGANISATION_OF[who]]

    @deed(times=2, who=workers, number=numbers, audience=st.sampled_from(list(Audience)), to=partners)
    def write(self, who: str, number: int, audience: Audience, to: str) -> None:
        by, cases = ORGANISATION_OF[who], self.world.cases
        case = fitting([each for each in cases if NOTES in self.world.on_case(each).get(by, ())], cases, number)
        word = f"zebra{chr(97 + self.told)}zz"

        def act(actor: Actor) -> int:
            org_ids = (make.organisation_id(to),) if audience is Audience.CHOSEN else ()
            return notes.add_note(actor, case.ref, kind="VISIT", body=word, audience=audience, org_ids=org_ids)

        if self.told < 8 and self.do("write", who, act):
            self.told += 1
            readers = {Audience.EVERYONE: None, Audience.OWN: {by}, Audience.CHOSEN: {by, to}}[audience]
            case.notes.append(Told(word, by, clock.today(), readers))

    @deed(who=workers, number=numbers, person=numbers)
    def name(self, who: str, number: int, person: int) -> None:
        """Put a person on a case or an incident."""
        roots, org = [*self.world.cases, *self.world.incidents], ORGANISATION_OF[who]
        known = [each for each in self.world.people if org in self.world.on_person(each)]
        root, leaf = fitting(self.own(who, roots), roots, number), fitting(known, self.world.people, person)
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
        cases, incidents = self.world.cases, self.world.incidents
        case = fitting(self.own(who, cases), cases, number)
        leaf = fitting(self.own(who, incidents), incidents, incident)
        if leaf is not None and self.do("attach", who, lambda actor: capture.attach_incident(actor, case.ref, leaf.ref)):
            with acting(self.app, SYSTEM):
                held = select(Link.id).where(Link.record_id == case.number, Link.leaf_id == leaf.number, Link.ended_at.is_(None))
                case.linked[db.session().scalars(held).one()] = leaf.number
            for (_, number), closed in self.world.stood_down.items():
                if number == case.number:  # whoever is off the case is off what is put on it
                    closed.add(leaf.number)

    @deed(number=numbers, which=numbers)
    def take_off(self, number: int, which: int) -> None:
        case = fitting([each for each in self.world.cases if each.linked], self.world.cases, number)
        link_id, who = pick(sorted(case.linked), which), self.owner(case)
        if link_id and self.do("take off", who, lambda actor: capture.end_link(actor, case.ref, link_id, reason="not there")):
            del case.linked[link_id]


class Sharing(Story):
    """What is shared, changed, recalled, given up and handed over."""

    @deed(times=3, number=numbers, to=partners, level=opened, days=lasting, later=st.integers(0, 20), notes_day=notes_since)
    def share(self, number: int, to: str, level: Level | Section, days: int, later: int, notes_day: int | None) -> None:
        """Share a case, at once or from a later day on (a later day is drawn about half the time)."""
        case = pick(self.world.cases, number)
        from_on = clock.today() + timedelta(days=max(0, later - 10))
        until_on, notes_from = max(from_on, clock.today() + timedelta(days=days)), day_of(notes_day)

        def act(actor: Actor) -> int:
            lens = policy.open_one(actor, CaseFile, case.ref, Act.SHARE_ADD)[1]
            words = ("JOINT_WORK", "PUBLIC_TASK", "CDA115", "a joint visit")
            begins = from_on if from_on > clock.today() else None
            given = Terms(
                make.organisation_id(to), *levelled(level)[:1], *words, until_on, notes_from, begins, levelled(level)[1]
            )
            return shares.share_with(actor, lens, given).id

        share_id = self.do("share", self.owner(case), act)
        if share_id:
            case.shares.append(Shared(share_id, to, opens_of(level), from_on, until_on, notes_from))

    @deed(number=numbers, which=numbers, level=opened, days=lasting, notes_day=notes_since)
    def change(self, number: int, which: int, level: Level | Section, days: int, notes_day: int | None) -> None:
        """Extend, shorten, widen or narrow."""
        case, share = self.shared(number, which)
        if case is not None and share is not None:
            until_on, notes_from = clock.today() + timedelta(days=days), day_of(notes_day)

            def act(actor: Actor) -> None:
                lens = policy.open_one(actor, CaseFile, case.ref, Act.SHARE_ADD)[1]
                named, ticked = levelled(level)
                shares.change_share(
                    actor, lens, share.number, until_on=until_on, level=named, sections=ticked, notes_from=notes_from
                )

            if self.do("change", self.owner(case), act):
                share.opens, share.until_on, share.notes_from = opens_of(level), until_on, notes_from

    @deed(number=numbers, which=numbers)
    def recall(self, number: int, which: int) -> None:
        case, share = self.shared(number, which)
        if case is not None and share is not None:

            def act(actor: Actor) -> None:
                lens = policy.open_one(actor, CaseFile, case.ref, Act.SHARE_RECALL)[1]
                shares.recall(actor, lens, share.number, reason="done")

            if self.do("recall", self.owner(case), act):
                share.recalled = True

    @deed(times=2, number=numbers, which=numbers)
    def give_up(self, number: int, which: int) -> None:
        """Somebody of an organisation that a case is shared with hands it back."""
        case, share = self.shared(number, which, standing=True)
        if case is not None and share is not None:

            def act(actor: Actor) -> None:
                shares.give_up(actor, policy.open_one(actor, CaseFile, case.ref, Act.SHARE_GIVE_UP)[1], reason="not ours")

            if self.do("give up", TAKERS[share.to], act):
                for held in case.shares:
                    if held.to == share.to and self.world.stands(held, case.org):
                        held.recalled = True

    @deed(times=2, number=numbers, to=partners, goes_on=st.booleans(), keeps=st.sampled_from(list(Keeps)), days=lasting)
    def transfer(self, number: int, to: str, goes_on: bool, keeps: Keeps, days: int) -> None:
        """Offer a case to another organisation, which takes it over: with its shares or without, keeping sight or not."""
        case = pick(self.world.cases, number)
        before, until_on = case.org, clock.today() + timedelta(days=days)
        ran = [share.number for share in case.shares if share.runs()]
        handover = {"kept": tuple(ran if goes_on else ()), "keeps": keeps, "keeps_until_on": until_on}
        ref = self.do("offer", self.owner(case), lambda actor: offer(actor, case.ref, to, **handover))
        if not ref:
            return
        if not self.do("transfer", TAKERS[to], lambda actor: deciding.accept(actor, ref, seen=1)):
            self.do("withdraw", self.owner(case), lambda actor: ending.end(actor, ref, reason="not taken", seen=1))
            return
        for share in self.world.hand_over(case, to):
            if goes_on and share.to != to and self.world.bound(to, share.to):
                from_on = max(share.from_on, clock.today())
                case.shares.append(Shared(0, share.to, share.opens, from_on, share.until_on, share.notes_from))
        if keeps is not Keeps.NOTHING:
            case.shares.append(Shared(0, before, opens_of(Level(keeps)), clock.today(), until_on))
        self.number_new_shares(case)

    def number_new_shares(self, case: Made) -> None:
        with acting(self.app, SYSTEM):
            for share in case.shares:
                if not share.number:
                    org_id = make.organisation_id(share.to)
                    held = select(Share.id).where(
                        Share.record_id == case.number, Share.to_org_id == org_id, Share.recalled_at.is_(None)
                    )
                    share.number = db.session().scalars(held.order_by(Share.id.desc())).first() or -1


def levelled(level: Level | Section) -> tuple[Level, Section]:
    return (level, NOTHING) if isinstance(level, Level) else (Level.CHOSEN, level)


def day_of(days: int | None) -> date | None:
    return None if days is None else clock.today() + timedelta(days=days)


class Beneath(Story):
    """Time, agreements, members, accounts, clearances, conflicts of interest: each is told twice, there and back."""

    @deed(times=2, days=st.integers(1, 15))
    def wait(self, days: int) -> None:
        """Let days pass, in which shares begin and run out."""
        before = self.world.live_shares()
        self.move(clock.now() + timedelta(days=days))
        after = self.world.live_shares()
        DONE["wait"] += 1
        DONE["run out"] += len(before - after)
        DONE["begin"] += len(after - before)

    @deed(which=numbers)
    def wait_for_one_to_begin(self, which: int) -> None:
        """Let days pass until one of the shares that are to come begins."""
        days = {(share.from_on - clock.today()).days for case in self.world.cases for share in case.shares if share.runs()}
        self.wait(pick(sorted(each for each in days if each > 0), which) or 1)

    @deed(which=numbers)
    def wait_for_one_to_end(self, which: int) -> None:
        """Let days pass until one of the shares that stand has run out, and not a day more."""
        live = self.world.live_shares()
        held = [share for case in self.world.cases for share in case.shares if share.number in live]
        self.wait(pick(sorted({(share.until_on - clock.today()).days + 1 for share in held}), which // 4) or 1)

    @deed(times=2)
    def agree(self) -> None:
        """End the agreement, or sign it anew."""
        again = not self.world.agreed

        def act(actor: Actor) -> None:
            row = db.session().scalars(select(Agreement).order_by(Agreement.id)).first()
            assert row is not None
            until_on = clock.today() + timedelta(days=900 if again else -1)
            organisations.save_agreement(
                actor, row.id, title=row.title, signed_on=row.signed_on, from_on=row.from_on, until_on=until_on,
                review_on=None, seen=row.version,
            )  # fmt: skip

        if self.do("agree again" if again else "end the agreement", "administrator", act):
            self.world.agreed = again

    @deed(times=2, org=partners)
    def belong(self, org: str) -> None:
        """Let an organisation leave the partnership, or one that left join it again."""
        org = next(iter(sorted(self.world.outside)), org)
        again = org in self.world.outside

        def act(actor: Actor) -> None:
            rows = select(PartnershipMember).where(PartnershipMember.organisation_id == make.organisation_id(org))
            row = db.session().scalars(rows.order_by(PartnershipMember.partnership_id, PartnershipMember.id)).first()
            assert row is not None
            if again:
                standing, part = Standing.STATUTORY, row.partnership_id
                organisations.join(actor, row.organisation_id, partnership_id=part, standing=standing, from_on=clock.today())
            else:
                organisations.leave(actor, row.id, until_on=clock.today() - timedelta(days=1))

        if self.do("join again" if again else "leave", "administrator", act):
            (self.world.outside.discard if again else self.world.outside.add)(org)

    @deed(times=2, number=numbers)
    def suspend(self, number: int) -> None:
        """Suspend somebody of the council, or restore who is suspended."""
        who = next(iter(sorted(self.world.suspended)), pick(SUSPENDABLE, number))
        back = who in self.world.suspended
        change = staff.restore if back else staff.suspend
        if self.do("restore" if back else "suspend", "lead", lambda actor: change(actor, make.user_id(who), reason="away")):
            (self.world.suspended.discard if back else self.world.suspended.add)(who)

    @deed(times=2, number=numbers)
    def stand_down(self, number: int) -> None:
        """A manager takes the second officer off a case of the council with its incidents, or puts them back."""
        who, world = "second.officer", self.world
        held = next((case for case in world.cases if (who, case.number) in world.stood_down), None)
        case = held or fitting([each for each in world.cases if each.org == "HDC"], world.cases, number)

        def act(actor: Actor) -> None:
            lens = policy.open_one(actor, CaseFile, case.ref)[1]
            change = recusals.end_recusal if held else recusals.recuse
            change(actor, lens, make.user_id(who), reason="a neighbour")

        together = {case.number} | {each.number for each in world.incidents if each.number in case.linked.values()}
        if self.do("put back" if held else "stand down", "manager", act):
            if held:  # an incident taken off the case in between stays closed to them
                world.stood_down.setdefault((who, 0), set()).update(world.stood_down.pop((who, case.number)) - together)
            else:
                world.stood_down[who, case.number] = together

    @deed(times=2)
    def clear(self) -> None:
        """End a clearance, or give it again."""
        again = not self.world.is_cleared

        def act(actor: Actor) -> None:
            if again:
                until_on = clock.today() + timedelta(days=600)
                clearances.name_cleared(
                    actor, "cleared", is_lead=False, from_on=clock.today(), until_on=until_on, reason="needed"
                )
            else:
                held = UserClearance.user_id == make.user_id("cleared"), UserClearance.ended_at.is_(None)
                clearances.end_clearance(actor, db.session().scalars(select(UserClearance.id).where(*held)).first() or 0)

        if self.do("clear again" if again else "end the clearance", "administrator", act):
            self.world.is_cleared = again

    @deed(times=2)
    def join(self) -> None:
        """Name the second member of the referral, or end that."""
        joins = not self.world.is_member

        def act(actor: Actor) -> None:
            lens = policy.lens_of(actor, self.referral)
            assert lens is not None
            policy.open_record(actor, lens.ref, Act.MEMBER_ADD)
            change = members.add_member if joins else members.end_member
            change(actor, lens, make.user_id("cleared"), reason="panel")

        if self.do("name a member" if joins else "end a member", "safeguarding", act):
            self.world.is_member = joins
