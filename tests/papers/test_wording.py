"""Wording a council may change: what must be there stays there, nothing in it runs, and every version is kept."""

import io
import re

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from casework.documents import pdf
from casework.kernel.actor import system_actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, Refused, Stale
from casework.papers import merge
from casework.papers.models import PaperWording
from casework.papers.queries import wording
from casework.papers.services import wording as deeds
from casework.papers.types import FIELDS, KINDS, PaperKind
from casework.papers.values import madeup
from casework.web.text import headline
from tests.support.installation import As, actor_of

EVERY = list(PaperKind)


def words(content: bytes) -> str:
    """The text of a PDF in reading order."""
    pages = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return re.sub(r"\s+", " ", pages).replace("\u200b", "")


@pytest.mark.parametrize("kind", EVERY)
def test_the_shipped_wording_is_sound_and_says_everything(as_: As, kind: PaperKind) -> None:
    merge.check(kind, merge.shipped(kind))
    with as_("manager") as actor:
        made = wording.preview(actor, kind, merge.shipped(kind))
        values = madeup.values(kind, made.on, made.organisation, ())
    assert [name for name in KINDS[kind].must if not values.get(name)] == []
    said = merge.text_of(list(made.blocks))
    assert "((" not in said and "None" not in said


@pytest.mark.parametrize("kind", EVERY)
def test_a_paper_reads_back_with_its_tags_and_in_order(as_: As, kind: PaperKind) -> None:
    with as_("manager") as actor:
        made = wording.preview(actor, kind, merge.shipped(kind))
        content = pdf.render(made)
    reader, said = PdfReader(io.BytesIO(content)), words(content)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"] and reader.trailer["/Root"]["/Lang"].startswith("en")
    assert b"pdfuaid:part" in content and reader.metadata is not None and reader.metadata.title == KINDS[kind].title
    places = [said.index(re.sub(r"\s+", " ", text)) for text in _headings(made)]
    assert places == sorted(places)
    assert wording.PREVIEW in said


def _headings(made: object) -> list[str]:
    return [block.text for block in made.blocks if hasattr(block, "level")]  # type: ignore[attr-defined]  # a print of ours


@pytest.mark.parametrize(
    ("kind", "rights", "section", "days"),
    [
        (PaperKind.CPN, "Last day to appeal", "s46", 20),
        (PaperKind.FPN, "Last day to pay", "Environmental Protection Act 1990", 14),
        (PaperKind.PSPO_MADE, "Last day to challenge in the High Court", "s66", 41),
        (PaperKind.PSPO_VARIED, "Last day to challenge in the High Court", "s66", 41),
    ],
)
def test_rights_carry_the_day_and_the_section_that_the_law_gives(
    as_: As, kind: PaperKind, rights: str, section: str, days: int
) -> None:
    with as_("manager") as actor:
        made = wording.preview(actor, kind, merge.shipped(kind))
    boxes = [block for block in made.blocks if getattr(block, "kind", "") == "rights"]
    dates = {label: day for box in boxes for label, day in box.dates}  # type: ignore[union-attr]  # boxes of rights
    assert (dates[rights] - made.on).days == days
    assert any(section in str(box.citation) for box in boxes)  # type: ignore[union-attr]  # as above


