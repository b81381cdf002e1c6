"""Kinds of records, sections, relations, acts, and the table of who may do what: data, readable aloud."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntFlag, StrEnum
from typing import Any

from casework.accounts.types import Role

SAFEGUARDING = "safeguarding"


class Kind(StrEnum):
    """Every shareable thing. Roots carry shares; leaves are reached through roots."""

    CASE = "case"
    INCIDENT = "incident"
    REFERRAL = "referral"
    ACTION = "action"
    ORDER = "order"
    REQUEST = "request"
    RECEIPT = "receipt"
    PERSON = "person"
    PLACE = "place"
    VEHICLE = "vehicle"
    ADDRESS = "address"
    VENUE = "venue"


KIND_WORDS = {
    Kind.CASE: "case",
    Kind.INCIDENT: "incident",
    Kind.REFERRAL: "referral",
    Kind.ACTION: "action",
    Kind.ORDER: "order",
    Kind.REQUEST: "request",
    Kind.RECEIPT: "receipt",
    Kind.PERSON: "person",
    Kind.PLACE: "place",
    Kind.VEHICLE: "vehicle",
    Kind.ADDRESS: "address",
    Kind.VENUE: "venue",
}
LEAVES = frozenset({Kind.PERSON, Kind.PLACE, Kind.VEHICLE, Kind.ADDRESS})


class Section(IntFlag):
    """What a grant may open, as bits. A Part belongs to exactly one section."""

    IDENTITY = 1
    SUMMARY = 2
    STATUS = 4
    NARRATIVE = 8
    NOTES = 16
    ROLES = 32
    RISK = 64
    DOCUMENTS = 128
    TASKS = 256
    ACTIONS = 512
    SHARING = 1024
    SAFETY = 2048
    FACTS = 4096
    RESTRICTED = 8192


NOTHING = Section(0)
EVERYTHING = Section(16383)
SUMMARY_LEVEL = Section.IDENTITY | Section.SUMMARY | Section.STATUS
FULL_LEVEL = EVERYTHING & ~Section.RESTRICTED
LEAF_LEVEL = Section.IDENTITY | Section.SAFETY
ASKED_LEVEL = SUMMARY_LEVEL | Section.NARRATIVE  # of a request: the question, its state, one's own answer

SECTION_LABELS = {
    Section.IDENTITY: "Reference and type",
    Section.SUMMARY: "Summary",
    Section.STATUS: "Stage and dates",
    Section.NARRATIVE: "What happened",
    Section.NOTES: "Notes",
    Section.ROLES: "People, places and vehicles",
    Section.RISK: "Risk assessment",
    Section.DOCUMENTS: "Documents",
    Section.TASKS: "Tasks",
    Section.ACTIONS: "Enforcement actions",
    Section.SHARING: "Who can see this",
    Section.SAFETY: "Safety markers",
    Section.FACTS: "Contact and circumstances",
    Section.RESTRICTED: "Restricted material",
}


class Level(StrEnum):
    """How much a share form offers: two levels made ready, and sections chosen one by one."""

    SUMMARY = "summary"
    FULL = "full"
    CHOSEN = "chosen"


LEVEL_WORDS = {Level.SUMMARY: "a summary", Level.FULL: "in full", Level.CHOSEN: "chosen sections"}
LEVEL_SECTIONS = {Level.SUMMARY: SUMMARY_LEVEL, Level.FULL: FULL_LEVEL}
# What may be ticked one by one; a summary is always in it, restricted material never.
CHOOSABLE = (
    Section.NARRATIVE, Section.ROLES, Section.NOTES, Section.DOCUMENTS, Section.TASKS, Section.RISK, Section.ACTIONS,
    Section.SHARING,
)  # fmt: skip


class Source(StrEnum):
    """Why a grant exists."""

    OWNER = "owner"
    SHARE = "share"
    MEMBER = "member"
    LINK = "link"
    STEWARD = "steward"
    RECEIPT = "receipt"
    ASKED = "asked"
    EMERGENCY = "emergency"


class Relation(StrEnum):
    """How the actor stands to a record, strongest first."""

    SYSTEM = "system"
    OWNER = "owner"
    MEMBER = "member"
    PARTNER_FULL = "partner_full"
    PARTNER_SUMMARY = "partner_summary"
    LEAF = "leaf"
    RECEIPT = "receipt"
    ASKED = "asked"
    EMERGENCY = "emergency"


class Act(StrEnum):
    """Everything that can be done to a record, as record:deed. Alphabetical."""

    ACTION_ISSUE = "action:issue"
    CASE_CLOSE = "case:close"
    CASE_EDIT = "case:edit"
    DOCUMENT_ADD = "document:add"
    FACT_ADD = "fact:add"
    LINK_ADD = "link:add"
    LINK_END = "link:end"
    MEMBER_ADD = "member:add"
    NOTE_ADD = "note:add"
    RECORD_EDIT = "record:edit"
    RECORD_EXPORT = "record:export"
    RECORD_PRINT = "record:print"
    RECORD_READ = "record:read"
    RECORD_TRANSFER = "record:transfer"
    REQUEST_ADD = "request:add"
    REQUEST_ANSWER = "request:answer"
    REQUEST_DECIDE = "request:decide"
    REQUEST_END = "request:end"
    RISK_ADD = "risk:add"
    SHARE_ADD = "share:add"
    SHARE_GIVE_UP = "share:give-up"
    SHARE_RECALL = "share:recall"
    TASK_ADD = "task:add"
    TASK_CLOSE = "task:close"


@dataclass(frozen=True, slots=True)
class ActRule:
    """Who may do one act: the relations, the section that must be open, the roles that may."""

    relations: frozenset[Relation]
    section: Section
    roles: frozenset[Role]


_OWN = frozenset({Relation.OWNER, Relation.MEMBER})
_FULL = _OWN | {Relation.PARTNER_FULL}
_ANY = _FULL | {Relation.PARTNER_SUMMARY, Relation.LEAF, Relation.RECEIPT}
_ASKED = frozenset({Relation.ASKED})
_CASEWORK = frozenset({Role.ENFORCEMENT_OFFICER, Role.PRACTITIONER, Role.MANAGER})


def _rule(relations: frozenset[Relation], section: Section, roles: frozenset[Role] = _CASEWORK) -> ActRule:
    return ActRule(relations | {Relation.SYSTEM}, section, roles)


ACTS: dict[Act, ActRule] = {
    Act.ACTION_ISSUE: _rule(_OWN, Section.ACTIONS),
    Act.CASE_CLOSE: _rule(_OWN, Section.STATUS),
    Act.CASE_EDIT: _rule(_OWN, Section.SUMMARY),
    Act.DOCUMENT_ADD: _rule(_FULL, Section.DOCUMENTS),
    Act.FACT_ADD: _rule(_FULL | {Relation.LEAF}, Section.IDENTITY),
    Act.LINK_ADD: _rule(_OWN, Section.ROLES),
    Act.LINK_END: _rule(_OWN, Section.ROLES),
    Act.MEMBER_ADD: _rule(_OWN, Section.STATUS),
    Act.NOTE_ADD: _rule(_FULL, Section.NOTES),
    Act.RECORD_EDIT: _rule(_OWN, Section.IDENTITY),
    Act.RECORD_EXPORT: _rule(_ANY, Section.IDENTITY),
    Act.RECORD_PRINT: _rule(_ANY, Section.IDENTITY),
    Act.RECORD_READ: _rule(_ANY | _ASKED | {Relation.EMERGENCY}, Section.IDENTITY),
    Act.RECORD_TRANSFER: _rule(_OWN, Section.SHARING),
    Act.REQUEST_ADD: _rule(_OWN | {Relation.LEAF}, Section.IDENTITY),
    Act.REQUEST_ANSWER: _rule(_ASKED, Section.IDENTITY),
    Act.REQUEST_DECIDE: _rule(_ASKED, Section.IDENTITY),
    Act.REQUEST_END: _rule(_OWN, Section.IDENTITY),
    Act.RISK_ADD: _rule(_OWN, Section.RISK),
    Act.SHARE_ADD: _rule(_OWN, Section.SHARING),
    Act.SHARE_GIVE_UP: _rule(frozenset({Relation.PARTNER_FULL, Relation.PARTNER_SUMMARY}), Section.IDENTITY),
    Act.SHARE_RECALL: _rule(_OWN, Section.SHARING),
    Act.TASK_ADD: _rule(_FULL, Section.TASKS),
    Act.TASK_CLOSE: _rule(_FULL, Section.TASKS),
}

WRITING = frozenset(ACTS) - {Act.RECORD_READ, Act.RECORD_PRINT, Act.RECORD_EXPORT}
OPEN_TO_READERS = frozenset({Act.REQUEST_ANSWER})  # what a read-only organisation may still do: answer what it is asked


@dataclass(frozen=True, slots=True)
class Withheld:
    """A section of a record one may open that is not open to the asker; `by` is the owning organisation's name."""

    by: str
    section: Section = NOTHING


