"""The wording's own small syntax, read once from left to right: ((field)), "# " and "- ". Nothing in it runs, and a value that is
filled in is never read again, so what somebody typed cannot become a field.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from tomllib import loads

from casework.documents.prints import Heading, Lines, Paragraph
from casework.kernel.errors import Refused
from casework.papers.types import FIELDS, KINDS, Block, PaperKind, Value

FIELD = re.compile(r"\(\(([a-z_]{1,40})\)\)", re.ASCII)
_ANY = re.compile(r"\(\(|\)\)")
MOST = 20_000
SHIPPED: dict[str, str] = {
    kind: body.strip() for kind, body in loads((Path(__file__).with_name("data") / "wordings.toml").read_text("utf-8")).items()
}


def shipped(kind: PaperKind) -> str:
    """Return the wording that came with the application."""
    return SHIPPED[str(kind)]


def check(kind: PaperKind, body: str) -> None:
    """Refuse a wording that is not sound: a field nobody knows, one of another kind, one that must be there and is not."""
    spec = KINDS[kind]
    if len(body) > MOST:
        raise Refused(f"The wording has more than {MOST:,} characters.", field="body")
    if _ANY.search(FIELD.sub("", body)):
        raise Refused("Write each field as its name in double brackets, like ((name)).", field="body")
    used = FIELD.findall(body)
    for name in used:
        if name not in spec.may:
            raise Refused(f"(({name})) is not a field of this paper. Choose from the list beside the wording.", field="body")
    missing = [name for name in spec.must if name not in used]
    if missing:
        said = ", ".join(f"(({name})) ({FIELDS[name].label.lower()})" for name in missing)
        raise Refused(f"The law asks for more than this wording says. Put back {said}.", field="body")
    for part in _parts(body):
        names = FIELD.findall(part)
        if any(FIELDS[name].is_block for name in names) and not FIELD.fullmatch(part):
            name = next(name for name in names if FIELDS[name].is_block)
            raise Refused(f"Let (({name})) stand alone, with a blank line before and after it.", field="body")
    _say_something(body)


def _say_something(body: str) -> None:
    """What must be there is there also when a field beside it is empty."""
    for part in _parts(body):
        names = FIELD.findall(part)
        optional = [name for name in names if name in _OPTIONAL]
        if len(set(names)) > 1 and optional:
            said = "is not always known, and a paragraph whose field is empty is left out. Give it a paragraph of its own."
            raise Refused(f"(({optional[0]})) {said}", field="body")


_OPTIONAL = frozenset({"location", "term", "url"})


def merge(body: str, values: dict[str, Value]) -> list[Block]:
    """Fill a wording in; a paragraph whose field is empty is left out."""
    return [block for part in _parts(body) for block in _blocks(part, values)]


def _parts(body: str) -> Iterator[str]:
    for part in re.split(r"\n[ \t]*\n", body.replace("\r\n", "\n").strip()):
        if part.strip():
            yield part.strip()


def _blocks(part: str, values: dict[str, Value]) -> Iterator[Block]:
    alone = FIELD.fullmatch(part)
    if alone and isinstance(held := values.get(alone[1]), list):
        yield from held
    elif part.startswith("#"):
        said = _filled(part.lstrip("#").strip(), values)
        if said:
            yield Heading(said, 2 if part.startswith("##") else 1)
    elif all(line.startswith("- ") for line in part.split("\n")):
        points = [said for line in part.split("\n") if (said := _filled(line[2:], values))]
        if points:
            yield Lines(points)
    elif said := _filled(part, values):
        yield Paragraph(said)


def _filled(text: str, values: dict[str, Value]) -> str:
    found = {name: values.get(name) for name in FIELD.findall(text)}
    if not all(isinstance(value, str) and value.strip() for value in found.values()):
        return ""
    return FIELD.sub(lambda field: str(found[field[1]]), text)


def text_of(blocks: list[Block]) -> str:
    """Return everything a paper says, for the check of what it may not tell."""
    said: list[str] = []
    for block in blocks:
        match block:
            case Heading() | Paragraph():
                said.append(block.text)
            case Lines():
                said += block.items
            case _:
                said += [block.heading, *block.paragraphs, *(f"{label} {day}" for label, day in block.dates)]
    return "\n".join(said)
