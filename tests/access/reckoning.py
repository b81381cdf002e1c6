"""Who ought to see what, reckoned from the story alone: no grant, no principal, no SQL. What random deeds are checked against."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from casework.kernel import clock

OWN, KNOWN, NOTES, PEOPLE = "own", "known", "notes", "people"
ALL = frozenset({OWN, KNOWN, NOTES, PEOPLE})
STEWARD = timedelta(days=28)
# Each persona's organisation; those who do no casework see nothing, and so do those of the neighbouring partnership.
ORGANISATION_OF = {
    "officer": "HDC", "second.officer": "HDC", "manager": "HDC", "lead": "HDC", "housing": "LUM", "police": "CCON",
    "cleared": "CCON", "safeguarding": "CCC", "charity": "L2C", "neighbour": "FDC",
}  # fmt: skip
NO_CASEWORK = {"lead"}


@dataclass
class Shared:
    """One share of a case as it was given."""

    number: int
    to: str
    opens: frozenset[str]
    from_on: date
    until_on: date
    notes_from: date | None = None
    recalled: bool = False

    def runs(self) -> bool:
        """True when it is neither recalled nor run out; it may be still to begin."""
        return not self.recalled and clock.today() <= self.until_on


@dataclass
class Told:
    """A note, by one word that stands in no other."""

    word: str
    by: str
    on: date
    readers: set[str] | None


@dataclass
class Made:
    """A case, an incident or a person."""

    number: int
    ref: str
    org: str
    on: date
    steward: str = ""  # on a person: whose for the first four weeks
    shares: list[Shared] = field(default_factory=list)
    notes: list[Told] = field(default_factory=list)
    linked: dict[int, int] = field(default_factory=dict)  # on a root: the leaf's number, by the link's


@dataclass
class World:
    """Everything that happened so far."""

    cases: list[Made] = field(default_factory=list)
    incidents: list[Made] = field(default_factory=list)
    people: list[Made] = field(default_factory=list)
    outside: set[str] = field(default_factory=set)
    agreed: bool = True
    suspended: set[str] = field(default_factory=set)
    stood_down: dict[tuple[str, int], set[int]] = field(default_factory=dict)  # by person and case: the records taken with it
    is_cleared: bool = True
    is_member: bool = False

    def works(self, persona: str) -> bool:
        """True when this person may do casework at all now."""
        return persona not in self.suspended and persona not in NO_CASEWORK

    def bound(self, one: str, other: str) -> bool:
        """True when an agreement is in force between two live members."""
        return self.agreed and not {one, other} & self.outside

    def stands(self, share: Shared, granter: str) -> bool:
        """True when a share opens anything at this moment: begun, not recalled, not run out, under an agreement in force."""
        return share.runs() and share.from_on <= clock.today() and self.bound(granter, share.to)

    def live_shares(self) -> set[int]:
        """The numbers of all shares that stand at this moment."""
        return {share.number for case in self.cases for share in case.shares if self.stands(share, case.org)}

    def on_case(self, case: Made) -> dict[str, set[str]]:
        """Who holds what on a case."""
        found: dict[str, set[str]] = {case.org: set(ALL)}
        for share in case.shares:
            if self.stands(share, case.org):
                found.setdefault(share.to, set()).update(share.opens)
        return found

    def on_incident(self, incident: Made) -> dict[str, set[str]]:
        """Who holds what on an incident: its own organisation, and all who hold a case it is attached to, no more than that."""
        found: dict[str, set[str]] = {incident.org: set(ALL)}
        for case in self.cases:
            if incident.number in case.linked.values():
                for org, held in self.on_case(case).items():
                    found.setdefault(org, set()).update(held)
        return found

    def roots(self) -> list[tuple[Made, dict[str, set[str]]]]:
        """Every case and incident with who holds what on it."""
        cases = [(case, self.on_case(case)) for case in self.cases]
        return cases + [(each, self.on_incident(each)) for each in self.incidents]

    def on_person(self, person: Made) -> set[str]:
        """Who may know of a person: the maker's organisation for four weeks, and all who see the people of a root."""
        found = {person.steward} if person.steward and clock.today() - person.on < STEWARD else set()
        for root, holders in self.roots():
            if person.number in root.linked.values():
                found |= {org for org, held in holders.items() if PEOPLE in held}
        return found

    def works_with(self, org: str, person: Made) -> bool:
        """True when an organisation has a person on a root that is its own, or on an incident of a case that is its own."""
        return any(person.number in root.linked.values() and OWN in holders.get(org, ()) for root, holders in self.roots())

    def sees(self, persona: str, record: Made, orgs: set[str]) -> bool:
        """True when this person sees a record that these organisations hold."""
        taken = any(record.number in with_it for (who, _), with_it in self.stood_down.items() if who == persona)
        return self.works(persona) and ORGANISATION_OF[persona] in orgs and not taken

    def cases_of(self, persona: str) -> set[int]:
        """The cases a person sees."""
        return {case.number for case in self.cases if self.sees(persona, case, set(self.on_case(case)))}

    def incidents_of(self, persona: str) -> set[int]:
        """The incidents a person sees."""
        return {each.number for each in self.incidents if self.sees(persona, each, set(self.on_incident(each)))}

    def people_of(self, persona: str) -> set[int]:
        """The people a person sees."""
        return {each.number for each in self.people if self.sees(persona, each, self.on_person(each))}

    def hears(self, persona: str, case: Made, note: Told) -> bool:
        """True when this person reads a note: the case is theirs, its notes of that day are open to them, and meant for them."""
        org = ORGANISATION_OF[persona]
        meant = note.readers is None or org == note.by or org in note.readers
        return meant and self.sees(persona, case, {org} if self._opens_note(case, org, note) else set())

    def _opens_note(self, case: Made, org: str, note: Told) -> bool:
        if org == case.org:
            return True
        held = [share for share in case.shares if share.to == org and NOTES in share.opens and self.stands(share, case.org)]
        return any(note.by == org or share.notes_from is None or share.notes_from <= note.on for share in held)

    def hand_over(self, case: Made, to: str) -> list[Shared]:
        """Move a case with its owner's incidents and people; recall its shares, and return those that ran."""
        before, case.org = case.org, to
        moved = [case]
        for incident in self.incidents:
            if incident.number in case.linked.values() and incident.org == before:
                incident.org = to
                moved.append(incident)
        for person in self.people:
            on_it = any(person.number in root.linked.values() for root in moved)
            if on_it and person.org == before and not self.works_with(before, person):
                person.org, person.steward = to, ""
        ran = [share for share in case.shares if share.runs()]
        for share in ran:
            share.recalled = True
        return ran

    def referral_is_seen(self, persona: str) -> bool:
        """True for its maker, and for its second member while cleared."""
        if persona == "cleared":
            return self.is_member and self.is_cleared and self.works(persona)
        return persona == "safeguarding" and self.works(persona)
