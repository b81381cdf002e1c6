"""The threshold of an ASB case review: which complaints qualify, and whether they make a review a duty (ASBCPA 2014 s104)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casework.statute.deadlines import last_day
from casework.statute.rules import in_use
from casework.statute.types import Activation, Limit, StatuteError

RELEVANT = frozenset({"council", "police", "landlord", "health"})


class Outcome(StrEnum):
    """What becomes of an application for a review."""

    MET_MANDATORY = "met_mandatory"
    DISCRETION = "discretion"
    MET_DISCRETION = "met_discretion"
    NOT_MET = "not_met"
    MISDIRECTED = "misdirected"


@dataclass(frozen=True, slots=True)
class Complaint:
    """One complaint about the behaviour in the application."""

    complainant: str
    incident: str
    incident_on: date
    made_on: date
    body: str


@dataclass(frozen=True, slots=True)
class Settings:
    """The number and windows in use; a council may ask for fewer complaints than the Act, never for more."""

    number: int
    complaint_window: Limit
    application_window: Limit
    count_duplicates: bool = False


@dataclass(frozen=True, slots=True)
class Threshold:
    """The answer: the outcome, the complaints that qualify, and those that do not with the reason."""

    outcome: Outcome
    qualifying: tuple[Complaint, ...]
    left_out: tuple[tuple[Complaint, str], ...]


class TooMany(StatuteError):
    """The local procedures ask for more complaints than the Act allows."""


def settings_on(
    on: date, *, number: int | None = None, count_duplicates: bool = False, activations: Iterable[Activation] = ()
) -> Settings:
    """The windows of the Act on a date, with the council's own number where it is lower."""
    tables = in_use(activations)
    most = tables.limit("ASBCR", "threshold_number", on).value or 0
    chosen = most if number is None else number
    if not 1 <= chosen <= most:
        raise TooMany(f"The threshold is between 1 and {most} complaints.")
    windows = tables.limit("ASBCR", "complaint_window", on), tables.limit("ASBCR", "application_window", on)
    return Settings(chosen, *windows, count_duplicates)


def last_complaint_day(incident_on: date, settings: Settings) -> date:
    """The last day on which a complaint about an incident qualifies (s104(11))."""
    return _end(settings.complaint_window, incident_on)


def last_application_day(complaint_on: date, settings: Settings) -> date:
    """The last day on which an application can rest on a complaint (s104(11))."""
    return _end(settings.application_window, complaint_on)


def threshold(applied_on: date, complaints: Iterable[Complaint], settings: Settings) -> Threshold:
    """Whether the complaints oblige the bodies to review, or leave it to their discretion (s104(4)-(5))."""
    qualifying: list[Complaint] = []
    left_out: list[tuple[Complaint, str]] = []
    for complaint in sorted(complaints, key=lambda item: (item.made_on, item.incident_on)):
        reason = _reason(applied_on, complaint, settings) or _told_before(complaint, qualifying, settings)
        if reason:
            left_out.append((complaint, reason))
        else:
            qualifying.append(complaint)
    outcome = Outcome.MET_MANDATORY if len(qualifying) >= settings.number else Outcome.DISCRETION
    return Threshold(outcome, tuple(qualifying), tuple(left_out))


def _reason(applied_on: date, complaint: Complaint, settings: Settings) -> str:
    if complaint.body not in RELEVANT:
        return "It was not made to a body that takes part."
    if complaint.made_on < complaint.incident_on:
        return "It was made before the incident."
    if complaint.made_on > last_complaint_day(complaint.incident_on, settings):
        return "It was made too long after the incident."
    if applied_on < complaint.made_on:
        return "It was made after the application."
    if applied_on > last_application_day(complaint.made_on, settings):
        return "The application came too long after it."
    return ""


def _told_before(complaint: Complaint, qualifying: Collection[Complaint], settings: Settings) -> str:
    same = (complaint.complainant, complaint.incident)
    if settings.count_duplicates or all((other.complainant, other.incident) != same for other in qualifying):
        return ""
    return "The same person had already complained of this incident."


def _end(window: Limit, on: date) -> date:
    end = last_day(window, on).on
    if end is None:
        raise StatuteError(f"{window.id} is not counted in days.")
    return end


def counts_agree(*, applications: int, not_met: int, reviews: int, with_recommendations: int) -> bool:
    """Whether the four published yearly counts can be true together (s104(9))."""
    return 0 <= not_met <= applications and 0 <= with_recommendations <= reviews <= applications - not_met
