"""The phrases planted in orders: in a draft, beside a proposal on the public register, and beside an order in force."""

from typing import Any

from casework.demonstration import spaces
from casework.demonstration.spaces import COUNCIL
from casework.enforcement.services import order_case, orders
from casework.enforcement.types.orders import Consulted, Evidence, EvidenceKind, Judgement, OrderDraft
from casework.kernel import clock


def plant(planting: Any) -> None:
    """A draft, a proposal on the public register and an order in force: what is not published is their council's alone."""
    for stage in ("draft", "proposed", "in force"):
        since = len(planting.found)
        with planting.acting(COUNCIL) as actor:
            title = planting.phrase("order", "summary", "HDC") if stage == "draft" else f"Canary lane ({stage})"
            ref = orders.draft_order(actor, OrderDraft(title, "Made up.", spaces.DRINK, spaces.shape(52.3312, -0.1842), "Lane"))
            note = Evidence(EvidenceKind.NOTE, planting.phrase("order", "note", "HDC"), planting.phrase("order", "source", "HDC"))
            order_case.add_evidence(actor, ref, note)
            if stage != "draft":
                spaces.ready(actor, ref)
                reply = planting.phrase("order", "reply", "HDC")
                body = planting.phrase("order", "body consulted", "HDC")
                orders.consult(actor, ref, who=Consulted.PUBLIC, name=body, on=clock.today(), reply=reply)
                weighed = [planting.phrase("order", "considered", "HDC") for _ in range(5)]
                order_case.judge(actor, ref, Judgement(weighed[0], weighed[1], weighed[2], weighed[3], clock.today(), weighed[4]))
            if stage == "in force":
                today = clock.today()
                orders.make_order(actor, ref, made_on=today, effect_on=today, ends_on=today + spaces.YEAR, made_by="Committee")
                orders.publish(actor, ref, url=spaces.PAGE, signs_on=today)
        planting.settle(since, ref)
