"""The deeds the audit trail knows, as subject:deed, and the shape of one entry before it is sealed."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Deed(StrEnum):
    """Everything that is written down. Alphabetical; a deed is added, never renamed."""

    ACCOUNT_CHANGED = "account:changed"
    ACCOUNT_INVITED = "account:invited"
    ACCOUNT_LEFT = "account:left"
    ACCOUNT_MOVED = "account:moved"
    ACCOUNT_RESTORED = "account:restored"
    ACCOUNT_SUSPENDED = "account:suspended"
    ACCOUNTS_ATTESTED = "accounts:attested"
    AUDIT_READ = "audit:read"
    BRAKED = "braked"
    CODES_CHANGED = "codes:changed"
    DOCUMENT_ADDED = "document:added"
    DOCUMENT_READ = "document:read"
    DRAFT_KEPT = "draft:kept"
    EMERGENCY_OPENED = "emergency:opened"
    EMERGENCY_REVIEWED = "emergency:reviewed"
    EXPORT_MADE = "export:made"
    FACTOR_ADDED = "factor:added"
    FACTOR_ENDED = "factor:ended"
    FACTOR_FAILED = "factor:failed"
    FACTOR_RESET = "factor:reset"
    FEED_ENDED = "feed:ended"
    FEED_MADE = "feed:made"
    FEED_READ = "feed:read"
    IDENTITY_CONFIRMED = "identity:confirmed"
    IMPORT_DONE = "import:done"
    LINK_ENDED = "link:ended"
    LINK_MADE = "link:made"
    LIST_READ = "list:read"
    ORGANISATION_CHANGED = "organisation:changed"
    OWNER_CHANGED = "owner:changed"
    PAPER_HELD = "paper:held"
    PAPER_ISSUED = "paper:issued"
    PAPER_RELEASED = "paper:released"
    PASSWORD_CHANGED = "password:changed"  # noqa: S105 -- the name of a deed
    PRINT_MADE = "print:made"
    REASON_GIVEN = "reason:given"
    RECORD_CHANGED = "record:changed"
    RECORD_MADE = "record:made"
    RECORD_READ = "record:read"
    RECORD_WATCHED = "record:watched"
    RECOVERY_CODES_MADE = "recovery-codes:made"
    REFUSED = "refused"
    REPORT_READ = "report:read"
    SEARCHED = "searched"
    SESSION_ENDED = "session:ended"
    SHARE_CHANGED = "share:changed"
    SHARE_MADE = "share:made"
    SHARE_RECALLED = "share:recalled"
    SIGN_IN = "sign-in:done"
    SIGN_IN_FAILED = "sign-in:failed"
    SIGN_OUT = "sign-out:done"
    SYSTEM_QUERY = "system:query"
    TERM_ERASED = "term:erased"
    UNUSUAL_JUDGED = "unusual:judged"
    UNUSUAL_LISTED = "unusual:listed"
    WORDING_CHANGED = "wording:changed"


class Verb(StrEnum):
    """The six kinds of deed that a competent authority logs (Data Protection Act 2018 s62(1))."""

    COLLECTION = "collection"
    ALTERATION = "alteration"
    CONSULTATION = "consultation"
    DISCLOSURE = "disclosure"
    COMBINATION = "combination"
    ERASURE = "erasure"


VERBS: dict[Deed, Verb | None] = {
    Deed.ACCOUNT_CHANGED: None,
    Deed.ACCOUNT_INVITED: None,
    Deed.ACCOUNT_LEFT: None,
    Deed.ACCOUNT_MOVED: None,
    Deed.ACCOUNT_RESTORED: None,
    Deed.ACCOUNT_SUSPENDED: None,
    Deed.ACCOUNTS_ATTESTED: None,
    Deed.AUDIT_READ: Verb.CONSULTATION,
    Deed.BRAKED: None,
    Deed.CODES_CHANGED: None,
    Deed.DOCUMENT_ADDED: Verb.COLLECTION,
    Deed.DOCUMENT_READ: Verb.CONSULTATION,
    Deed.DRAFT_KEPT: Verb.COLLECTION,
    Deed.EMERGENCY_OPENED: Verb.DISCLOSURE,
    Deed.EMERGENCY_REVIEWED: None,
    Deed.EXPORT_MADE: Verb.DISCLOSURE,
    Deed.FACTOR_ADDED: None,
    Deed.FACTOR_ENDED: None,
    Deed.FACTOR_FAILED: None,
    Deed.FACTOR_RESET: None,
    Deed.FEED_ENDED: None,
    Deed.FEED_MADE: None,
    Deed.FEED_READ: Verb.CONSULTATION,
    Deed.IDENTITY_CONFIRMED: None,
    Deed.IMPORT_DONE: Verb.COLLECTION,
    Deed.LINK_ENDED: Verb.ALTERATION,
    Deed.LINK_MADE: Verb.COMBINATION,
    Deed.LIST_READ: Verb.CONSULTATION,
    Deed.ORGANISATION_CHANGED: None,
    Deed.OWNER_CHANGED: Verb.ALTERATION,
    Deed.PAPER_HELD: None,
    Deed.PAPER_ISSUED: Verb.DISCLOSURE,
    Deed.PAPER_RELEASED: Verb.DISCLOSURE,
    Deed.PASSWORD_CHANGED: None,
    Deed.PRINT_MADE: Verb.DISCLOSURE,
    Deed.REASON_GIVEN: Verb.CONSULTATION,
    Deed.RECORD_CHANGED: Verb.ALTERATION,
    Deed.RECORD_MADE: Verb.COLLECTION,
    Deed.RECORD_READ: Verb.CONSULTATION,
    Deed.RECORD_WATCHED: None,
    Deed.RECOVERY_CODES_MADE: None,
    Deed.REFUSED: None,
    Deed.REPORT_READ: Verb.CONSULTATION,
    Deed.SEARCHED: Verb.CONSULTATION,
    Deed.SESSION_ENDED: None,
    Deed.SHARE_CHANGED: Verb.DISCLOSURE,
    Deed.SHARE_MADE: Verb.DISCLOSURE,
    Deed.SHARE_RECALLED: Verb.ALTERATION,
    Deed.SIGN_IN: None,
    Deed.SIGN_IN_FAILED: None,
    Deed.SIGN_OUT: None,
    Deed.SYSTEM_QUERY: Verb.CONSULTATION,
    Deed.TERM_ERASED: Verb.ERASURE,
    Deed.UNUSUAL_JUDGED: None,
    Deed.UNUSUAL_LISTED: Verb.CONSULTATION,
    Deed.WORDING_CHANGED: None,
}
"""The verb of each deed; none for what processes no personal data of a record."""


def deeds_of(verb: str) -> tuple[Deed, ...]:
    """Return the deeds that stand under one verb; none for a word that is no verb."""
    return tuple(deed for deed, held in VERBS.items() if held is not None and str(held) == verb)


@dataclass(frozen=True, slots=True)
class Entry:
    """One event waiting to be sealed into the chain. Never the sensitive text itself, only names of fields and keyed hashes."""

    deed: Deed
    record_id: int | None = None
    record_kind: str = ""
    sections: int = 0
    share_ids: tuple[int, ...] = ()
    purpose: str = ""
    outcome: str = "done"
    count: int | None = None
    ids: tuple[int, ...] = ()
    detail: dict[str, Any] = field(default_factory=dict)
    term: str = ""  # what was typed into a search; kept sealed beside the chain, never in it

    @property
    def outlives_rollback(self) -> bool:
        """True for what must be written down although, or because, nothing was done."""
        return self.deed in (Deed.REFUSED, Deed.SIGN_IN_FAILED, Deed.FACTOR_FAILED, Deed.BRAKED)
