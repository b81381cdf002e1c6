"""The fields of the papers of an action: a warning, a contract, a notice, a penalty, a closure notice."""

from collections.abc import Callable, Iterable
from datetime import date

from casework.documents.prints import Lines, Paragraph, Rights
from casework.enforcement import words
from casework.enforcement.types.actions import ActionSheet, Requirement
from casework.enforcement.types.powers import ACT
from casework.kernel import clock
from casework.papers.types import Block, PaperKind, Value
from casework.statute.types import Deadline

KIND_OF: dict[str, PaperKind] = {
    "warning": PaperKind.WARNING,
    "agreement": PaperKind.AGREEMENT,
    "cpw": PaperKind.CPW,
    "cpn": PaperKind.CPN,
    "penalty": PaperKind.FPN,
}
OF_COURSE: dict[str, PaperKind] = {"CLN": PaperKind.CLOSURE_NOTICE}  # by power, for what its card alone keeps
HEARING = "The magistrates' court will hear the application. We will tell you which court."
_SPOKEN = frozenset({"VERBAL"})
_VERBS = {"stop": "Stop", "do": "", "steps": "Take reasonable steps to"}


def kind_of(sheet: ActionSheet) -> PaperKind | None:
    """Return the kind of paper an action has, or None for one that is only said."""
    if sheet.power.code in _SPOKEN:
        return None
    return OF_COURSE.get(sheet.power.code) or KIND_OF.get(str(sheet.power.shape))


def values(sheet: ActionSheet, organisation: str) -> dict[str, Value]:
    """Return every field of an action's paper."""
    detail = sheet.detail
    common: dict[str, Value] = {
        "name": str(detail.get("subject", "")),
        "conduct": str(detail.get("conduct", "")),
        "location": str(detail.get("location", "")),
        "issued_on": words.day(sheet.issued_on),
        "reference": sheet.ref,
        "officer": sheet.officer,
        "organisation": organisation,
    }
    kind = kind_of(sheet)
    more = _MORE.get(kind) if kind else None
    return common | (more(sheet) if more else {})


def _day(sheet: ActionSheet, name: str) -> str:
    found = sheet.detail.get(name)
    return words.day(found) if isinstance(found, date) else ""


def _dates(clocks: Iterable[Deadline]) -> list[tuple[str, date | str]]:
    return [(item.name[:1].upper() + item.name[1:], said) for item in clocks if (said := _said(item))]


def _said(item: Deadline) -> date | str | None:
    if item.on is not None:
        return item.on
    if item.at is None:
        return None
    local = item.at.astimezone(clock.LONDON)
    return f"{local:%H:%M} on {words.day(local.date())}"


def _citations(clocks: Iterable[Deadline], otherwise: str) -> str:
    return "; ".join(dict.fromkeys(item.citation for item in clocks)) or otherwise


def _clock(sheet: ActionSheet, *names: str) -> list[Deadline]:
    return [item for item in sheet.clocks if item.name in names]


def _agreement(sheet: ActionSheet) -> dict[str, Value]:
    review, ends = _clock(sheet, "first review by"), _clock(sheet, "end of the contract")
    return {
        "first_review": _day(sheet, "reviews_on") or (words.day(review[0].on) if review and review[0].on else ""),
        "ends_on": words.day(ends[0].on) if ends and ends[0].on else "",
    }


def _cpw(sheet: ActionSheet) -> dict[str, Value]:
    said = (
        "If the conduct still has this effect after that day, you will be given a community protection notice (section 43). "
        "Not complying with a notice is an offence (section 48), unless you have a reasonable excuse."
    )
    return {"stop_by": _day(sheet, "comply_by"), "next_step": [Paragraph(said), Paragraph(f"Law: {ACT} ss43, 48.")]}


def _asked(item: Requirement) -> str:
    """One requirement as a sentence, whether or not the officer began it with its verb."""
    verb, text = _VERBS.get(item.kind, ""), item.text.strip().rstrip(".")
    if verb and not text.lower().startswith(verb.lower()):
        text = f"{verb} {text[:1].lower()}{text[1:]}"
    return f"{text}{f', by the end of {words.day(item.by_on)}' if item.by_on else ''}."


