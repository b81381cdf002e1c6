"""The letters of enforcement: what each paper says, with the rights of whoever gets it and the days they run to."""

from casework.documents.prints import Letter, Rights
from casework.enforcement import words
from casework.enforcement.types.actions import ActionSheet, Requirement
from casework.enforcement.types.powers import ACT, Shape
from casework.kernel import clock
from casework.organisations.models import Organisation

TITLES = {
    Shape.WARNING: "Warning",
    Shape.AGREEMENT: "Acceptable behaviour contract",
    Shape.CPW: "Community protection warning",
    Shape.CPN: "Community protection notice",
    Shape.PENALTY: "Fixed penalty notice",
}
VERBS = {"stop": "Stop", "do": "", "steps": "Take reasonable steps to"}


def letter(sheet: ActionSheet, organisation: Organisation, role: str) -> Letter:
    """Put an action into its letter: the conduct, what is asked, the rights and the days, each under its Act and section."""
    detail, shape = sheet.detail, sheet.power.shape
    lines = [line for line in (*organisation.address.splitlines(), organisation.phone, organisation.email) if line]
    return Letter(
        title=TITLES[shape],
        organisation=organisation.name,
        organisation_lines=lines,
        addressee=[str(detail["subject"]), *str(detail["address"]).splitlines()],
        reference=sheet.ref,
        on=sheet.issued_on,
        paragraphs=_PARAGRAPHS[shape](sheet),
        rights=_rights(sheet),
        signed_by=sheet.officer,
        signed_role=role,
        printed_at=clock.now().replace(microsecond=0),
        salutation=None if shape in (Shape.CPN, Shape.PENALTY) else f"Dear {detail['subject']}",
        sign_off="Issued by" if shape in (Shape.CPN, Shape.PENALTY) else "Yours sincerely",
    )


def _where(sheet: ActionSheet) -> str:
    location = sheet.detail["location"]
    return f" at {location}" if location else ""


def _warning(sheet: ActionSheet) -> list[str]:
    return [
        f"We have evidence of the following conduct{_where(sheet)}:",
        str(sheet.detail["conduct"]),
        "We ask you to stop. If it happens again we may take further action, which can include a notice, a penalty "
        "or court proceedings.",
        "If you think that we are mistaken, or if you need help or support, please contact us at the address above.",
    ]


def _agreement(sheet: ActionSheet) -> list[str]:
    return [
        "You have agreed to the following:",
        str(sheet.detail["conduct"]),
        "This contract is voluntary. Breaking it is not an offence, but it may be used as evidence if we go to court.",
    ]


def _cpw(sheet: ActionSheet) -> list[str]:
    by = sheet.detail["comply_by"]
    return [
        f"We believe that you are responsible for the following conduct{_where(sheet)}:",
        str(sheet.detail["conduct"]),
        "It has a detrimental effect, of a persistent or continuing nature, on the quality of life of those in the locality, "
        "and it is unreasonable.",
        f"It must have stopped having that effect by the end of {words.day(by)}." if by else "It must stop.",
        "If it does not, you will be given a community protection notice. Failing to comply with a notice without reasonable "
        "excuse is an offence.",
    ]


def _asked(item: Requirement) -> str:
    """One requirement as a sentence, whether or not the officer began it with its verb."""
    verb, text = VERBS.get(item.kind, ""), item.text.strip().rstrip(".")
    if verb and not text.lower().startswith(verb.lower()):
        text = f"{verb} {text[:1].lower()}{text[1:]}"
    return f"{text}{f', by {words.day(item.by_on)}' if item.by_on else ''}."


def _cpn(sheet: ActionSheet) -> list[str]:
    detail = sheet.detail
    needs = [f"{number}. {_asked(item)}" for number, item in enumerate(sheet.requirements, start=1)]
    return [
        f"This notice is given to you under section 43 of the {ACT}. It is about the following conduct{_where(sheet)}:",
        str(detail["conduct"]),
        "We are satisfied on reasonable grounds that the conduct has a detrimental effect, of a persistent or continuing nature, "
        f"on the quality of life of those in the locality ({detail['test_effect']}; {detail['test_persistent']}), and that it is "
        f"unreasonable ({detail['test_unreasonable']}). You were warned in writing and given time.",
        "\n".join(["You are required to:", *needs]),
        "Failing to comply without reasonable excuse is an offence (section 48): a fine on conviction, for an individual "
        "or a body. It is a defence that you took all reasonable steps.",
        "If the notice is not complied with, work may be done and its cost recovered from you (section 47), and after conviction "
        "the court may order work, forfeiture or seizure (sections 49 to 51). A fixed penalty may be offered instead of "
        "prosecution (section 52).",
    ]


def _penalty(sheet: ActionSheet) -> list[str]:
    penalty = sheet.penalty
    if penalty is None:
        return []
    said = [
        f"We have reason to believe that on {words.day(penalty.offence_on)}{_where(sheet)} you committed the offence of "
        f"{sheet.power.offence} ({sheet.power.citation}).",
        str(sheet.detail["conduct"]),
    ]
    if penalty.term:
        said.append(f"The order and the term: {penalty.term}.")
    offer = f"You may discharge any liability to conviction for this offence by paying a fixed penalty of £{penalty.amount:,}."
    if penalty.early_amount:
        offer += f" £{penalty.early_amount:,} is accepted if it is paid within {penalty.early_days} days."
    return [*said, offer, "No proceedings will be taken before the time to pay is over. You do not have to pay: if you do not, "
            "the case may go to court, where you may put your side."]  # fmt: skip


_PARAGRAPHS = {
    Shape.WARNING: _warning,
    Shape.AGREEMENT: _agreement,
    Shape.CPW: _cpw,
    Shape.CPN: _cpn,
    Shape.PENALTY: _penalty,
}


def _rights(sheet: ActionSheet) -> Rights | None:
    shape, days = sheet.power.shape, [(item.name[:1].upper() + item.name[1:], item.on) for item in sheet.clocks if item.on]
    if shape is Shape.CPN:
        said = [
            "You may appeal to the magistrates' court because the conduct did not take place, had no detrimental effect, was "
            "not persistent or continuing, is not unreasonable, or you cannot reasonably be expected to control it; because a "
            "requirement or its time is unreasonable; because of a material defect; or because the notice was given to the "
            "wrong person.",
            "While an appeal is undecided, what you must stop stays in force unless the court says otherwise; what you must do "
            "does not apply.",
        ]
        return Rights("Your right to appeal", said, days, f"{ACT} s46")
    if shape is Shape.PENALTY:
        return Rights(
            "How long you have to pay", ["Paying in full within the time is not a conviction."], days, sheet.power.citation
        )
    if shape is Shape.CPW:
        said = ["There is no appeal against a warning. Tell us if you think it is wrong."]
        return Rights("What this warning means", said, days, sheet.power.citation)
    return None
