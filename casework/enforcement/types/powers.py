"""The powers: who may use each, whether a delegation is needed, its step of the ladder, and how papers are served."""

from dataclasses import dataclass
from enum import StrEnum

from casework.organisations.types import OrganisationKind

ACT = "Anti-social Behaviour, Crime and Policing Act 2014"
ROLE_ACTION = "action"


class Shape(StrEnum):
    """What kind of paper a power makes: it decides the form, the letter and the lawful steps."""

    WARNING = "warning"
    AGREEMENT = "agreement"
    CPW = "cpw"
    CPN = "cpn"
    PENALTY = "penalty"


class Service(StrEnum):
    """How a paper reached the person (2014 Act s55)."""

    HAND = "hand"
    LEFT = "left"
    POST = "post"
    SPOKEN = "spoken"


SERVICE_LABELS = {
    Service.HAND: "Handed to the person",
    Service.LEFT: "Left at the proper address",
    Service.POST: "Posted to the proper address",
    Service.SPOKEN: "Said face to face",
}
_COUNCIL = frozenset({OrganisationKind.LA_DISTRICT})
_COUNCIL_POLICE = _COUNCIL | {OrganisationKind.POLICE}
_DESIGNATED = _COUNCIL_POLICE | {OrganisationKind.LANDLORD}
_ANYONE = frozenset(OrganisationKind)


@dataclass(frozen=True, slots=True)
class Power:
    """One power: its code in the dated tables, its step of the ladder, who may use it, and whether a delegation is needed."""

    code: str
    label: str
    shape: Shape
    step: str
    kinds: frozenset[OrganisationKind]
    citation: str
    offence: str = ""
    needs_delegation: bool = True


def _penalty(code: str, label: str, citation: str, kinds: frozenset[OrganisationKind] = _COUNCIL, step: str = "FPN_ENV") -> Power:
    return Power(code, f"Fixed penalty: {label}", Shape.PENALTY, step, kinds, citation, offence=label)


_LOCAL = "Local practice; no statute"
POWERS: dict[str, Power] = {
    power.code: power
    for power in (
        Power("VERBAL", "Verbal warning", Shape.WARNING, "VERBAL", _ANYONE, _LOCAL, needs_delegation=False),
        Power("LETTER1", "First warning letter", Shape.WARNING, "LETTER1", _ANYONE, _LOCAL, needs_delegation=False),
        Power("LETTER2", "Second warning letter", Shape.WARNING, "LETTER2", _ANYONE, _LOCAL, needs_delegation=False),
        Power("ABC", "Acceptable behaviour contract", Shape.AGREEMENT, "ABC", _ANYONE, "Voluntary agreement; no statute",
              needs_delegation=False),
        Power("CPW", "Community protection warning", Shape.CPW, "CPW", _DESIGNATED, f"{ACT} s43(5)"),
        Power("CPN", "Community protection notice", Shape.CPN, "CPN", _DESIGNATED, f"{ACT} ss43, 53"),
        _penalty("PSPO", "breach of a public spaces protection order", f"{ACT} ss67, 68", _COUNCIL_POLICE, "FPN_BREACH"),
        Power("CPN_FPN", "Fixed penalty: failing to comply with a community protection notice", Shape.PENALTY, "FPN_BREACH",
              _DESIGNATED, f"{ACT} ss48, 52", offence="failing to comply with a community protection notice"),
        _penalty("FLYTIP", "fly-tipping", "Environmental Protection Act 1990 ss33, 33ZA"),
        _penalty("HH_DUTY", "household waste given to somebody unauthorised", "Environmental Protection Act 1990 ss34(2A), 34ZA"),
        _penalty("BUS_DOC", "no waste transfer note", "Environmental Protection Act 1990 s34A"),
        _penalty("CARRIER", "no waste carrier licence", "Control of Pollution (Amendment) Act 1989 s5B"),
        _penalty("LITTER", "littering", "Environmental Protection Act 1990 ss87, 88"),
        _penalty("GRAFFITI", "graffiti", "Anti-social Behaviour Act 2003 s43"),
        _penalty("FLYPOST", "fly-posting", "Anti-social Behaviour Act 2003 s43"),
        _penalty("LEAFLET", "unlicensed leaflets", "Environmental Protection Act 1990 Sch 3A"),
        _penalty("ABANDON", "abandoning a vehicle", "Refuse Disposal (Amenity) Act 1978 ss2, 2A"),
        _penalty("NUIS_PARK", "nuisance parking", "Clean Neighbourhoods and Environment Act 2005 ss3 to 6"),
        _penalty("WASTE_COMM", "business bin offences", "Environmental Protection Act 1990 ss47, 47ZA"),
        _penalty("NOISE_DOM", "noise from a home at night", "Noise Act 1996 s8"),
        _penalty("NOISE_LIC", "noise from licensed premises at night", "Noise Act 1996 s8"),
    )
}  # fmt: skip
# The row of the dated tables a power's penalty stands in, where its own code is not it.
TABLE_OF = {"CPN_FPN": "CPN"}


def table_of(code: str) -> str:
    """The power of the dated tables that governs an action of this code."""
    return TABLE_OF.get(code, code)
