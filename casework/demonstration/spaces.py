"""The made-up orders at every stage of their life: a draft, a proposal, some made, varied or extended, and some over."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from casework.demonstration.stage import Stage
from casework.enforcement.services import order_case, order_changes, orders
from casework.enforcement.types.order_steps import About
from casework.enforcement.types.orders import (
    Consulted,
    Evidence,
    EvidenceKind,
    Judgement,
    OrderDraft,
    OrderKind,
    Term,
    TermKind,
    Variation,
)
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.statute.rules import in_use

COUNCIL = "meera.larkspur"
COMMITTEE = "Licensing and protection committee"
PAGE = "https://www.example.org/orders"
BODIES = (
    (Consulted.POLICE, "Chief Constable"),
    (Consulted.POLICING_BODY, "Police and crime commissioner"),
    (Consulted.COMMUNITY, "Residents' group (made up)"),
    (Consulted.OWNER, "Council estates team"),
    (Consulted.PARISH, "Town council"),
    (Consulted.COUNTY, "Cambridgeshire County Council"),
)
DRINK = (
    Term(1, TermKind.PROHIBITION, "Having an open can or bottle of alcohol while causing alarm or distress", "", "", "Drinking"),
    Term(2, TermKind.REQUIREMENT, "Hand over alcohol when an authorised officer asks", "", "", "Drinking"),
    Term(3, TermKind.PROHIBITION, "Urinating or defecating in public", "", "In a public toilet", "Fouling"),
)
YEAR = timedelta(days=364)


@dataclass(frozen=True, slots=True)
class Life:
    """One order: its title, the middle and half-size of its area in degrees, and how many days before the end it begins."""

    title: str
    middle: tuple[float, float]
    before: int
    after: Callable[[Stage, Actor, str], None] | None = None
    lasts: timedelta = YEAR
    kind: OrderKind = OrderKind.PSPO
    until: str = "in force"


def shape(latitude: float, longitude: float, half: float = 0.0022) -> Any:
    """A made-up five-sided area with a hole in it, around a point."""
    high, wide = half * 0.62, half

    def ring(part: float, corners: tuple[tuple[float, float], ...]) -> list[list[float]]:
        points = [[round(longitude + x * wide * part, 6), round(latitude + y * high * part, 6)] for x, y in corners]
        return [*points, points[0]]

    outer = ((-1.0, -0.8), (0.7, -1.0), (1.0, 0.2), (0.3, 1.0), (-0.9, 0.7))
    return {"type": "Polygon", "coordinates": [ring(1, outer), ring(0.22, ((-1, -1), (-1, 1), (1, 1), (1, -1)))]}


def ready(actor: Actor, ref: str, about: About = About.MAKE) -> None:
    """Consult everybody on a decision, publicise it, and record what was weighed."""
    today = clock.today()
    for who, name in BODIES:
        orders.consult(actor, ref, who=who, name=name, on=today, reply="No objection.", about=about)
    orders.publicise(actor, ref, about=about, url=f"{PAGE}/consultation", on=today)
    order_case.judge(
        actor,
        ref,
        Judgement(
            effect="Reports in each of the last twelve months, from different households; officers saw the same.",
            necessity="Warnings and patrols did not stop it. Each term answers one activity and nothing wider.",
            expression="No speech is forbidden. Leaflets and busking stay allowed.",
            assembly="No assembly is forbidden. A march through the area stays lawful.",
            considered_on=today,
            considered_by=COMMITTEE,
        ),
        about=about,
    )


def plan(stage: Stage) -> None:
    """Plan the other orders of the district, each to its own point."""
    for life in LIVES:
        day = stage.ends - timedelta(days=life.before)
        at = day.replace(hour=10, minute=0, second=0, microsecond=0)
        if at > stage.begins and (life.kind is OrderKind.PSPO or _is_law(at.date())):
            stage.plan(at + timedelta(days=(7 - at.weekday()) if at.weekday() > 4 else 0), COUNCIL, partial(_begin, stage, life))


def _is_law(on: date) -> bool:
    return in_use(()).find("EPSPO", "max_duration_total", on) is not None


def _begin(stage: Stage, life: Life, actor: Actor) -> None:
    expedited = life.kind is OrderKind.EXPEDITED
    reasons = "Residents and traders reported drinking, shouting and fouling here through the year, and keep away because of it."
    draft = OrderDraft(
        life.title, "Crowds outside the gates stop pupils and staff from coming in." if expedited else reasons,
        DRINK, shape(*life.middle), life.title.partition(":")[2].strip(), kind=life.kind,
        site="Sample Academy (made up)" if expedited else "",
    )  # fmt: skip
    ref = orders.draft_order(actor, draft)
    _evidence(actor, ref, life)
    if life.until == "draft":
        return
    if expedited:
        _consent(actor, ref)
    elif life.until == "proposed":
        orders.consult(actor, ref, who=Consulted.POLICE, name="Chief Constable", on=clock.today(), reply="In support.")
        orders.publicise(actor, ref, about=About.MAKE, url=f"{PAGE}/consultation", on=clock.today())
    else:
        ready(actor, ref)
    if life.until not in ("proposed", "dropped"):
        _make(actor, ref, life)
    if life.after is not None:
        life.after(stage, actor, ref)


def _evidence(actor: Actor, ref: str, life: Life) -> None:
    today = clock.today()
    order_case.add_evidence(
        actor,
        ref,
        Evidence(
            EvidenceKind.FIGURES, "Reports of street drinking to the council and the police.", "Case records", life.title, 47,
            today - timedelta(days=365), today - timedelta(days=1),
        ),
    )  # fmt: skip
    order_case.add_evidence(actor, ref, Evidence(EvidenceKind.NOTE, "Ask the estates team for the plan of the land they own."))


def _consent(actor: Actor, ref: str) -> None:
    for who, name in ((Consulted.CONSENT_POLICE, "Chief Constable"), (Consulted.CONSENT_SITE, "Governing body (made up)")):
        orders.consult(actor, ref, who=who, name=name, on=clock.today(), reply="We consent.")
    judged = Judgement(
        "Gatherings at the gates.", "Nothing less keeps the gates clear.", "Weighed.", "Weighed.", clock.today(), COMMITTEE
    )
    order_case.judge(actor, ref, judged)


def _make(actor: Actor, ref: str, life: Life) -> None:
    today = clock.today()
    effect = today + timedelta(days=14 if life.until == "made" else 0)
    orders.make_order(actor, ref, made_on=today, effect_on=effect, ends_on=effect + life.lasts, made_by=COMMITTEE)
    if life.until != "made":
        orders.publish(actor, ref, url=PAGE, signs_on=today)


def _later(days: int, deed: Callable[[Actor, str], None]) -> Callable[[Stage, Actor, str], None]:
    def follow(stage: Stage, actor: Actor, ref: str) -> None:
        at: datetime = clock.now() + timedelta(days=days)
        stage.later(at, COUNCIL, lambda later: deed(later, ref))

    return follow


def _extend(actor: Actor, ref: str) -> None:
    ready(actor, ref, About.EXTEND)
    new = clock.today() + timedelta(days=2 * 365)
    orders.extend(actor, ref, decided_on=clock.today(), ends_on=new, reason="Reports fell and came back each summer.")
    orders.publish(actor, ref, url=PAGE, signs_on=clock.today())


def _vary(actor: Actor, ref: str) -> None:
    ready(actor, ref, About.VARY)
    added = Term(1, TermKind.PROHIBITION, "Having an open vessel of alcohol on the riverside path", "9am to 9pm", "", "Drinking")
    order_changes.vary(
        actor, ref, Variation((1,), (added,)), decided_on=clock.today(), effect_on=clock.today(), reason="The path was left out."
    )
    orders.publish(actor, ref, url=PAGE, signs_on=clock.today())


def _discharge(actor: Actor, ref: str) -> None:
    ready(actor, ref, About.DISCHARGE)
    orders.discharge(actor, ref, on=clock.today(), reason="No report in six months.")


def _suspend(actor: Actor, ref: str) -> None:
    order_changes.challenge(actor, ref, on=clock.today(), reason="A trader applied: the area was said to be too wide.")
    order_changes.suspend(actor, ref, on=clock.today(), reason="Until the hearing.")


def _drop(stage: Stage, actor: Actor, ref: str) -> None:
    orders.drop(actor, ref, on=clock.today(), reason="The town council asked for more lighting instead.")


LIVES = (
    Life("St Ives: the quay and bus station", (52.3222, -0.0735), 330, _later(200, _extend)),
    Life("Godmanchester: riverside car park", (52.3185, -0.1745), 320, lasts=timedelta(days=120)),
    Life("Yaxley: recreation ground", (52.5170, -0.2560), 310, _later(150, _discharge)),
    Life("Huntingdon: market square", (52.3310, -0.1835), 280, _later(120, _vary)),
    Life("Sawtry: school gates", (52.4370, -0.2830), 60, lasts=timedelta(days=90), kind=OrderKind.EXPEDITED),
    Life("Warboys: village pond", (52.4040, -0.0830), 40, _later(14, _suspend)),
    Life("Brampton: village green", (52.3215, -0.2230), 30, _drop, until="dropped"),
    Life("Ramsey: Great Whyte", (52.4490, -0.1090), 24, until="proposed"),
    Life("Huntingdon: High Street", (52.3325, -0.1860), 12, until="draft"),
    Life("Somersham: high street", (52.3835, -0.0010), 8, until="made"),
)
