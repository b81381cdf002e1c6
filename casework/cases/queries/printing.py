"""A case as it is printed: only what its reader may see, and who withholds the rest."""

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.cases.queries import choices, chronology, sheets
from casework.cases.types.sheets import CaseSheet, LinkSheet, NoteSheet
from casework.documents.prints import CasePrint, Entry
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.sharing.types import SECTION_LABELS, Act, Section, Withheld

MOST = 2000
MARKING = "OFFICIAL-SENSITIVE"


def case_print(actor: Actor, ref: str, *, form: str) -> CasePrint:
    """Return a case as its reader may print it, and write the printing down. Refuses with NotFound what they may not know of."""
    sheet = sheets.case_sheet(actor, ref, act=Act.RECORD_PRINT)
    words = choices.words(actor)
    audit.record(actor, Deed.PRINT_MADE, record_id=sheet.lens.record_id, record_kind=sheet.lens.kind, detail={"format": form})
    return CasePrint(
        title=f"Case {sheet.lens.ref}: {sheet.title}",
        organisation=sheet.lead,
        summary=_summary(actor, sheet, words),
        people=[_person(link, words) for link in _links(sheet)],
        people_columns=("Who or what", "Role in this case", "Detail", "Since"),
        chronology=_chronology(actor, sheet, words),
        marking=MARKING,
        printed_by=f"{actor.name}, {actor.organisation_name}",
        printed_at=clock.now(),
        withheld=_withheld(sheet),
    )


def _summary(actor: Actor, sheet: CaseSheet, words: dict[str, dict[str, str]]) -> list[tuple[str, str]]:
    story = None if isinstance(sheet.story, Withheld) else sheet.story
    risk = () if isinstance(sheet.risk, Withheld) else sheet.risk
    rows = [
        ("Summary", sheet.summary),
        ("Type", words["case_type"].get(sheet.type, sheet.type)),
        ("Subject", words["case_subject"].get(sheet.subject, sheet.subject)),
        ("Stage", words["case_stage"].get(sheet.stage, sheet.stage)),
        ("Priority", words["priority"].get(sheet.priority, sheet.priority)),
        ("Ward", choices.ward_names(actor).get(sheet.ward, sheet.ward)),
        ("Led by", sheet.lead),
        ("Case owner", sheet.owner),
        ("Opened", f"{sheet.opened_on:%-d %B %Y}"),
        ("Closed", f"{sheet.closed_on:%-d %B %Y}" if sheet.closed_on else ""),
        ("Why it was closed", words["closure_reason"].get(sheet.closure_reason, "")),
        ("What happened", story.body if story else ""),
        ("Harm", story.harm if story else ""),
        ("What the person affected wants", story.wishes if story else ""),
        ("Risk", f"{risk[0].band.capitalize()}: {risk[0].narrative}" if risk else ""),
    ]
    return [(name, value) for name, value in rows if value]


def _links(sheet: CaseSheet) -> tuple[LinkSheet, ...]:
    return () if isinstance(sheet.links, Withheld) else sheet.links


def _person(link: LinkSheet, words: dict[str, dict[str, str]]) -> tuple[str, str, str, str]:
    role = words["case_role"].get(link.role, link.kind.capitalize())
    return link.label, role, link.detail or " ", f"{clock.local_day(link.since):%-d %b %Y}"


def _chronology(actor: Actor, sheet: CaseSheet, words: dict[str, dict[str, str]]) -> list[Entry]:
    entries = [
        Entry(step.at, words["case_stage"].get(step.stage, step.stage), step.by, step.reason or "Stage changed")
        for step in sheet.steps
    ]
    if sheet.lens.sees(Section.NOTES):
        found, _ = chronology.notes(actor, sheet.lens, size=MOST)
        for note in found:
            what = words["note_kind"].get(note.kind, note.kind) + _correction(note)
            who = f"{note.author}, {note.organisation}. Read by: {note.audience or 'everyone on the case'}"
            entries.append(Entry(note.happened_at, what, who, note.body))
    return sorted(entries, key=lambda entry: f"{entry.at:%Y%m%d%H%M%S%f}")


def _correction(note: NoteSheet) -> str:
    if note.corrected_by:
        return f" (corrected later: {note.corrected_because})" if note.corrected_because else " (corrected later)"
    return f" (a correction: {note.reason})" if note.reason else ""


def _withheld(sheet: CaseSheet) -> list[str]:
    parts = (sheet.story, sheet.links, sheet.notes, sheet.risk)
    return [f"{SECTION_LABELS[part.section]}: withheld by {part.by}" for part in parts if isinstance(part, Withheld)]
