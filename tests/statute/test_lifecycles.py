"""The cards of the powers: what refuses to load, and that every state, step and clock of the shipped ones has its law."""

from typing import Any

import pytest

from casework.statute import ladder, lifecycles
from casework.statute.types import BadRow

LIFE: dict[str, Any] = {
    "name": "short", "enters": "issued",
    "state": [
        {"name": "issued", "clocks": [{"start": "issued_on", "power": "FOLLOW_UP", "event": "waiting"}]},
        {"name": "ended", "final": True, "why": "It is over", "section": "s1"},
    ],
    "move": [{"name": "ended", "label": "Ended", "from": ["issued"], "section": "s1"}],
}  # fmt: skip
POWER: dict[str, Any] = {"code": "SHORT", "label": "Short", "life": "short", "kinds": ["*"], "citation": "s1"}


def test_the_smallest_card_is_read() -> None:
    assert lifecycles.read_card(POWER, LIFE).life.moves_from("issued")[0].name == "ended"


MOVE = LIFE["move"][0]
ISSUED, ENDED = LIFE["state"]
NO_CLOCK, NO_START = {"start": "issued_on", "event": "no"}, {"start": "x", "name": "n", "citation": "s"}


@pytest.mark.parametrize(
    ("life", "power", "reason"),
    [
        pytest.param({"move": [MOVE | {"section": " "}]}, {}, "has no section", id="a step without a section"),
        pytest.param({"move": [MOVE, MOVE]}, {}, "stands twice", id="a step twice"),
        pytest.param({"move": [MOVE | {"to": "elsewhere"}]}, {}, "unknown or never reached", id="a state nobody knows"),
        pytest.param({"state": [ISSUED, ENDED | {"why": ""}]}, {}, "without a reason", id="an end without its reason"),
        pytest.param({"state": [ISSUED | {"clocks": []}, ENDED]}, {}, "no clock that always runs", id="a state without a clock"),
        pytest.param({"move": [MOVE | {"from": ["issued", "ended"]}]}, {}, "is final, but", id="a step from an end"),
        pytest.param({"forbid": [{"name": "ended", "sentence": "No", "section": "s2"}]}, {}, "both lawful", id="both"),
        pytest.param({"state": [ISSUED | {"clocks": [NO_CLOCK]}, ENDED]}, {}, "no clock starts", id="no clock"),
        pytest.param({"state": [ISSUED | {"clocks": [NO_START]}, ENDED]}, {}, "nobody says", id="no start"),
        pytest.param({"state": [ISSUED | {"clocks": [{"start": "issued_on"}]}, ENDED]}, {}, "no name or citation", id="bare day"),
        pytest.param({}, {"citation": " "}, "citation is missing", id="no citation"),
        pytest.param({}, {"life": "long"}, "is unknown", id="no life"),
        pytest.param({}, {"target": "ghost"}, "unknown", id="no target"),
        pytest.param({}, {"fields": [{"name": "a", "kind": "song", "label": "A"}]}, "unknown kind", id="a field of no kind"),
        pytest.param({}, {"needs": [{"fact": "b", "sentence": "B", "section": "s"}]}, "nobody asks it", id="a need nobody asks"),
    ],
)  # fmt: skip
def test_a_bad_card_refuses_to_load(life: dict[str, Any], power: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadRow, match=reason):
        lifecycles.read_card(POWER | power, LIFE | life)


def test_every_power_of_the_ladder_stands_on_its_step() -> None:
    cards = lifecycles.cards().values()
    assert {card.step for card in cards if card.step} <= {code for step in ladder.ladder().steps for code, _ in step.deeds}
    beside = {card.code for card in cards if not card.step}
    assert beside == {"DISP_AUTH", "DISP_DIR", "STRAY_DOG", "ABANDONED_VEH", "VEH_NUISANCE"}
    print(f"{len(cards)} powers, {sum(len(card.life.moves) for card in cards)} lawful steps")
