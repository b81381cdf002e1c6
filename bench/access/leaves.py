"""The people and incidents that stand on cases."""

import random
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from bench.access import partnership as made
from bench.access.ledger import Ledger, Row
from bench.access.partnership import Party
from casework.index import names
from casework.index.services import KINDS
from casework.sharing.types import EVERYTHING, Kind, Section, Source

NO_COLUMNS = {
    "stage": "",
    "subject": "",
    "ward": "",
    "is_open": True,
    "family_key": "",
    "given_key": "",
    "sound_key": "",
    "born_on": None,
}


class Leaves(Ledger):
    """Writes people and incidents."""

    def _words(self, record_id: int, section: Section, owner: Party, source: str, text: str, **more: Any) -> None:
        self._part(
            "search_entry", record_id, section, owner.org_id, source=source, words=text.casefold(), **{"label": "", **more}
        )

    def _person(self, owner: Party, at: datetime) -> tuple[int, Kind, Row]:
        rng, known = self.rng, self.known[owner.code]
        if known and rng.random() < 0.15:
            record_id, columns = rng.choice(known)
            return record_id, Kind.PERSON, columns
        family, given = made.a_name(rng)
        born = (made.NOW - timedelta(days=rng.randrange(12 * 365, 80 * 365))).date()
        record_id = self._record(Kind.PERSON, at, owner)
        columns = NO_COLUMNS | {
            "sort_on": at, "family_key": " ".join(names.parts(family)), "given_key": " ".join(names.parts(given)),
            "sound_key": names.sound(names.parts(family)[0]), "born_on": born,
        }  # fmt: skip
        until = at + timedelta(days=28)
        self._grant(
            record_id, Kind.PERSON, f"o{owner.org_id}", columns, Source.STEWARD, opens=int(EVERYTHING), since=at, until=until
        )
        self.batch["person"].append(
            {
                "record_id": record_id, "family_name": family, "given_names": given, "description": "", "is_unnamed": False,
                "birth_date": born, "birth_known": "known", "sex": "NOT_KNOWN", "made_at": at, "version": 1,
            }
        )  # fmt: skip
        for kind, key in name_keys(given, family):
            self._part("name_key", record_id, Section.IDENTITY, owner.org_id, source="summary", kind=kind, key=key)
        name = f"{given} {family}"
        self._words(record_id, Section.IDENTITY, owner, "summary", name, label=name)
        known.append((record_id, columns))
        del known[:-2000]
        return record_id, Kind.PERSON, columns

    def _incident(self, owner: Party, at: datetime) -> tuple[Any, ...]:
        record_id, subject, ward = (
            self._record(Kind.INCIDENT, at, owner),
            self.rng.choice(made.SUBJECTS),
            self.rng.choice(made.WARDS),
        )
        columns = NO_COLUMNS | {"sort_on": at, "subject": subject, "ward": ward}
        own = self._grant(record_id, Kind.INCIDENT, f"o{owner.org_id}", columns, Source.OWNER, opens=int(EVERYTHING), since=at)
        summary = some_title(self.rng)
        self.batch["incident"].append(
            {
                "record_id": record_id, "partnership_id": self.standing.partnership_id, "type": "ASB", "subject": subject,
                "summary": summary, "channel": "PHONE", "nsir": "", "received_at": at, "occurred_from": at, "occurred_to": None,
                "ward_code": ward, "location_text": "", "latitude": None, "longitude": None, "postcode": "", "status": "open",
                "triage": "CASE", "taken_by": owner.user_id, "owner_org_id": owner.org_id, "created_at": at, "version": 1,
            }
        )  # fmt: skip
        self._words(record_id, Section.SUMMARY, owner, "summary", summary, label=summary)
        link = None
        if self.rng.random() < 0.4:
            link = self._link(record_id, owner, *self._person(owner, at), at)
        return record_id, link, own, columns


def some_title(rng: random.Random) -> str:
    """Draw what a case or an incident is called."""
    return " ".join(rng.choices(made.FILLING, k=3)).capitalize()


@lru_cache(maxsize=40_000)
def name_keys(given: str, family: str) -> tuple[tuple[str, str], ...]:
    """Return the keys a name is found by, as the index's own service would write them."""
    return tuple(sorted((KINDS[key[0]], key[2:]) for key in names.keys(given, family)))
