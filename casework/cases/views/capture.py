"""Capture: one page for an officer in the street, with what is already known beside it."""

from typing import Any

from flask import Response, g, jsonify, request, url_for

from casework.cases.forms import CaptureForm
from casework.cases.queries import choices, repeats
from casework.cases.services import street
from casework.cases.types import Captured, Report, Seen, Story
from casework.cases.types.sheets import Known, Repeats
from casework.cases.views.deeds import CASEWORK
from casework.cases.views.doing import bp, settle
from casework.documents.types import Upload
from casework.kernel import clock
from casework.places import postcodes
from casework.sharing.types import KIND_WORDS, Kind
from casework.web.attempt import page
from casework.web.gate import roles, rule

MOST_ASKED = 6


@bp.route("/capture", methods=["GET", "POST"])
@rule(roles(*CASEWORK))
def capture() -> Any:
    """Take down what happened."""
    form = _form()
    if "look" in request.form:
        known = {"known": _known_of(form), "ask": _to_ask(_chosen_refs(form))}
        return page("cases/capture.html", form, **known, words=choices.words(g.actor))
    done = settle(form, lambda: street.take_down(g.actor, _report(form), _seen(form), _photos(form)), _where, "Saved.")
    return done or page("cases/capture.html", form, known=None, words=choices.words(g.actor))


@bp.route("/capture/repeats")
@rule(roles(*CASEWORK))
def known_repeats() -> Response:
    """Answer what is already known of the people, place, vehicle and postcode typed so far, among what one may see."""
    refs = request.args.getlist("ref")[:MOST_ASKED]
    found = _repeats(refs, _postcode(request.args.get("postcode")))
    subjects = choices.words(g.actor)["case_subject"]
    records = [_line(each, subjects) for each in found.records]
    return jsonify({"sentence": found.sentence, "records": records, "ask": _to_ask(refs)})


def _line(each: Known, subjects: dict[str, str]) -> dict[str, Any]:
    endpoint = "cases.show_incident" if each.kind == Kind.INCIDENT else "cases.show"
    named: dict[str, Any] = {f"{each.kind}_ref": each.ref}
    return {
        "href": url_for(endpoint, **named),
        "ref": each.ref,
        "kind": each.kind,
        "title": each.title,
        "detail": f"{subjects.get(each.subject, each.subject)}, {clock.local_day(each.at):%-d %b %Y}",
        "may_join": each.kind == Kind.CASE and each.is_open,
    }


def _form() -> CaptureForm:
    form = CaptureForm()
    form.subject.choices = choices.codes(g.actor, "case_subject")
    form.ward_code.choices = choices.wards(g.actor)
    form.who_role.choices = form.other_role.choices = choices.codes(g.actor, "case_role")
    for name, kind in (("who", Kind.PERSON), ("other", Kind.PERSON), ("place", Kind.PLACE), ("vehicle", Kind.VEHICLE)):
        form[name].source = url_for("people.suggest", kind=kind)
    if not form.is_submitted():
        form.occurred_from.data = form.occurred_from.data or clock.now()
        form.who_role.data = form.who_role.data or "ALLEGED"
        form.other_role.data = form.other_role.data or "WITNESS"
    return form


def _seen(form: CaptureForm) -> list[Seen]:
    found = []
    for name, kind, role in (
        ("who", Kind.PERSON, form.who_role.data or "ALLEGED"),
        ("other", Kind.PERSON, form.other_role.data or "WITNESS"),
        ("vehicle", Kind.VEHICLE, "VEHICLE"),
        ("place", Kind.PLACE, "LOCATION"),
    ):
        given = form[name].data
        if given is not None and (given.value or kind is not Kind.PLACE):
            found.append(Seen(given.value, given.text, kind, role, name))
    return found


def _report(form: CaptureForm) -> Report:
    return Report(
        type="",
        subject=form.subject.data,
        summary=form.summary.data,
        occurred_from=form.occurred_from.data,
        ward_code=form.ward_code.data or "",
        location_text=form.place.data.text if form.place.data else "",
        postcode=form.postcode.data or "",
        latitude=_degrees(form.latitude.data, 90),
        longitude=_degrees(form.longitude.data, 180),
        story=Story(form.body.data or ""),
        join_ref=(form.join_ref.data or "-") if form.then.data == "join" else "",
        opens_case=form.then.data == "open",
    )


def _degrees(given: str | None, most: int) -> float | None:
    try:
        found = float(given or "")
    except ValueError:
        return None
    return found if -most <= found <= most else None


def _photos(form: CaptureForm) -> list[Upload]:
    return [Upload(file.stream, file.filename or "photo") for file in form.files.data or [] if file and file.filename]


def _where(made: Captured) -> str:
    return url_for("cases.show_incident", incident_ref=made.incident_ref)


def _postcode(given: str | None) -> str:
    return postcodes.normalise(given or "") or ""


def _known_of(form: CaptureForm) -> Repeats:
    return _repeats(_chosen_refs(form), _postcode(form.postcode.data))


def _chosen_refs(form: CaptureForm) -> list[str]:
    return [form[name].data.value for name in ("who", "other", "place", "vehicle") if form[name].data and form[name].data.value]


def _to_ask(refs: list[str]) -> list[dict[str, str]]:
    """Where to ask partners what they hold, beyond the records one may see."""
    held = [(ref, street.known(g.actor, ref)) for ref in dict.fromkeys(refs) if ref]
    return [
        {"href": url_for("exchange.ask", ref=ref), "text": f"Ask partners about this {KIND_WORDS[Kind(each[1])]}"}
        for ref, each in held
        if each
    ]


def _repeats(refs: list[str], postcode: str) -> Repeats:
    held = [street.known(g.actor, ref) for ref in refs if ref]
    return repeats.beside(g.actor, [each[0] for each in held if each], postcode=postcode)
