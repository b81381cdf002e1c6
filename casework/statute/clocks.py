"""Which limits start to run when something happens under a power: the table of events, and the clock that reads it."""

from collections.abc import Iterable

from casework.statute.deadlines import Start, deemed_issue, extension_of_pspo, last_day, legal_day, penalty, subject_access
from casework.statute.rules import in_use
from casework.statute.types import Activation, Deadline, StatuteError

CLOCKS: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {
    ("LADDER", "warned"): (("no_repeat_warning", "end of the time without a repeat"),),
    ("FOLLOW_UP", "waiting"): (("waiting", "ask what became of it by"),),
    ("CPN", "issued"): (("appeal_period", "last day to appeal"),),
    ("CPN", "standing"): (("review_default", "review by"), ("end_default", "end of the notice")),
    ("CPN", "cost_claimed"): (("cost_appeal_period", "last day to appeal against the cost"),),
    ("PSPO", "made"): (("challenge_period", "last day to challenge in the High Court"),),
    ("PSPO", "varied"): (("challenge_period", "last day to challenge in the High Court"),),
    ("PSPO", "effect"): (("max_duration", "latest end of the order"),),
    ("EPSPO", "effect"): (("max_duration_total", "latest end of the order"),),
    ("CLOSURE_NOTICE", "served"): (
        ("max_basic", "latest end of the notice"),
        ("application_heard_within", "application heard by"),
    ),
    ("CLOSURE_NOTICE", "served_senior"): (
        ("max_senior", "latest end of the notice"),
        ("application_heard_within", "application heard by"),
    ),
    ("CLOSURE_NOTICE", "extended"): (("max_extension", "latest end of the extension"),),
    ("CLOSURE_NOTICE", "continued"): (("interim_max", "end of the continued notice"),),
    ("CLOSURE_NOTICE", "adjourned"): (("adjournment_max", "latest day of the adjourned hearing"),),
    ("CLOSURE_ORDER", "made"): (
        ("max_first", "latest end of the first order"),
        ("max_total", "latest end with extensions"),
        ("appeal_period", "last day to appeal"),
        ("claim_period", "last day to claim costs or compensation"),
    ),
    ("ABSPOSS", "closure_order_made"): (("closure_notice_period", "last day to serve the possession notice"),),
    ("ABSPOSS", "convicted"): (("conviction_notice_period", "last day to serve the possession notice"),),
    ("ABSPOSS", "injunction_breached"): (("injunction_notice_period", "last day to serve the possession notice"),),
    ("ABSPOSS", "cbo_breached"): (("cbo_notice_period", "last day to serve the possession notice"),),
    ("ABSPOSS", "noise_convicted"): (("noise_notice_period", "last day to serve the possession notice"),),
    ("ABSPOSS", "served"): (("review_request", "last day to ask for a review"),),
    ("DISPERSAL", "authorised"): (("authorisation_max", "latest end of the authorisation"),),
    ("DISPERSAL", "directed"): (
        ("exclusion_max", "latest end of the exclusion"),
        ("exclusion_review", "review the exclusion by"),
    ),
    ("DISPERSAL", "property_surrendered"): (("property_kept", "last day the property is kept"),),
    ("INJ", "made_u18"): (("max_u18", "latest end of the injunction"),),
    ("CBO", "made_u18"): (
        ("min_u18", "earliest end of the order"),
        ("max_u18", "latest end of the order"),
        ("review_u18", "first review by"),
    ),
    ("CBO", "reviewed_u18"): (("review_u18", "next review by"),),
    ("CBO", "made_adult"): (("min_adult", "earliest end of the order"),),
    ("ABC", "signed"): (("review_default", "first review by"), ("length_default", "end of the contract")),
    ("STRAY_DOG", "seized"): (("kept", "first day for disposal"),),
    ("STRAY_DOG", "notice_served"): (("kept", "first day for disposal after the notice"),),
    ("ABANDONED_VEH", "occupier_served"): (("occupier_objection", "last day for an objection"),),
    ("ABANDONED_VEH", "noticed"): (("notice_default", "last day of the notice"),),
    ("ABANDONED_VEH", "noticed_short"): (("notice_short", "end of the notice"),),
    ("ABANDONED_VEH", "owner_served"): (("kept_after_owner_notice", "last day the vehicle is kept"),),
    ("ABATEMENT", "served"): (("appeal_period", "last day to appeal"),),
    ("ABATEMENT", "noise_found"): (("noise_delay", "last day to delay the notice"),),
    ("LIC_REVIEW", "applied"): (("representations", "last day for representations"),),
    ("LIC_REVIEW", "representations_over"): (("hearing_within", "hearing by"),),
    ("LIC_REVIEW", "suspended"): (("suspension_max", "latest end of the suspension"),),
    ("LIC_REVIEW", "decided"): (("appeal_period", "last day to appeal"),),
    ("LIC_SUMMARY", "received"): (("interim_within", "interim decision by"), ("review_within", "review by")),
    ("LIC_CLOSURE", "notified"): (("review_within", "review by"),),
    ("MISSING", "returned"): (("return_interview", "return interview by"),),
    ("MAKESAFE", "referred"): (("decision", "decision by"), ("assessment", "assessment by")),
    ("MAKESAFE", "strategy_discussion"): (("conference", "conference by"),),
    ("MAKESAFE", "assessed_high"): (("meeting_high", "meeting by"),),
    ("MAKESAFE", "reviewed"): (("plan_review", "next review by"),),
    ("ASB", "received"): (("acknowledge", "acknowledge by"),),
    ("ASB", "received_high"): (("response_high", "first contact by"),),
    ("ASB", "received_high_working_days"): (("response_high_working_days", "first contact by"),),
    ("ASB", "received_medium"): (("response_medium", "first contact by"),),
    ("ASB", "received_standard"): (("response_standard", "first contact by"),),
    ("ASB", "victim_updated"): (("victim_update", "next update by"),),
    ("ASB", "reviewed"): (("open_case_review", "next review by"),),
    ("ASB", "closure_proposed"): (("closure_objection", "last day to object"),),
    ("ASB", "closed"): (("reopen_within", "last day to reopen under the same number"),),
    ("RAM", "assessed_high"): (("reassess_high", "assess again by"),),
    ("RAM", "assessed_medium"): (("reassess_medium", "assess again by"),),
    ("RAM", "assessed_standard"): (("reassess_standard", "assess again by"),),
    ("ASBCR", "applied"): (("acknowledge", "acknowledge by"), ("threshold_decision", "threshold decision by")),
    ("ASBCR", "decided"): (("review_meeting", "review meeting by"),),
    ("ASBCR", "met"): (("outcome_letter", "outcome letter by"),),
}
# A period that runs only once its row has been switched on.
WHERE_IN_FORCE = {("DISPERSAL", "exclusion_review")}