@pytest.mark.parametrize("kind", EVERY)
def test_a_wording_without_what_the_law_asks_for_is_refused(kind: PaperKind) -> None:
    for name in KINDS[kind].must:
        with pytest.raises(Refused, match=re.escape(f"(({name}))")):
            merge.check(kind, merge.shipped(kind).replace(f"(({name}))", "as the officer said"))


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("((conduct)) ((password))", "not a field"),
        ("((conduct)) ((appeal))", "not a field"),  # of another kind
        ("((conduct)) {{ config }} ((", "double brackets"),
        ("((conduct.__class__))", "double brackets"),
        ("((conduct))((((conduct))))", "double brackets"),
        ("((conduct)) at ((location))", "paragraph of its own"),
    ],
)
def test_an_unsound_wording_is_refused(body: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        merge.check(PaperKind.WARNING, body)


def test_a_block_stands_alone() -> None:
    body = merge.shipped(PaperKind.CPN).replace("((appeal))", "Appeal: ((appeal))")
    with pytest.raises(Refused, match="stand alone"):
        merge.check(PaperKind.CPN, body)


def test_what_was_typed_never_becomes_a_field_or_markup() -> None:
    blocks = merge.merge("# Said\n\n((conduct))", {"conduct": "((name)) #eval(1) {{ 7*7 }} # not a heading", "name": "Ned"})
    assert merge.text_of(blocks) == "Said\n((name)) #eval(1) {{ 7*7 }} # not a heading"


def test_a_paragraph_whose_field_is_empty_is_left_out() -> None:
    assert merge.text_of(merge.merge("It was at ((location)).\n\nStop.\n\n- at ((location))\n- always", {"location": ""})) == (
        "Stop.\nalways"
    )


def test_english_is_short() -> None:
    """No sentence of the shipped wording has more than 30 words; no word of lawyers that has a plain one."""
    for kind, body in merge.SHIPPED.items():
        sentences = re.split(r"[.:?!]\s|\n", body)
        assert max(len(sentence.split()) for sentence in sentences) <= 30, kind
        assert not re.search(r"\b(?:hereby|pursuant|aforementioned|heretofore|notwithstanding)\b", body, re.I), kind


def test_every_field_is_known_and_used() -> None:
    used = {name for spec in KINDS.values() for name in spec.may}
    assert used == set(FIELDS) and all(set(spec.must) <= set(spec.may) for spec in KINDS.values())
    assert all(headline(field.label) == field.label for field in FIELDS.values())


def change(as_: As, who: str, *, seen: int, more: str = "\n\nThank you.") -> int:
    with as_(who) as actor:
        body = merge.shipped(PaperKind.WARNING) + more
        return deeds.change(actor, PaperKind.WARNING, body=body, reason="Plainer", seen=seen)


def test_each_version_is_kept_with_who_when_and_why_and_one_can_go_back(as_: As) -> None:
    assert change(as_, "manager", seen=0) == 1
    assert change(as_, "lead", seen=1, more="\n\nThank you very much.") == 2
    with as_("manager") as actor:
        deeds.back_to_shipped(actor, PaperKind.WARNING, reason="Too long", seen=2)
    with as_("manager") as actor:
        held = wording.versions(actor, PaperKind.WARNING)
        assert [(row.version, row.is_shipped, row.changed_by, row.reason) for row in held] == [
            (3, True, "Mara Manager", "Too long"), (2, False, "Leo Lead", "Plainer"), (1, False, "Mara Manager", "Plainer"),
        ]  # fmt: skip
        assert held[1].body.endswith("Thank you very much.")
        assert wording.in_use(actor, actor.organisation_id or 0, PaperKind.WARNING).body == merge.shipped(PaperKind.WARNING)


def test_a_wording_made_on_an_old_version_is_stale_and_loses_nothing(as_: As) -> None:
    change(as_, "manager", seen=0)
    with pytest.raises(Stale) as found:
        change(as_, "lead", seen=0, more="\n\nMine.")
    assert found.value.differences[0].mine.endswith("Mine.")


def test_only_managers_and_leads_change_their_own_wording(app: object, as_: As) -> None:
    for who in ("officer", "police", "administrator", "analyst"):
        with pytest.raises(NotAllowed):
            change(as_, who, seen=0)
    change(as_, "manager", seen=0)
    with as_(system_actor("a test reads every wording")):
        rows = list(db.session().scalars(select(PaperWording)))
    assert [row.organisation_id for row in rows] == [actor_of(app, "manager").organisation_id]  # type: ignore[arg-type]  # the application
    with as_("charity") as actor:
        assert wording.in_use(actor, actor.organisation_id or 0, PaperKind.WARNING).is_shipped
