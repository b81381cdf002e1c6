"""Which looks are unusual, as data: the kinds, their thresholds, and the words for them and for what they are judged to be."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from casework.organisations.types import OrganisationKind


class Unusual(StrEnum):
    """The kinds of unusual access that a month's list names."""

    VOLUME = "volume"
    HOURS = "hours"
    NAME = "name"
    ADDRESS = "address"
    SURNAME = "surname"
    WATCHED = "watched"
    AREA = "area"
    REFUSED = "refused"
    SEARCHES = "searches"


class Outcome(StrEnum):
    """What a line is judged to be."""

    EXPECTED = "expected"
    EXPLAINED = "explained"
    ESCALATED = "escalated"


OUTCOMES = {
    Outcome.EXPECTED: "Expected: it belongs to their work",
    Outcome.EXPLAINED: "Explained: I asked them, and it is accounted for",
    Outcome.ESCALATED: "Escalated: it needs to be looked into",
}
WAITING = "waiting"
STANDINGS = {
    WAITING: "Waits to be judged",
    Outcome.EXPECTED: "Expected",
    Outcome.EXPLAINED: "Explained",
    Outcome.ESCALATED: "Escalated",
}
LABELS = {
    Unusual.VOLUME: "Many people in one hour",
    Unusual.HOURS: "Out of hours",
    Unusual.NAME: "Somebody of their own name",
    Unusual.ADDRESS: "Somebody at their own address",
    Unusual.SURNAME: "People of their own surname",
    Unusual.WATCHED: "A watched record",
    Unusual.AREA: "Outside their own area",
    Unusual.REFUSED: "Refused again and again",
    Unusual.SEARCHES: "Searching the same words in vain",
}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From where on a look is unusual (our own defaults; the list is for a person to judge)."""

    people_in_an_hour: int = 50  # more than these
    hour: timedelta = timedelta(hours=1)
    opens_at: int = 7  # London time, Monday to Friday
    closes_at: int = 20
    refused_in_a_day: int = 10  # so many or more
    same_search: int = 3  # so many or more in a month that found nothing
    area_look_back: timedelta = timedelta(days=90)


THRESHOLDS = Thresholds()
WHY = {
    Unusual.VOLUME: f"More than {THRESHOLDS.people_in_an_hour} people's records were opened within an hour.",
    Unusual.HOURS: f"Records were opened at a weekend, before {THRESHOLDS.opens_at} in the morning or after 8 in the evening.",
    Unusual.NAME: "The record of a person was opened who has the same first and last name.",
    Unusual.ADDRESS: "A place, or a person who lives there, was opened where somebody of their own name is recorded.",
    Unusual.SURNAME: "Records of people with the same family name were opened.",
    Unusual.WATCHED: "A record was opened whose every opening is to be listed.",
    Unusual.AREA: "A record outside their caseload was opened, in a ward where they opened nothing in the three months before.",
    Unusual.REFUSED: f"They were refused {THRESHOLDS.refused_in_a_day} times or more in one day.",
    Unusual.SEARCHES: f"The same words were searched {THRESHOLDS.same_search} times or more, and nothing was found.",
}
# Bodies that work at every hour: nothing is out of hours there.
ROUND_THE_CLOCK = frozenset({OrganisationKind.POLICE, OrganisationKind.FIRE, OrganisationKind.HEALTH, OrganisationKind.NHS_TRUST})
CHASE_AFTER = timedelta(days=14)  # not judged for so long: its people are reminded, and again after each such time
OVERDUE = timedelta(days=31)  # not judged for so long: the installation is not sound
ENTRIES_KEPT = 50