def _cpn(sheet: ActionSheet) -> dict[str, Value]:
    detail = sheet.detail
    appeal = _clock(sheet, "last day to appeal")
    return {
        "test": (
            "We are satisfied on reasonable grounds that this conduct has a detrimental effect, of a persistent or continuing "
            f"nature, on the quality of life of those in the locality, and that it is unreasonable. The effect: "
            f"{detail.get('test_effect', '')}. Persistent or continuing: {detail.get('test_persistent', '')}. Unreasonable: "
            f"{detail.get('test_unreasonable', '')}."
        ),
        "requirements": [Lines([_asked(item) for item in sheet.requirements], numbered=True)] if sheet.requirements else None,
        "consequences": _consequences(),
        "appeal": [Rights(
            "You may appeal to the magistrates' court",
            [
                "You may appeal because the conduct did not take place, has no detrimental effect, is not persistent or "
                "continuing, is not unreasonable, or is something you cannot reasonably be expected to control.",
                "You may also appeal because a requirement or its time is unreasonable, because the notice has a material "
                "defect, or because it was given to the wrong person.",
                "Until the appeal is decided, what you must stop stays in force unless the court says otherwise. What you must "
                "do does not apply until then.",
            ],
            _dates(appeal), _citations(appeal, f"{ACT} s46"),
        )] if appeal else None,
    }  # fmt: skip


def _consequences() -> list[Block]:
    """What a notice must explain of sections 47 to 52 (s43(7))."""
    return [
        Lines(
            [
                "Not complying is an offence, unless you took all reasonable steps or have another reasonable excuse. The "
                "court may fine you (section 48).",
                "We may have work done that you did not do, and recover what it costs from you (section 47).",
                "After a conviction the court may order work to be done (section 49), and take away things that were used in "
                "the offence (section 50). A justice may allow them to be seized (section 51).",
                "We may offer you a fixed penalty instead of going to court (section 52).",
            ]
        ),
        Paragraph(f"Law: {ACT} ss47 to 52."),
    ]


def _fpn(sheet: ActionSheet) -> dict[str, Value]:
    penalty = sheet.penalty
    if penalty is None:
        return {}
    paying = _clock(sheet, "last day to pay the lower amount", "last day to pay")
    last = next((item for item in paying if item.name == "last day to pay"), None)
    said = [f"The penalty is £{penalty.amount:,}."]
    if penalty.early_amount:
        early = next((item.on for item in paying if item.name == "last day to pay the lower amount"), None)
        said.append(f"We accept £{penalty.early_amount:,} if you pay by the end of {words.day(early)}." if early else "")
    said.append("No case is brought before the time to pay is over. Paying in full and in time is not a conviction.")
    return {
        "offence": sheet.power.offence,
        "law": sheet.power.citation,
        "offence_on": words.day(penalty.offence_on),
        "term": penalty.term,
        "amount": f"£{penalty.amount:,}",
        "payment": [Rights(
            "What to pay, and by when", [item for item in said if item], _dates(sheet.clocks),
            _citations(paying, sheet.power.citation),
        )] if paying else None,
        "representations": [Rights(
            "You may tell us why we should withdraw it",
            [
                "Write to the address at the top and give the reference. Say why you think that the penalty is wrong or unfair. "
                "Do it before the time to pay is over.",
                "There is no appeal to a court against a fixed penalty. If you do not pay, a court may decide.",
            ],
            [("Tell us by the end of", last.on)] if last and last.on else [],
            f"{_citations([last] if last else [], sheet.power.citation)} (time to pay); {sheet.power.citation}",
        )] if last else None,
    }  # fmt: skip


def _closure(sheet: ActionSheet) -> dict[str, Value]:
    return {
        "premises": str(sheet.detail.get("premises") or (sheet.place[1] if sheet.place else sheet.detail.get("location", ""))),
        "effect": [
            Lines(
                [
                    "Access to the premises is prohibited for everybody, except people who habitually live there and the owner.",
                    "Staying on or entering the premises against this notice, or obstructing who serves it, is an offence "
                    "(section 86), unless you have a reasonable excuse.",
                    "We will apply to the magistrates' court for a closure order. Such an order can close the premises to "
                    "everybody for up to three months, and to six months in all (sections 80 and 82).",
                ]
            ),
            Paragraph(f"Law: {ACT} ss76 to 82, 86."),
        ],
        "hearing": [Rights(
            "When the notice ends and when the court hears the application",
            [
                str(sheet.detail.get("hearing") or HEARING),
                "You may go to the hearing and say why no order should be made. The notice itself cannot be appealed against.",
            ],
            _dates(sheet.clocks), _citations(sheet.clocks, f"{ACT} ss76, 77, 80"),
        )] if sheet.clocks else None,
    }  # fmt: skip


_MORE: dict[PaperKind, Callable[[ActionSheet], dict[str, Value]]] = {
    PaperKind.AGREEMENT: _agreement,
    PaperKind.CPW: _cpw,
    PaperKind.CPN: _cpn,
    PaperKind.FPN: _fpn,
    PaperKind.CLOSURE_NOTICE: _closure,
}