class NoClock(StatuteError):
    """No period starts with this event under this power."""


def clock(power: str, event: str, at: Start, *, activations: Iterable[Activation] = ()) -> tuple[Deadline, ...]:
    """Every deadline that an event starts under a power, by the limits in force on its day; refuses an event it does not know."""
    chosen = tuple(activations)
    on = legal_day(at)
    match power, event:
        case "CPN", "posted":
            deemed = deemed_issue(on, chosen)
            return deemed, *clock("CPN", "issued", deemed.on or on, activations=chosen)
        case "PSPO", "extended":
            return extension_of_pspo(on, decided_on=on, activations=chosen)
        case "SAR", "received":
            return (subject_access(on, activations=chosen),)
        case _, "penalty_dated":
            return penalty(power, on, activations=chosen)
    if (power, event) not in CLOCKS:
        raise NoClock(f"No period is known to start when {power} is {event}. {_known(power)}")
    tables = in_use(chosen)
    running = [
        (parameter, name)
        for parameter, name in CLOCKS[power, event]
        if (power, parameter) not in WHERE_IN_FORCE or tables.find(power, parameter, on) is not None
    ]
    return tuple(last_day(tables.limit(power, parameter, on), at, name) for parameter, name in running)


def _known(power: str) -> str:
    """Say which events are known of a power, or which powers there are."""
    events = sorted(event for of, event in CLOCKS if of == power)
    if events:
        return f"Known of {power}: {', '.join(events)}."
    powers = sorted({of for of, _ in CLOCKS})
    return f"Powers with such events: {', '.join(powers)}; of a penalty: penalty_dated."
