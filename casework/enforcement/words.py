"""How limits and days read in a sentence."""

from datetime import date

from casework.enforcement.types.powers import POWERS
from casework.statute.types import Limit, Unit

UNITS = {
    Unit.AGE: "years old",
    Unit.CLEAR_DAYS: "clear days",
    Unit.COUNT: "",
    Unit.DAYS: "days",
    Unit.HOURS: "hours",
    Unit.MONTHS: "months",
    Unit.WEEKS: "weeks",
    Unit.WORKING_DAYS: "working days",
    Unit.YEARS: "years",
}


def figure(limit: Limit) -> str:
    """Say a limit's figure with its unit, as people read it."""
    if limit.value is None:
        return "Unlimited"
    if limit.unit is Unit.POUNDS:
        return f"£{limit.value:,}"
    if limit.unit is Unit.LEVEL:
        return f"Level {limit.value}"
    unit = UNITS.get(limit.unit, str(limit.unit))
    return f"{limit.value:,} {unit[:-1] if limit.value == 1 and unit.endswith('s') else unit}".strip()


AREAS = {
    "ABANDONED_VEH": "Abandoned vehicle",
    "ABATEMENT": "Abatement notice",
    "ABSPOSS": "Absolute ground for possession",
    "ASB": "Case standard",
    "ASBCR": "Case review",
    "CBO": "Criminal behaviour order",
    "CLOSURE_NOTICE": "Closure notice",
    "CLOSURE_ORDER": "Closure order",
    "CPN": "Community protection notice",
    "DISPERSAL": "Dispersal",
    "EPSPO": "Expedited order",
    "FPN": "Any fixed penalty",
    "INJ": "Injunction",
    "FINE_LEVEL": "Standard scale of fines",
    "FOLLOW_UP": "Follow-up",
    "LADDER": "Ladder",
    "LIC_CLOSURE": "Licence after a closure order",
    "LIC_REVIEW": "Licence review",
    "LIC_SUMMARY": "Summary licence review",
    "MAKESAFE": "MakeSafe",
    "MISSING": "Missing child",
    "POST": "Service by post",
    "PSPO": "Public spaces protection order",
    "PSPO_ALCOHOL": "Alcohol in an order's area",
    "RAM": "Risk assessment",
    "REPEAT_LOCATION": "Repeat location",
    "REPEAT_VICTIM": "Repeat victim",
    "RESPECT_ORDER": "Respect order",
    "RETENTION": "Retention",
    "SAR": "Subject access",
    "STRAY_DOG": "Stray dog",
    "VEH_NUISANCE": "Vehicle used anti-socially",
}
WORDS = {"fpn": "penalty", "max": "highest", "min": "lowest", "u18": "under 18", "default": "usual", "early": "early payment"}


def area(power: str) -> str:
    """Name what a row of the law is about: the power, or the offence of its fixed penalty."""
    if power in AREAS:
        return AREAS[power]
    held = POWERS.get(power)
    return (held.offence[:1].upper() + held.offence[1:] or held.label) if held else power.replace("_", " ").capitalize()


def parameter(name: str) -> str:
    """Name what a row of the law limits."""
    return " ".join(WORDS.get(part, part) for part in name.split("_"))


def day(on: date) -> str:
    """Say a day as people write it."""
    return f"{on.day} {on:%B %Y}"
