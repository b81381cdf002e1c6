"""Names of things about partner organisations."""

from enum import StrEnum


class OrganisationKind(StrEnum):
    """What a body is, which decides the powers it may use (codes of the organisation kinds list)."""

    LA_DISTRICT = "LA_DISTRICT"
    LA_COUNTY = "LA_COUNTY"
    POLICE = "POLICE"
    FIRE = "FIRE"
    HEALTH = "HEALTH"
    PROBATION = "PROBATION"
    LANDLORD = "LANDLORD"
    VCS = "VCS"
    SCHOOL = "SCHOOL"
    YJS = "YJS"
    PCC = "PCC"
    NHS_TRUST = "NHS_TRUST"
    DWP = "DWP"
    BUSINESS = "BUSINESS"
    PARISH = "PARISH"
    PARTNERSHIP = "PARTNERSHIP"


class Standing(StrEnum):
    """How a member stands in its partnership (Crime and Disorder Act 1998 s5)."""

    STATUTORY = "statutory"
    INVITED = "invited"
    COOPERATING = "cooperating"
