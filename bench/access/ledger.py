"""The rows written so far, with their numbers: records, grants, parts, and what is derived from links and grants."""

import random
from collections import defaultdict
from datetime import datetime
from typing import Any

from bench.access import partnership as made
from bench.access.partnership import Founded, Party
from casework.kernel.refs import ALPHABET
from casework.sharing.types import LEAF_LEVEL, Kind, Section, Source

EPOCH_MS = 1_577_836_800_000
Row = dict[str, Any]
Batch = dict[str, list[Row]]


class Ledger:
    """Writes rows as the deeds of the application would."""

    def __init__(self, standing: Founded, cases: int) -> None:
        self.standing, self.cases = standing, cases
        self.rng = random.Random(20_261)
        self.serial = 0
        self.ids: dict[str, int] = defaultdict(int)
        self.batch: Batch = defaultdict(list)
        self.few = {int((place + 0.5) * cases / made.FEW_CASES) for place in range(made.FEW_CASES)}
        self.known: dict[str, list[tuple[int, Row]]] = defaultdict(list)

    def _add(self, table: str, **values: Any) -> int:
        self.ids[table] += 1
        self.batch[table].append({"id": self.ids[table], **values})
        return self.ids[table]

    def _part(self, table: str, record_id: int, section: Section, org_id: int, **values: Any) -> int:
        more = {"audience_id": None, **values}
        return self._add(table, record_id=record_id, section=int(section), author_org_id=org_id, **more)

    def _record(self, kind: Kind, at: datetime, party: Party) -> int:
        self.serial += 1
        record_id = ((int(at.timestamp() * 1000) - EPOCH_MS) << 20) | (self.serial % (1 << 20))
        raw, value = "", self.serial * 387_420_489_131 % (32**8)
        for _ in range(8):
            value, digit = divmod(value, 32)
            raw += ALPHABET[digit]
        self.batch["record"].append(
            {
                "id": record_id, "ref": f"{raw[:4]}-{raw[4:]}", "kind": str(kind), "partnership_id": self.standing.partnership_id,
                "owner_org_id": party.org_id, "compartment": None, "created_at": at, "created_by": party.user_id,
            }
        )  # fmt: skip
        return record_id

    def _grant(self, record_id: int, kind: Kind, principal: str, columns: Row, source: Source, **values: Any) -> Row:
        row = {
            "record_id": record_id, "principal": principal, "kind": str(kind), "source": str(source), "source_id": 0,
            "share_id": 0, "via_record": 0, "until": None, "ended_at": None, "partnership_id": self.standing.partnership_id,
            **columns, **values,
        }  # fmt: skip
        self._add("access_grant", **row)
        return row

    def _link(self, root: int, owner: Party, leaf: int, kind: Kind, columns: Row, at: datetime, role: str = "COMPLAINANT") -> Row:
        link_id = self._part(
            "link", root, Section.ROLES, owner.org_id, leaf_id=leaf, leaf_kind=str(kind), role=role, note="", since=at,
            made_by=owner.user_id, ended_at=None, ended_reason="",
        )  # fmt: skip
        return {"id": link_id, "leaf": leaf, "kind": kind, "since": at, "columns": columns}

    def _derive(self, root: int, links: list[Row], upper: list[Row]) -> list[Row]:
        """Give each leaf what flows to it from the root's grants: one row for each principal and share."""
        found: dict[tuple[int, str, int], Row] = {}
        for link in links:
            for grant in upper:
                is_leaf = link["kind"] is not Kind.INCIDENT
                if is_leaf and not grant["opens"] & Section.ROLES:
                    continue
                opens = int(LEAF_LEVEL | Section.FACTS) if is_leaf else grant["opens"] & ~int(Section.RESTRICTED)
                since, key = max(grant["since"], link["since"]), (link["id"], grant["principal"], grant["share_id"])
                held = found.get(key)
                if held is None:
                    found[key] = {
                        "leaf": link, "opens": opens, "since": since, "until": grant["until"], "ended_at": grant["ended_at"],
                    }  # fmt: skip
                    continue
                held["opens"] |= opens
                held["since"] = min(held["since"], since)
                held["until"] = None if None in (held["until"], grant["until"]) else max(held["until"], grant["until"])
        rows = []
        for (link_id, principal, share_id), values in found.items():
            link = values.pop("leaf")
            more = {"source_id": link_id, "share_id": share_id, "via_record": root, **values}
            rows.append(self._grant(link["leaf"], link["kind"], principal, link["columns"], Source.LINK, **more))
        return rows
