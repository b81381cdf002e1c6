"""Who ought to see what, reckoned from the story alone: no grant, no principal, no SQL. What random deeds are checked against."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from casework.kernel import clock
from casework.sharing.types import Level

OWN = "own"
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
    level: Level
    until_on: date
    recalled: bool = False


@dataclass
class Told:
    """A note, by one word that stands in no other."""

    word: str
    by: str
    readers: set[str] | None


@dataclass
class Made:
    """A case, an incident or a person."""

    number: int
    ref: str
    org: str
    on: date
    shares: list[Shared] = field(default_factory=list)
    notes: list[Told] = field(default_factory=list)
    linked: dict[int, int] = field(default_factory=dict)  # on a root: the leaf's number, by the link's
    stood_down: set[str] = field(default_factory=set)


@dataclass
class World:
    """Everything that happened so far."""

    cases: list[Made] = field(default_factory=list)
    incidents: list[Made] = field(default_factory=list)
    people: list[Made] = field(default_factory=list)
    outside: set[str] = field(default_factory=set)
    agreed: bool = True
    suspended: set[str] = field(default_factory=set)
    is_cleared: bool = True
    is_member: bool = False

    def works(self, persona: str) -> bool:
        """True when this person may do casework at all now."""
        return persona not in self.suspended and persona not in NO_CASEWORK

    def stands(self, share: Shared, granter: str) -> bool:
        """True when a share opens anything at this moment: not recalled, in time, under an agreement of two live members."""
        in_time = not share.recalled and clock.today() <= share.until_on
        return in_time and self.agreed and not {granter, share.to} & self.outside

    def on_case(self, case: Made) -> dict[str, set[str]]:
        """Who holds what on a case: each organisation's levels."""
        found: dict[str, set[str]] = {case.org: {OWN}}
        for share in case.shares:
            if self.stands(share, case.org):
                found.setdefault(share.to, set()).add(share.level)
        return found

    def on_incident(self, incident: Made) -> dict[str, set[str]]:
        """Who holds what on an incident: its own organisation, and all who hold a case it is attached to, no more than that."""
        found: dict[str, set[str]] = {incident.org: {OWN}}
        for case in self.cases:
            if incident.number in case.linked.values():
                for org, levels in self.on_case(case).items():
                    found.setdefault(org, set()).update({Level.FULL if level == OWN else level for level in levels})
        return found

    def on_person(self, person: Made) -> set[str]:
        """Who may know of a person: the maker's organisation for four weeks, and all who see the people of a root."""
        found = {person.org} if clock.today() - person.on < STEWARD else set()
        for roots, holders in ((self.cases, self.on_case), (self.incidents, self.on_incident)):
            for root in roots:
                if person.number in root.linked.values():
                    found |= {org for org, levels in holders(root).items() if levels & {OWN, Level.FULL}}
        return found

    def sees(self, persona: str, record: Made, orgs: set[str]) -> bool:
        """True when this person sees a record that these organisations hold."""
        return self.works(persona) and ORGANISATION_OF[persona] in orgs and persona not in record.stood_down

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
        """True when this person reads a note: the case is theirs, its notes are open to them, and the note is meant for them."""
        org = ORGANISATION_OF[persona]
        open_to_them = self.on_case(case).get(org, set()) & {OWN, Level.FULL}
        meant = note.readers is None or org == note.by or org in note.readers
        return self.sees(persona, case, set(self.on_case(case))) and bool(open_to_them) and meant

    def referral_is_seen(self, persona: str) -> bool:
        """True for its maker, and for its second member while cleared."""
        if persona == "cleared":
            return self.is_member and self.is_cleared and self.works(persona)
        return persona == "safeguarding" and self.works(persona)
