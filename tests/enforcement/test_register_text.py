"""The public register gives nobody away: a text that names or locates somebody of an order's cases is held, another is not."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from casework.cases.models import CaseFile
from casework.enforcement.models.actions import Breach
from casework.enforcement.models.orders import Order, OrderTerm
from casework.enforcement.models.register import RegisterEntry
from casework.enforcement.services import order_changes, orders, register
from casework.enforcement.services.register_text import ASK
from casework.enforcement.types.order_steps import About
from casework.enforcement.types.orders import Term, TermKind, Variation
from casework.kernel import clock
from casework.kernel.actor import Actor, system_actor
from casework.kernel.db import db
from casework.kernel.errors import Refused
from casework.people import services as people
from casework.people.types import NewAddress, NewPerson
from casework.sharing import policy
from casework.sharing.models import Record
from casework.sharing.types import Act, Lens, Section
from tests.support import enforcing as make
from tests.support import factories
from tests.support.installation import As

URL = "https://council.example/consultation"
GIVES_AWAY = ("Keep away from Mrs Kowalska", "Racing past 12 High Street, St Neots")
FINE = ("Racing in High Street", "Ned Testworthy must stop")


def witnessed(actor: Actor, lens: Lens) -> None:
    """Janina complains on a record, Ned is alleged there."""
    janina = people.add_person(actor, NewPerson(family_name="Kowalska", given_names="Janina"))
    ned = people.add_person(actor, NewPerson(family_name="Testworthy", given_names="Ned"))
    factories.link(actor, lens, janina.id, role="COMPLAINANT")
    factories.link(actor, lens, ned.id, role="ALLEGED")
    people.add_address(actor, janina.ref, NewAddress(address="12 High Street, St Neots"))


def breached(actor: Actor, order_ref: str) -> None:
    """A breach of an order, on a case with them."""
    order_id = db.session().scalar(select(Record.id).where(Record.ref == order_ref)) or 0
    case = factories.new_case(actor)
    lens = policy.open_one(actor, CaseFile, case.id, Act.LINK_ADD)[1]
    witnessed(actor, lens)
    policy.open_one(actor, CaseFile, case.id, Act.ACTION_ISSUE)
    term = db.session().scalars(policy.readable(actor, OrderTerm).where(OrderTerm.record_id == order_id)).first()
    assert term is not None
    db.session().add(
        Breach(
            record_id=case.id, section=int(Section.ACTIONS), author_org_id=actor.organisation_id, order_record_id=order_id,
            term_id=term.id, happened_at=clock.now(), location="St Neots", by_user=actor.user_id, recorded_at=clock.now(),
        )
    )  # fmt: skip
    db.session().flush()


def varied(actor: Actor, ref: str, text: str) -> None:
    make.consulted(actor, ref, About.VARY)
    today, added = clock.today(), Term(1, TermKind.PROHIBITION, text, activity="Racing")
    order_changes.vary(actor, ref, Variation((), (added,)), decided_on=today, effect_on=today, reason="Moved")


@pytest.mark.parametrize("text", [*GIVES_AWAY, *FINE])
def test_a_variation_that_gives_somebody_away_is_held_beside_its_words(as_: As, text: str) -> None:
    with as_("officer") as actor:
        ref = make.in_force(actor)
    with as_("officer") as actor:
        breached(actor, ref)
    if text in FINE:
        with as_("officer") as actor:
            varied(actor, ref, text)
    else:
        with as_("officer") as actor, pytest.raises(Refused, match=r"This would be public.*Janina Kowalska") as refused:
            varied(actor, ref, text)
        assert refused.value.field == "prohibitions"
    assert (text in entry(as_, ref)) is (text in FINE)


def entry(as_: As, ref: str) -> str:
    with as_(system_actor("a test reads the register")):
        return str(db.session().scalars(select(RegisterEntry.body).where(RegisterEntry.ref == ref)).first())


def proposed(actor: Actor, reasons: str) -> str:
    ref = orders.draft_order(actor, replace(make.draft("High Street"), reasons=reasons))
    lens = policy.open_one(actor, Order, ref, Act.LINK_ADD)[1]
    witnessed(actor, lens)
    return ref


@pytest.mark.parametrize("reasons", [*GIVES_AWAY, *FINE])
def test_a_proposal_is_publicised_only_when_it_gives_nobody_away(as_: As, browser_of: Any, reasons: str) -> None:
    with as_("officer") as actor:
        ref = proposed(actor, reasons)
    page = f"/orders/{ref}/publicise"
    typed = {"about": "make", "url": URL, "on-day": "1", "on-month": "1", "on-year": "2026", "on": "2026-01-01"}
    answer = browser_of("officer").post(page, typed)
    said = answer.get_data(as_text=True)
    if reasons in FINE:
        assert answer.status_code == 302 and reasons in entry(as_, ref)
        return
    assert answer.status_code == 422 and "This would be public" in said and 'id="url-error"' in said and URL in said
    assert entry(as_, ref) == "None"
    with as_("officer") as actor:
        orders.change_draft(actor, ref, replace(make.draft("High Street"), reasons=FINE[0]), version=None)
    assert browser_of("officer").post(page, typed).status_code == 302


def test_a_publicised_draft_is_held_when_new_words_give_somebody_away(as_: As) -> None:
    with as_("officer") as actor:
        ref = proposed(actor, FINE[0])
        orders.publicise(actor, ref, about=About.MAKE, url=URL, on=clock.today())
    with as_("officer") as actor, pytest.raises(Refused) as refused:
        orders.change_draft(actor, ref, replace(make.draft(GIVES_AWAY[0]), reasons=FINE[0]), version=None)
    assert refused.value.field == "title" and GIVES_AWAY[0] not in entry(as_, ref)


def test_of_somebody_unknown_to_the_council_nothing_is_told(as_: As) -> None:
    with as_("officer") as actor:
        ref = make.in_force(actor)
    with as_("police") as actor:
        breached(actor, ref)
    with as_("officer") as actor, pytest.raises(Refused) as refused:
        varied(actor, ref, GIVES_AWAY[0])
    assert refused.value.sentence == f"This would be public. {ASK}"


def test_what_is_public_already_is_not_asked_again_and_the_register_is_still_written_anew(as_: As) -> None:
    """A name that came to the cases after the order was made holds neither its end nor the console."""
    with as_("officer") as actor:
        ref = make.in_force(actor, "Kowalska Lane")
        breached(actor, ref)
        orders.publicise(actor, ref, about=About.DISCHARGE, url=URL, on=clock.today())
        make.consulted(actor, ref, About.DISCHARGE)
        orders.discharge(actor, ref, on=clock.today(), reason="No longer needed")
    with as_(system_actor("a test rebuilds the register")) as actor:
        assert register.rebuild(actor) == (1, 0)
