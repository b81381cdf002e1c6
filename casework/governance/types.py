"""What the trail is searched by, and one line of it as a page shows it."""

from dataclasses import dataclass
from datetime import date, datetime

from casework.audit.types import Deed, Verb

READING = frozenset(
    {Deed.RECORD_READ, Deed.DOCUMENT_READ, Deed.PRINT_MADE, Deed.EXPORT_MADE, Deed.REASON_GIVEN, Deed.REFUSED, Deed.SHARE_MADE}
)
LOOKING = READING - {Deed.SHARE_MADE, Deed.REFUSED} | {Deed.EMERGENCY_OPENED}
DEED_LABELS: dict[str, str] = {
    Deed.ACCOUNT_CHANGED: "Changed an account",
    Deed.ACCOUNT_INVITED: "Invited somebody",
    Deed.ACCOUNT_LEFT: "Ended an account: the person left",
    Deed.ACCOUNT_MOVED: "Moved a person to another organisation",
    Deed.ACCOUNT_RESTORED: "Restored an account",
    Deed.ACCOUNT_SUSPENDED: "Suspended an account",
    Deed.ACCOUNTS_ATTESTED: "Attested the users",
    Deed.AUDIT_READ: "Read the audit trail",
    Deed.BRAKED: "Was slowed down",
    Deed.CODES_CHANGED: "Changed a code list",
    Deed.DOCUMENT_ADDED: "Added a document",
    Deed.DOCUMENT_READ: "Opened a document",
    Deed.DRAFT_KEPT: "Kept a draft",
    Deed.EMERGENCY_OPENED: "Opened in an emergency",
    Deed.EMERGENCY_REVIEWED: "Looked at an emergency opening",
    Deed.EXPORT_MADE: "Downloaded",
    Deed.FACTOR_ADDED: "Set up a second factor",
    Deed.FACTOR_ENDED: "Ended a second factor",
    Deed.FACTOR_FAILED: "Gave a wrong code",
    Deed.FACTOR_RESET: "Reset a second factor",
    Deed.FEED_ENDED: "Ended a calendar address",
    Deed.FEED_MADE: "Made a calendar address",
    Deed.FEED_READ: "A calendar read the diary",
    Deed.IDENTITY_CONFIRMED: "Proved again who they are",
    Deed.IMPORT_DONE: "Took in a file",
    Deed.LINK_ENDED: "Ended a link",
    Deed.LINK_MADE: "Linked",
    Deed.LIST_READ: "Read a list",
    Deed.ORGANISATION_CHANGED: "Changed an organisation",
    Deed.OWNER_CHANGED: "Changed the owner",
    Deed.PAPER_HELD: "Held a paper back",
    Deed.PAPER_ISSUED: "Issued a paper",
    Deed.PAPER_RELEASED: "Released a paper that was held",
    Deed.PASSWORD_CHANGED: "Changed a password",
    Deed.PRINT_MADE: "Printed",
    Deed.REASON_GIVEN: "Gave a reason for looking",
    Deed.RECORD_CHANGED: "Changed",
    Deed.RECORD_MADE: "Made",
    Deed.RECORD_READ: "Opened",
    Deed.RECORD_WATCHED: "Watched a record, or ended that",
    Deed.RECOVERY_CODES_MADE: "Made recovery codes",
    Deed.REFUSED: "Was refused",
    Deed.REPORT_READ: "Read a report",
    Deed.SEARCHED: "Searched",
    Deed.SESSION_ENDED: "Ended a session",
    Deed.SHARE_CHANGED: "Changed a share",
    Deed.SHARE_MADE: "Shared",
    Deed.SHARE_RECALLED: "Recalled a share",
    Deed.SIGN_IN: "Signed in",
    Deed.SIGN_IN_FAILED: "Failed to sign in",
    Deed.SIGN_OUT: "Signed out",
    Deed.SYSTEM_QUERY: "The system looked",
    Deed.TERM_ERASED: "Erased the words of a search",
    Deed.UNUSUAL_JUDGED: "Judged unusual access",
    Deed.UNUSUAL_LISTED: "The system listed unusual access",
    Deed.WORDING_CHANGED: "Changed the wording of a paper",
}
VERB_LABELS: dict[str, str] = {
    Verb.COLLECTION: "Collection",
    Verb.ALTERATION: "Alteration",
    Verb.CONSULTATION: "Consultation",
    Verb.DISCLOSURE: "Disclosure",
    Verb.COMBINATION: "Combination",
    Verb.ERASURE: "Erasure",
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the trail is searched by; empty means any."""

    ref: str = ""
    user_id: int | None = None
    organisation_id: int | None = None
    deed: str = ""
    verb: str = ""
    from_on: date | None = None
    until_on: date | None = None
    before: int | None = None  # the number below which to go on

    def spoken(self) -> list[tuple[str, str]]:
        """Return the filter in words, for a download and for the trail itself."""
        given = (
            ("Record", self.ref),
            ("Person", str(self.user_id or "")),
            ("Organisation", str(self.organisation_id or "")),
            ("Deed", self.deed),
            ("Verb", self.verb),
            ("From", self.from_on.isoformat() if self.from_on else ""),
            ("Until", self.until_on.isoformat() if self.until_on else ""),
        )
        return [(name, value) for name, value in given if value]


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the trail."""

    number: int
    at: datetime
    who: str
    organisation: str
    deed: str
    what: str
    verb: str  # of the six of the Data Protection Act 2018 s62, empty where it is none
    ref: str
    kind: str
    share: str
    purpose: str
    outcome: str
    count: int | None
    address: str


@dataclass(frozen=True, slots=True)
class Trail:
    """One page of the trail, newest first, and where the next begins."""

    lines: tuple[Line, ...]
    next_before: int | None = None
    is_known: bool = True  # false: no such record, or none of this organisation's concern


@dataclass(frozen=True, slots=True)
class EntrySheet:
    """One entry in full, as the officer of its organisation reads it."""

    line: Line
    roles: str
    changes: tuple[tuple[str, str], ...]
    previous: str
    hash: str
    term: str  # what was typed; empty where it was erased, was never there, or may not be shown
    has_term: bool  # it is still kept
    is_withheld: bool  # it is kept, and may be of the compartment
