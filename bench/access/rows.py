"""The rows of the measured partnership, as its deeds would have written them, made in batches for bulk loading.

What is derived (a person's grants from a case, an incident's from a case, a person's from an incident) is worked out here on its
own, so that `flask sharing verify` is a check of it and not a repetition.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from bench.access import partnership as made
from bench.access.leaves import NO_COLUMNS, Leaves, some_title
from bench.access.ledger import Batch, Row
from bench.access.partnership import BIG, FEW, OLD, ONE, OTHERS, Party
from casework.sharing.types import EVERYTHING, LEVEL_SECTIONS, Kind, Level, Section, Source

BATCH = 5_000


class Maker(Leaves):
    """Makes a partnership of so many cases, oldest first; the same for the same number."""

    def batches(self) -> Iterator[Batch]:
        """Yield the rows of every table, some thousand cases at a time."""
        for number in range(self.cases):
            self._case(number)
            if (number + 1) % BATCH == 0 or number + 1 == self.cases:
                yield self.batch
                self.batch = defaultdict(list)

    def _owner(self, number: int) -> Party:
        parties, drawn = self.standing.parties, self.rng.random()
        if number in self.few:
            return parties[FEW if drawn < 0.25 else OTHERS[0]]
        if number < self.cases // 100:
            return parties[OLD if drawn < 0.5 else self.rng.choice(OTHERS)]
        if drawn < 0.40:
            return parties[BIG]
        return parties[ONE] if drawn < 0.405 else parties[self.rng.choice(OTHERS)]

    def _receivers(self, number: int, owner: Party) -> list[Party]:
        chosen = []
        if owner.code != BIG and self.rng.random() < 0.335:
            chosen.append(BIG)
        if owner.code != ONE and self.rng.random() < 0.005:
            chosen.append(ONE)
        if number in self.few:
            chosen.append(FEW)
        if number < self.cases // 100:
            chosen.append(OLD)
        if self.rng.random() < 0.55:
            chosen.append(self.rng.choice(OTHERS))
        return [self.standing.parties[code] for code in chosen if code != owner.code]

    def _case(self, number: int) -> None:
        rng, at = self.rng, made.BEGAN + made.YEARS * ((number + self.rng.random()) / (self.cases + 1))
        owner = self._owner(number)
        record_id = self._record(Kind.CASE, at, owner)
        closed = rng.random() < 0.85 if at < made.NOW - timedelta(days=270) else rng.random() < 0.2
        columns = NO_COLUMNS | {
            "sort_on": at, "stage": "CLOSED" if closed else rng.choice(made.STAGES), "subject": rng.choice(made.SUBJECTS),
            "ward": rng.choice(made.WARDS), "is_open": not closed,
        }  # fmt: skip
        upper = [self._grant(record_id, Kind.CASE, f"o{owner.org_id}", columns, Source.OWNER, opens=int(EVERYTHING), since=at)]
        upper += [self._share(record_id, owner, party, at, columns, number) for party in self._receivers(number, owner)]
        self._written(record_id, owner, at, columns)
        for _ in range(rng.choice((1, 1, 2, 2, 3, 3))):
            self._note(record_id, owner, at + timedelta(hours=rng.randrange(1, 400)))
        links = [self._link(record_id, owner, *self._person(owner, at), at) for _ in range(rng.choice((0, 0, 1, 1, 1)))]
        below = None
        if rng.random() < 0.2:
            below = self._incident(owner, at)
            links.append(self._link(record_id, owner, below[0], Kind.INCIDENT, below[3], at, role="ATTACHED"))
        derived = self._derive(record_id, links, upper)
        if below is not None and below[1] is not None:
            incident, link, own, _ = below
            self._derive(incident, [link], [own, *[row for row in derived if row["record_id"] == incident]])

    def _share(self, record_id: int, owner: Party, party: Party, at: datetime, columns: Row, number: int) -> Row:
        rng = self.rng
        since = min(at + timedelta(hours=rng.randrange(1, 200)), made.NOW - timedelta(minutes=1))
        ended = since + (made.NOW - since) / 2 if rng.random() < 0.03 and party.code not in (FEW, OLD) else None
        until = made.NOW + timedelta(days=rng.randrange(30, 400))
        level = Level.FULL if rng.random() < 0.8 or party.code in (FEW, OLD) else Level.SUMMARY
        opens = int(LEVEL_SECTIONS[level])
        share_id = self._part(
            "share", record_id, Section.SHARING, owner.org_id, to_org_id=party.org_id, agreement_id=self.standing.agreement_id,
            level=str(level), opens=opens, purpose="JOINT_WORK", lawful_basis="PUBLIC_TASK", gateway="CDA115",
            reason="joint work", notes_from=None, from_at=since, until_at=until, granted_by=owner.user_id, granted_at=since,
            recalled_at=ended,
            recalled_by=owner.user_id if ended else None, recall_reason="no longer needed" if ended else "", version=1,
        )  # fmt: skip
        principal = f"p{owner.org_id}.{party.org_id}.{self.standing.agreement_id}"
        return self._grant(
            record_id, Kind.CASE, principal, columns, Source.SHARE, source_id=share_id, share_id=share_id, opens=opens,
            since=since, until=until, ended_at=ended,
        )  # fmt: skip

    def _written(self, record_id: int, owner: Party, at: datetime, columns: Row) -> None:
        rng, open_on, closed = self.rng, at.date(), not columns["is_open"]
        closed_on = min(open_on + timedelta(days=rng.randrange(5, 200)), made.NOW.date()) if closed else None
        title = some_title(rng)
        summary = f"A {made.EVERY_WORD} about {made.some_words(rng, 8)}"
        self.batch["case_file"].append(
            {
                "record_id": record_id, "partnership_id": self.standing.partnership_id, "type": "ASB",
                "subject": columns["subject"], "title": title, "summary": summary, "stage": columns["stage"],
                "priority": "MEDIUM",
                "sensitivity": "official_sensitive", "lead_org_id": owner.org_id, "owner_user_id": owner.user_id, "team_id": None,
                "ward_code": columns["ward"], "opened_on": open_on, "received_at": at, "review_on": None,
                "first_contact_due_at": None, "first_contact_at": None, "closed_on": closed_on,
                "closure_reason": "RESOLVED" if closed else "", "reopened_on": None, "activity_at": at, "version": 1,
            }
        )  # fmt: skip
        self.batch["case_fact"].append(
            {
                "record_id": record_id, "partnership_id": self.standing.partnership_id, "compartment": "",
                "type": "ASB", "subject": columns["subject"], "ward_code": columns["ward"], "lead_org_id": owner.org_id,
                "stage": columns["stage"],
                "outcome": "RESOLVED" if closed else "", "opened_on": open_on, "opened_month": open_on.year * 100 + open_on.month,
                "closed_on": closed_on, "closed_month": closed_on.year * 100 + closed_on.month if closed_on else None,
            }
        )  # fmt: skip
        self._words(record_id, Section.SUMMARY, owner, "summary", f"{title} {summary}", label=title)
        story = made.some_words(rng, 20)
        self._part(
            "narrative", record_id, Section.NARRATIVE, owner.org_id, body=story, harm="", wishes="", immediate_action="",
            written_by=owner.user_id, written_at=at, version=1,
        )  # fmt: skip
        self._words(record_id, Section.NARRATIVE, owner, "narrative", story)
        self._part(
            "stage_change", record_id, Section.STATUS, owner.org_id, stage="RECEIVED", at=at, by_user=owner.user_id, reason=""
        )
        self._part("activity", record_id, Section.STATUS, owner.org_id, kind="opened", at=at, by_user=owner.user_id)

    def _note(self, record_id: int, owner: Party, at: datetime) -> None:
        at, body, audience_id = min(at, made.NOW - timedelta(minutes=1)), made.some_words(self.rng, 14), None
        if self.rng.random() < 0.1:
            audience_id = self._add("audience", label=f"Organisation {owner.code} only", made_by_org=owner.org_id)
            self._add("audience_member", audience_id=audience_id, principal=f"o{owner.org_id}")
        note_id = self._part(
            "note", record_id, Section.NOTES, owner.org_id, audience_id=audience_id, kind="VISIT", body=body, happened_at=at,
            written_by=owner.user_id, written_at=at, corrects_id=None,
        )  # fmt: skip
        self._words(record_id, Section.NOTES, owner, f"note:{note_id}", body, audience_id=audience_id)
        self._part(
            "activity", record_id, Section.NOTES, owner.org_id, audience_id=audience_id, kind="note", at=at, by_user=owner.user_id
        )
