"""The queue of referrals, a new one, one referral's page and its print. For cleared people; for others there is no such page."""

from typing import Any

from flask import flash, g, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from casework.accounts.services.once import once
from casework.kernel import clock
from casework.organisations import queries as organisations
from casework.referrals import codes, language
from casework.referrals.forms.making import ReferralForm
from casework.referrals.queries import queue as queues
from casework.referrals.queries import sheet as sheets
from casework.referrals.services import referring
from casework.referrals.types import NewReferral, PersonFacts
from casework.referrals.views.base import Answer, bp, choose
from casework.sharing.types import Act
from casework.web.attempt import attempt, page
from casework.web.gate import cleared, rule


@bp.route("/referrals")
@rule(cleared)
def listing() -> str:
    """The referrals one is named on, soonest due first."""
    state, closed = request.args.get("state", "")[:40], request.args.get("show") == "closed"
    found = queues.queue(g.actor, state=state, is_open=not closed)
    return render_template("referrals/listing.html", queue=found, state=state, closed=closed)


@bp.route("/referrals/wording")
@rule(cleared)
def wording() -> Response:
    """Wording to think about, for the page to look for while somebody types."""
    return jsonify(language.plain_hints())


@bp.route("/referrals/new", methods=["GET", "POST"])
@rule(cleared)
def new() -> Answer:
    """Make a referral."""
    form = ReferralForm()
    _prepare(form)
    if form.validate_on_submit():
        where = attempt(
            form, lambda: once(g.actor, form.key, lambda: _make(form), lambda made: url_for("referrals.show", ref=made.ref))
        )
        if where:
            flash("The referral is made. Only the people named on it can see it.", "success")
            return redirect(where)
    return page("referrals/new.html", form, signs=_signs())


@bp.route("/referrals/<ref:ref>")
@rule(cleared)
def show(ref: str) -> str:
    """One referral."""
    return render_template("referrals/show.html", sheet=sheets.sheet(g.actor, ref), clock_now=clock.now())


@bp.route("/referrals/<ref:ref>/print")
@rule(cleared)
def printed(ref: str) -> str:
    """One referral for the printer, with who printed it and when."""
    found = sheets.sheet(g.actor, ref, act=Act.RECORD_PRINT)
    return render_template("referrals/print.html", sheet=found, clock_now=clock.now())


def _prepare(form: ReferralForm) -> None:
    definitions = organisations.choices("exploitation_definition")
    choose(
        form,
        partnership=queues.partnerships(g.actor),
        venue_kind=organisations.choices("venue_kind"),
        signs=organisations.choices("warning_sign"),
        child_sex=organisations.choices("sex"),
        definition=definitions,
        consent=organisations.choices("consent"),
    )
    if not form.is_submitted():
        form.received_at.data, form.with_leads.data = clock.now(), True
        form.partnership.data = str(g.session_row.partnership_id or "")


def _signs() -> list[dict[str, Any]]:
    labels = organisations.labels("venue_kind")["venue_kind"]
    groups: dict[str, list[str]] = {}
    for sign in codes.listed("warning_sign"):
        groups.setdefault(str(sign.attributes["venue"]), []).append(sign.code)
    return [{"label": labels[venue], "codes": found} for venue, found in groups.items()]


def _make(form: Any) -> Any:
    return referring.make_referral(g.actor, _given(form))


def _given(form: Any) -> NewReferral:
    def text(name: str) -> str:
        return form[name].data or ""

    return NewReferral(
        verbatim=text("verbatim"),
        what_happened=text("what_happened"),
        venue_kind=text("venue_kind"),
        consent=text("consent"),
        received_at=form.received_at.data,
        reporter_kind=text("reporter_kind"),
        reporter=text("reporter"),
        reporter_contact=text("reporter_contact"),
        has_immediate_danger=form.danger.data == "yes",
        definition=text("definition"),
        venue_name=text("venue_name"),
        place=text("place"),
        postcode=text("postcode"),
        happened_at=form.happened_at.data,
        incident_number=text("incident_number"),
        vehicle=text("vehicle"),
        descriptions=text("adult_description"),
        consent_reason=text("consent_reason"),
        signs=tuple(form.signs.data or ()),
        child=PersonFacts(
            name=text("child_name"), born=text("child_born"), sex=text("child_sex"), living=text("child_living"),
            school=text("child_school"), description=text("child_description"),
        ),
        adult=PersonFacts(name=text("adult_name"), description=text("adult_description"), relation=text("adult_relation")),
        with_leads=bool(form.with_leads.data),
        partnership_id=int(form.partnership.data or 0),
    )  # fmt: skip
