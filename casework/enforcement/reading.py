"""Reading what a form or an address says into the words of enforcement."""

import math
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from casework.enforcement.queries.ladder import Subject
from casework.enforcement.types.actions import Issue, PenaltyTerms, Requirement
from casework.enforcement.types.orders import OrderDraft, OrderKind, Term, TermKind
from casework.enforcement.types.powers import Service
from casework.kernel.errors import Refused
from casework.statute import counting

SAME = (
    "age_estimate", "address", "issued_on", "conduct", "location", "evidence", "ladder_reason", "vulnerability_check",
    "comply_by", "informed", "deemed_on", "deemed_reason", "test_effect", "test_persistent", "test_unreasonable",
)  # fmt: skip
_DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,12})?", re.ASCII)
_WHOLE = re.compile(r"[0-9]{1,18}", re.ASCII)


def degrees(given: str | None) -> float | None:
    """A latitude or longitude from an address or hidden field; None when there is none."""
    text = (given or "").strip()
    if not _DEGREES.fullmatch(text):
        return None
    value = float(text)
    return value if math.isfinite(value) and abs(value) <= 180 else None


def whole(given: str | None) -> int | None:
    """A whole number from an address or a choice; None when there is none."""
    return int(given) if given and _WHOLE.fullmatch(given) else None


def day(given: str | None) -> date | None:
    """A day in an address, written 2026-03-02; None when there is none."""
    try:
        return date.fromisoformat(given or "")
    except ValueError:
        return None


def lines(text: str | None) -> list[str]:
    """The lines of a box in which each line is one thing."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def issue(form: Any, people: list[Subject]) -> Issue:
    """What an officer hands in to issue a paper; somebody chosen from the case brings their name and birth date."""
    ref = _given(form, "person_ref")
    chosen = next((person for person in people if person.ref == ref), None)
    subject = form.subject.data or (chosen.name if chosen else "")
    if not subject:
        raise Refused("Enter the name of the person or body, or choose somebody on the case", field="subject")
    given = {name: form[name].data for name in SAME if name in form}
    values: dict[str, Any] = {name: value if value is not None or name in _MAY_BE_NONE else "" for name, value in given.items()}
    return Issue(
        subject=subject,
        person_ref=chosen.ref if chosen else "",
        place_ref=_given(form, "place_ref"),
        is_body=bool("is_body" in form and form.is_body.data),
        born_on=(form.born_on.data if "born_on" in form else None) or (chosen.born_on if chosen else None),
        service=Service(form.service.data),
        requirements=requirements(form),
        **values,
    )


def _given(form: Any, name: str) -> str:
    """What a field says that not every form of its kind has."""
    return (form[name].data or "") if name in form else ""


_MAY_BE_NONE = frozenset({"age_estimate", "issued_on", "comply_by", "deemed_on"})


def requirements(form: Any) -> tuple[Requirement, ...]:
    """The requirements of a notice, one from each line."""
    if "requirement_stop" not in form:
        return ()
    by_on = form.requirement_by.data
    return tuple(
        Requirement(kind, text, None if kind == "stop" else by_on)
        for kind in ("stop", "do", "steps")
        for text in lines(form[f"requirement_{kind}"].data)
    )


def terms(form: Any) -> PenaltyTerms:
    """What a fixed penalty says."""
    return PenaltyTerms(
        offence_on=form.offence_on.data,
        amount=form.amount.data,
        early_amount=form.early_amount.data,
        early_days=form.early_days.data,
        term_id=whole(_given(form, "term_id")),
        notice_ref=_given(form, "notice_ref"),
        latitude=degrees(form.latitude.data),
        longitude=degrees(form.longitude.data),
    )


def order_draft(form: Any, geometry: Any, held: Sequence[Any] = ()) -> OrderDraft:
    """An order as its form says it; the terms are numbered through, prohibitions first.

    A term whose words stay keeps when it applies and its exception, unless the form says others for all.
    """
    without = form.without.data or []
    return OrderDraft(
        title=form.title.data,
        reasons=form.reasons.data,
        terms=order_terms(form, held),
        geometry=geometry,
        area_name=form.area_name.data or "",
        has_parish="parish" not in without,
        has_county="county" not in without,
        kind=OrderKind(form.kind.data),
        site=form.site.data or "",
    )


def order_terms(form: Any, held: Sequence[Any] = ()) -> tuple[Term, ...]:
    """The terms of a form, one from each line: the activity, a colon, the words."""
    before = {term.text: term for term in held}
    typed = [(TermKind.PROHIBITION, line) for line in lines(form.prohibitions.data)]
    typed += [(TermKind.REQUIREMENT, line) for line in lines(form.requirements.data)]
    found = []
    for number, (kind, line) in enumerate(typed, start=1):
        activity, colon, rest = line.partition(":")
        text = rest.strip() if colon else line
        kept = before.get(text)
        when = form.applies_when.data or (kept.applies_when if kept else "")
        exception = form.exception.data or (kept.exception if kept else "")
        found.append(Term(number, kind, text, when, exception, activity.strip()[:200] if colon else ""))
    return tuple(found)


def term_lines(terms: Iterable[Any], kind: TermKind) -> str:
    """Terms as the form shows them again."""
    return "\n".join(f"{term.activity}: {term.text}" if term.activity else term.text for term in terms if term.kind is kind)


def moment(given: str | None) -> date | None:
    """A day in an address, or the London day of an instant such as 2026-03-02T23:30:00Z; None when there is none."""
    text = (given or "").strip().replace(" ", "+")
    if len(text) <= 10:
        return day(text)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at.date() if at.tzinfo is None else counting.london_day(at)
