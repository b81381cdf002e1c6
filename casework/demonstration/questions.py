"""Canaries in what is asked of partners: a question to one organisation each, answers for its readers, and a referral."""

from datetime import timedelta
from typing import Any

from casework.exchange.services import answering, asking, deciding
from casework.exchange.types import Basis, NewRequest, Offer, Readers, Said, Verdict
from casework.kernel import clock

BASIS = Basis("JOINT_WORK", "GDPR_6_1_E", "CDA115")


def plant(planting: Any, ref: str, *, asker: str, asked: tuple[tuple[str, str], ...], others: tuple[str, ...]) -> None:
    """Ask two organisations about a case of the council's: the first answers the asker alone, the second everyone on the case.

    The words of a question go to the chronology with their answer, for the readers of the answer.
    """
    for (code, who), readers in zip(asked, Readers, strict=True):
        named = ("HDC", code) if readers is Readers.ASKER else ("HDC", code, *others)
        since = len(planting.found)
        with planting.acting(asker) as actor:
            question = planting.phrase("request", "question", *named, audience=f"asked of {code}")
            made = asking.ask(actor, ref, _new(planting, question, code))[0].ref
        with planting.acting(who) as actor:
            answer = planting.phrase("request", "answer", *named, audience=str(readers))
            answering.answer(actor, made, Said(Verdict.HELD, answer, readers), seen=1)
        planting.settle(since, made)
    since, (code, _) = len(planting.found), asked[0]
    with planting.acting(asker) as actor:
        work = planting.phrase("request", "referral", "HDC", code, audience=f"referred to {code}")
        planting.settle(since, deciding.refer(actor, ref, _new(planting, work, code), Offer()).ref)


def _new(planting: Any, text: str, code: str) -> NewRequest:
    due = clock.today() + timedelta(days=10)
    return NewRequest(text=text, basis=BASIS, due_on=due, org_ids=(planting.stage.organisations[code],))
