"""Screening a referral, and its risk form: what the areas suggest and what the professional decides stand apart."""

import json
from datetime import date

from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import Refused
from casework.referrals import clocks, codes
from casework.referrals.models import Referral, ReferralRisk, ReferralScreening
from casework.referrals.services.parts import keep_wording, put
from casework.referrals.types import RiskForm
from casework.sharing import policy
from casework.sharing.types import Act, Section
from casework.statute import banding
from casework.statute.banding import AreaLevel, Band
from casework.statute.types import StatuteError


def screen(
    actor: Actor, ref: str, *, screened_on: date, suspected: bool, factors: tuple[str, ...] = (), police: str = "",
    social_care: str = "", health: str = "", education: str = "",
) -> None:  # fmt: skip
    """Record the multi-agency screening: what each agency knows, and whether exploitation is suspected."""
    row, lens = policy.open_one(actor, Referral, ref, Act.RISK_ADD)
    _check_day(row, screened_on, "screened_on")
    if set(factors) - {code.code for code in codes.listed("background_factor")}:
        raise Refused("Choose the factors from the list.", field="factors")
    said = {"police": police, "social_care": social_care, "health": health, "education": education}
    if not any(said.values()):
        raise Refused("Give what at least one agency knows.", field="police")
    put(
        actor, lens, ReferralScreening, Section.RISK, screened_on=screened_on, factors=sorted(set(factors)),
        outcome="suspected" if suspected else "not_suspected", by_user=actor.user_id or 0, **said,
    )  # fmt: skip
    keep_wording(actor, lens, **said)
    db.session().flush()


def suggestion(actor: Actor, form: RiskForm) -> Band:
    """Return the band that the levels of the eleven areas suggest; refuses a form with an area left out."""
    try:
        help_in_use = banding.banding_on(form.assessed_on)
        levels = {int(code[1:]): AreaLevel(level) for code, level in form.levels.items()}
        return banding.suggested(help_in_use, levels, has_immediate_harm=form.has_immediate_harm)
    except (StatuteError, ValueError) as fault:
        raise Refused("Give a level for every area, and a day for which the form was in use.") from fault


def assess_risk(actor: Actor, ref: str, form: RiskForm) -> ReferralRisk:
    """Keep a risk form with the band suggested and the band decided. A lower band needs a reason and a supervisor.

    High starts the clock of the multi-agency meeting.
    """
    row, lens = policy.open_one(actor, Referral, ref, Act.RISK_ADD)
    _check_day(row, form.assessed_on, "assessed_on")
    suggested, decided = suggestion(actor, form), _decided(form)
    for refusal in banding.decision(suggestion=suggested, chosen=decided, reason=form.reason, supervisor=form.supervisor):
        raise Refused(refusal.sentence, field="supervisor" if "upervisor" in refusal.sentence else "reason")
    if form.supervisor and form.supervisor.strip().casefold() == actor.name.casefold():
        raise Refused("The supervisor must be somebody else.", field="supervisor")
    for code, level in form.levels.items():
        if level in (AreaLevel.MEDIUM, AreaLevel.HIGH) and not form.evidence.get(code, "").strip():
            raise Refused("Give the evidence for a medium or high level.", field=f"evidence_{code}")
    if form.review_on is not None and form.review_on <= form.assessed_on:
        raise Refused("The review must be after the assessment.", field="review_on")
    found = put(
        actor, lens, ReferralRisk, Section.RISK, assessed_on=form.assessed_on, banding=banding.banding_on(form.assessed_on).id,
        levels=dict(form.levels), evidence=json.dumps({code: text for code, text in form.evidence.items() if text}),
        has_immediate_harm=form.has_immediate_harm, suggested=suggested, decided=decided, reason=form.reason,
        supervisor=form.supervisor, review_on=form.review_on, by_user=actor.user_id or 0, at=clock.now(),
    )  # fmt: skip
    row.band = decided
    if decided is Band.HIGH:
        row.meeting_due_on, row.meeting_held_on = clocks.day_due("assessed_high", form.assessed_on), None
    if form.review_on is not None:
        row.review_due_on = form.review_on
    keep_wording(actor, lens, evidence="\n".join(form.evidence.values()), reason=form.reason)
    db.session().flush()
    return found


def _decided(form: RiskForm) -> Band:
    try:
        return Band(form.decided)
    except ValueError as fault:
        raise Refused("Choose the band that you decide.", field="decided") from fault


def _check_day(row: Referral, on: date, field: str) -> None:
    if not clock.local_day(row.received_at) <= on <= clock.today():
        raise Refused("The day must be between the day of the referral and today.", field=field)
