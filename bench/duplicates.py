"""Measure "may be the same person" on three sets of made-up or historical people whose truth is known.

    python bench/duplicates.py FOLDER

FOLDER holds duplicates_fake_1000.csv, duplicates_febrl1.csv and duplicates_historical_part.csv. Every pair of people is judged
that shares a key (a part of the name, a sound, a full form of a short name, the birth date, the postcode); pairs that share none
count as not found. Printed for each set: the true pairs, how many were offered, how many were offered wrongly, and the share of
what was offered that was wrong.
"""

import csv
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from casework.index import matching, names
from casework.index.matching import Described, Strength

FLOORS = {"fake": 0.20, "febrl1": 0.67, "historical": 0.25}
MOST_IN_BLOCK = 400


@dataclass(frozen=True, slots=True)
class Score:
    """What came of one set."""

    people: int
    true_pairs: int
    found: int
    wrong: int
    strong_found: int
    strong_wrong: int
    seconds: float

    @property
    def recall(self) -> float:
        return self.found / self.true_pairs

    @property
    def wrong_share(self) -> float:
        return self.wrong / max(1, self.found + self.wrong)


Person = tuple[str, Described]


def fake(folder: Path) -> Iterator[Person]:
    with (folder / "duplicates_fake_1000.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            yield row["cluster"], Described(f"{row['first_name']} {row['surname']}", row["dob"], place=row["city"])


def febrl(folder: Path) -> Iterator[Person]:
    with (folder / "duplicates_febrl1.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle, skipinitialspace=True):
            who = Described(
                f"{row['given_name']} {row['surname']}", row["date_of_birth"], postcode=row["postcode"], place=row["suburb"]
            )
            yield row["rec_id"].split("-")[1], who


def historical(folder: Path) -> Iterator[Person]:
    with (folder / "duplicates_historical_part.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            who = Described(row["full_name"], row["dob"], postcode=row["postcode_fake"], place=row["birth_place"])
            yield row["cluster"], who


SETS = {"fake": fake, "febrl1": febrl, "historical": historical}


def block_keys(who: Described) -> Iterator[str]:
    for key in names.keys(who.name):
        if key[0] != "t":
            yield key
    if who.born:
        yield f"b:{who.born}"
    if who.postcode:
        yield f"c:{who.postcode}"


def candidates(people: list[Person]) -> set[tuple[int, int]]:
    blocks: dict[str, list[int]] = defaultdict(list)
    for place, (_, who) in enumerate(people):
        for key in block_keys(who):
            blocks[key].append(place)
    return {pair for block in blocks.values() if len(block) <= MOST_IN_BLOCK for pair in combinations(block, 2)}


def true_pairs(people: Iterable[Person]) -> int:
    sizes: dict[str, int] = defaultdict(int)
    for cluster, _ in people:
        sizes[cluster] += 1
    return sum(size * (size - 1) // 2 for size in sizes.values())


def measure(name: str, folder: Path) -> Score:
    """Judge every candidate pair of one set and compare with the truth."""
    started = time.perf_counter()
    people = list(SETS[name](folder))
    counted = {True: {Strength.POSSIBLE: 0, Strength.STRONG: 0}, False: {Strength.POSSIBLE: 0, Strength.STRONG: 0}}
    for one, other in candidates(people):
        strength = matching.match_strength(people[one][1], people[other][1]).strength
        if strength is not Strength.NONE:
            counted[people[one][0] == people[other][0]][strength] += 1
    right, wrong = counted[True], counted[False]
    seconds = time.perf_counter() - started
    return Score(
        people=len(people),
        true_pairs=true_pairs(people),
        found=sum(right.values()),
        wrong=sum(wrong.values()),
        strong_found=right[Strength.STRONG],
        strong_wrong=wrong[Strength.STRONG],
        seconds=seconds,
    )


def main(folder: Path) -> None:
    print(f"{'set':<12}{'people':>8}{'true pairs':>12}{'found':>8}{'share':>8}{'floor':>8}{'wrong':>8}{'of offered':>12}", end="")
    print(f"{'strong':>8}{'wrong':>7}{'seconds':>9}")
    for name in SETS:
        score = measure(name, folder)
        print(
            f"{name:<12}{score.people:>8}{score.true_pairs:>12}{score.found:>8}{score.recall:>8.1%}{FLOORS[name]:>8.0%}", end=""
        )
        print(f"{score.wrong:>8}{score.wrong_share:>12.2%}{score.strong_found:>8}{score.strong_wrong:>7}{score.seconds:>9.1f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
