"""Not yours and not there are one answer, byte for byte; and what stands under one record is not found under another."""

import re

import pytest

from casework.kernel.refs import new_ref
from tests.access.test_matrix import TABLE, expected
from tests.access.world import World

NO_SUCH_NUMBER = 999_999_999
REFS = (
    "case", "hidden", "incident", "alone", "person", "stranger", "place", "vehicle", "receipt", "referral", "second_referral",
    "venue", "order", "draft_order", "action", "request",
    "outside_request",
)  # fmt: skip
SECRET_CODES = {"token", "answer_token"}  # a stranger may hold a one-time link: it is the key itself
TYPED = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}|[0-9]+")
Answer = tuple[int, list[tuple[str, str]], bytes]
FIELD = re.compile(r"{(\w+)}")
# What is nobody's secret: the name and colours of a partnership, on every page before signing in; the rows of the law.
OPEN = {"desk.theme", "law.undo"}


def with_parameters() -> list[str]:
    """Return the rows whose path names a record or a row."""
    held = [name for name, row in TABLE.items() if set(FIELD.findall(row["path"])) - SECRET_CODES]
    return [name for name in held if name.split()[0] not in OPEN]


def nobodys(world: World) -> dict[str, str | int]:
    """Return references and numbers like the real ones, of things that never were."""
    return {name: new_ref() if name in REFS else NO_SUCH_NUMBER for name in world.values}


def answer(world: World, persona: str, path: str, method: str = "GET") -> Answer:
    """Return all that goes over the wire: status, headers and body."""
    with world.ask(persona, path, method) as said:
        return said.status_code, list(said.headers), said.get_data()


@pytest.mark.parametrize("persona", ["neighbour", "police", "analyst", "nobody"])
def test_not_yours_is_not_there_byte_for_byte(world: World, persona: str) -> None:
    asked, wrong, never = 0, [], nobodys(world)
    world.token(persona)  # A cookie set on the way is set before either is asked.
    world.ask(persona, "/profile").close()
    for name in with_parameters():
        row = TABLE[name]
        method = row.get("method", "GET")
        real, unknown = row["path"].format(**world.values), row["path"].format(**never)
        if expected(row)[persona] not in ("404", "sign-in"):
            continue
        asked += 1
        one, other = answer(world, persona, real, method), answer(world, persona, unknown, method)
        if (
            persona == "nobody" and one[0] == 302
        ):  # Sent to sign in, and from there to what they asked for: their own words come back.
            one, other = _without(one), _without(other)
        if one != other:
            wrong.append(f"{name}: {one[0]} and {other[0]}, {one[1]} {other[1]}")
    print(f"{asked} pages asked for twice by {persona}")
    assert asked > 50
    assert not wrong, "\n".join(wrong)


def _without(said: Answer) -> Answer:
    status, headers, body = said
    told = [(name, value) for name, value in headers if name not in ("Location", "Content-Length")]
    assert len(told) == len(headers) - 2
    return status, told, TYPED.sub("", body.decode()).encode()


UNDER = [
    ("officer", "/cases/{other}/notes/{note}/correct"),
    ("officer", "/cases/{other}/links/{link}/end"),
    ("officer", "/records/{other}/tasks/{task}"),
    ("officer", "/records/{other}/tasks/{task}/hand-on"),
    ("officer", "/records/{other}/shares/{share}"),
    ("officer", "/records/{other}/shares/{share}/recall"),
    ("officer", "/records/{other}/emergencies/{opening}"),
    ("officer", "/records/{other}/as/{landlord}"),
    ("officer", "/cases/{other}/notes/{note}/open"),
    ("officer", "/people/{stranger}/end/alias/{alias}"),
    ("officer", "/people/{person}/end/contact/{alias}"),
    ("cleared", "/referrals/{second_referral}/actions/{referral_action}/end"),
    ("cleared", "/referrals/{second_referral}/people/{child}/known"),
    ("cleared", "/referrals/{referral}/members/{user}/end"),
    ("lead", "/users/{user}/roles/{lead_role}/end"),
]


@pytest.mark.parametrize(("persona", "path"), UNDER, ids=[path for _, path in UNDER])
def test_a_part_is_not_found_under_another_record(world: World, persona: str, path: str) -> None:
    values = {**world.values, "other": world.values["hidden"]}
    held = path.format(**{**values, "other": values["case"], "stranger": values["person"], "second_referral": values["referral"]})
    method = "POST" if path.endswith("{lead_role}/end") else "GET"
    if held != path.format(**values):
        assert world.status(persona, held) == "200"
    assert world.status(persona, path.format(**values), method) == "404"
    if method == "GET":
        assert world.status(persona, path.format(**values), "POST") == "404"
