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
    CODES_CHANGED = "codes:changed"
    DOCUMENT_ADDED = "document:added"
    DOCUMENT_READ = "document:read"
    DRAFT_KEPT = "draft:kept"
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
    PAPER_HELD = "paper:held"
    PAPER_ISSUED = "paper:issued"
    PAPER_RELEASED = "paper:released"
    PASSWORD_CHANGED = "password:changed"  # noqa: S105 -- the name of a deed
    PRINT_MADE = "print:made"
    REASON_GIVEN = "reason:given"
    RECORD_CHANGED = "record:changed"
    RECORD_MADE = "record:made"
    RECORD_READ = "record:read"
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
    WORDING_CHANGED = "wording:changed"


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
        return self.deed in (Deed.REFUSED, Deed.SIGN_IN_FAILED, Deed.FACTOR_FAILED)