@dataclass(frozen=True, slots=True)
class Lens:
    """What one actor may see of one record, at the moment it was opened."""

    record_id: int
    ref: str
    kind: Kind
    relation: Relation
    opens: Section
    owner_org_id: int
    owner_name: str
    compartment: str
    partnership_id: int
    share_ids: tuple[int, ...] = ()
    notes_from: datetime | None = None
    until: datetime | None = None
    made_by: int | None = None  # the user who made the record
    seen_by: str = ""  # the organisation through whose eyes it is read; empty: one's own

    def sees(self, section: Section) -> bool:
        """True when this section is open."""
        return bool(self.opens & section)

    def withheld(self, section: Section) -> Withheld | None:
        """Return what the page says for a closed section, or None when it is open."""
        return None if self.sees(section) else Withheld(by=self.owner_name, section=section)


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters a list may have, on columns that the grants carry."""

    stage: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    ward: tuple[str, ...] = ()
    is_open: bool | None = None
    partnership_id: int | None = None
    since: datetime | None = None
    before: datetime | None = None
    also: tuple[Any, ...] = ()  # further conditions on the grants, made by the package of the kind (a case's owner)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of record ids, newest first unless asked otherwise, with the keys of its neighbours."""

    ids: tuple[int, ...]
    next_key: str | None
    previous_key: str | None
    total: int
    total_is_capped: bool
