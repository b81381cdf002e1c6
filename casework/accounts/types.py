"""Roles, clearances and standings of the people who sign in."""

from enum import StrEnum


class Role(StrEnum):
    """What a person does in their organisation. One person may hold several."""

    AGENCY_LEAD = "agency_lead"
    ANALYST = "analyst"
    ENFORCEMENT_OFFICER = "enforcement_officer"
    GOVERNANCE_OFFICER = "governance_officer"
    MANAGER = "manager"
    PLATFORM_ADMINISTRATOR = "platform_administrator"
    PRACTITIONER = "practitioner"


CASEWORK_ROLES = frozenset({Role.ENFORCEMENT_OFFICER, Role.PRACTITIONER, Role.MANAGER})

ROLE_LABELS = {
    Role.ENFORCEMENT_OFFICER: "Enforcement officer",
    Role.PRACTITIONER: "Practitioner",
    Role.MANAGER: "Manager",
    Role.AGENCY_LEAD: "Agency lead",
    Role.GOVERNANCE_OFFICER: "Information governance officer",
    Role.ANALYST: "Partnership analyst",
    Role.PLATFORM_ADMINISTRATOR: "Platform administrator",
}

SAFEGUARDING = "safeguarding"


FACTOR_RULE = "factor:"  # before a role: whoever holds it signs in with a second factor
ATTEST_RULE = "attest"  # agency leads attest their users each quarter
FACTOR_ROLES = (Role.AGENCY_LEAD, Role.GOVERNANCE_OFFICER, Role.PLATFORM_ADMINISTRATOR)  # what a new installation begins with


class FactorKind(StrEnum):
    """What a second factor is."""

    APP = "app"
    PASSKEY = "passkey"


FACTOR_LABELS = {FactorKind.APP: "Authenticator app", FactorKind.PASSKEY: "Passkey"}


class LinkKind(StrEnum):
    """What a one-time link is for."""

    INVITATION = "invitation"
    RESET = "reset"


ROLE_HINTS = {
    Role.ENFORCEMENT_OFFICER: "Logs incidents, works cases, issues warnings, notices and penalties",
    Role.PRACTITIONER: "Works cases of the organisation and those shared with it",
    Role.MANAGER: "Watches the team's queue, reassigns work, opens reports",
    Role.AGENCY_LEAD: "Invites and suspends people of the organisation and gives them roles; opens no case by it",
    Role.GOVERNANCE_OFFICER: "Sees who looked at what; opens no case by it",
    Role.ANALYST: "Sees figures only",
}
