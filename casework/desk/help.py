"""The topics of the help: one page each, in plain words, read from the data file beside this module."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).with_name("data") / "help.toml"


@dataclass(frozen=True, slots=True)
class Topic:
    """One page of the help: questions, each with its answer."""

    name: str
    title: str
    lead: str
    answers: tuple[tuple[str, str], ...]


def _read() -> dict[str, Topic]:
    with DATA.open("rb") as handle:
        rows = tomllib.load(handle)["topic"]
    return {
        row["name"]: Topic(
            row["name"], row["title"], row["lead"], tuple((each["question"], each["text"]) for each in row["answer"])
        )
        for row in rows
    }


TOPICS = _read()
# Which topic the help link of a page opens, by the package of the page.
FOR_PAGES = {
    "actions": "enforcement", "accounts": "accounts", "administration": "accounts", "cases": "cases", "governance": "who-looked",
    "exchange": "requests",
    "intake": "reports", "orders": "enforcement", "own": "accounts", "referrals": "referrals", "reports": "reports",
    "sharing": "sharing", "tasks": "tasks", "users": "accounts",
}  # fmt: skip
