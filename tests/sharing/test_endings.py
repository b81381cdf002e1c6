"""What ends sight ends it at once; what flows to leaves and incidents flows and ends with its link and its share."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from casework.accounts.models import AppUser, UserClearance
from casework.cases.models import CaseFile, Incident
from casework.kernel import clock
from casework.kernel.actor import Actor, system_actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, NotFound, Refused
from casework.organisations.models import Agreement, AgreementParty, PartnershipMember
from casework.sharing import listing, policy, sight
from casework.sharing.models import AccessGrant, Record, Recusal
from casework.sharing.services import checking, grants, links, members, recusals, shares
from casework.sharing.types import Act, Kind, Lens, Level, Source
from tests.support import factories as make
from tests.support.installation import As

DAY = timedelta(days=1)
SYSTEM = system_actor("a test changes the facts beneath")


def opened(actor: Actor, record_id: int, act: Act = Act.RECORD_READ, model: type = CaseFile) -> Lens:
    return policy.open_one(actor, model, record_id, act)[1]


def knows(actor: Actor, record_id: int) -> bool:
    return policy.lens_of(actor, record_id) is not None


def sound(as_: As) -> bool:
    with as_(SYSTEM) as actor:
        return checking.verify(actor) == {}


class Scene:
    """The officer's case with a person, an incident on it with a person of its own, shared in full with the landlord."""

    case: int
    person: int
    incident: int
    witness: int
    share: int


@pytest.fixture
def scene(as_: As) -> Scene:
    made = Scene()
    with as_("officer") as actor:
        case = make.new_case(actor)
        made.case = case.id
        made.person = make.new_record(actor, Kind.PERSON).id
        made.witness = make.new_record(actor, Kind.PERSON).id
        made.incident = make.new_incident(actor).id
        root = opened(actor, made.case, Act.LINK_ADD)
        make.link(actor, root, made.person)
        make.link(actor, opened(actor, made.incident, Act.LINK_ADD, Incident), made.witness, role="WITNESS")
        make.link(actor, root, made.incident, Kind.INCIDENT, "incident")
        made.share = make.new_share(actor, case, "LUM")
    return made


def all_of(made: Scene) -> list[int]:
    return [made.case, made.person, made.incident, made.witness]


def recall(as_: As, made: Scene) -> None:
    with as_("officer") as actor:
        shares.recall(actor, opened(actor, made.case, Act.SHARE_RECALL), made.share, reason="done")


def expire(as_: As, made: Scene) -> None:
    clock.shift_to(clock.today() + 31 * DAY)


def give_up(as_: As, made: Scene) -> None:
    with as_("housing") as actor:
        shares.give_up(actor, opened(actor, made.case, Act.SHARE_GIVE_UP), reason="not ours")


def end_agreement(as_: As, made: Scene) -> None:
    with as_(SYSTEM):
        db.session().execute(update(Agreement).values(until_on=clock.today() - DAY))


def leave_agreement(as_: As, made: Scene) -> None:
    with as_(SYSTEM):
        party = AgreementParty.organisation_id == make.organisation_id("LUM")
        db.session().execute(update(AgreementParty).where(party).values(until_on=clock.today() - DAY))


def end_membership(as_: As, made: Scene) -> None:
    with as_(SYSTEM):
        member = PartnershipMember.organisation_id == make.organisation_id("LUM")
        db.session().execute(update(PartnershipMember).where(member).values(until_on=clock.today() - DAY))


def suspend(as_: As, made: Scene) -> None:
    with as_(SYSTEM):
        db.session().execute(update(AppUser).where(AppUser.username == "housing").values(suspended_at=clock.wall()))


def test_what_is_seen_with_a_case_is_given_up_with_the_case(scene: Scene, as_: As) -> None:
    with as_("housing") as actor, pytest.raises(Refused, match="Give that up instead"):
        shares.give_up(actor, opened(actor, scene.incident, Act.SHARE_GIVE_UP, Incident), reason="not ours")
    with as_("housing") as actor:
        assert all(knows(actor, record_id) for record_id in all_of(scene))


@pytest.mark.parametrize("deed", [recall, expire, give_up, end_agreement, leave_agreement, end_membership, suspend])
def test_sight_ends_at_once(scene: Scene, as_: As, deed: Callable[[As, Scene], None]) -> None:
    with as_("housing") as actor:
        assert all(knows(actor, record_id) for record_id in all_of(scene))
        assert listing.count(actor, Kind.CASE) == listing.count(actor, Kind.INCIDENT) == 1
        assert listing.count(actor, Kind.PERSON) == 2
    deed(as_, scene)
    with as_("housing") as actor:
        assert not any(knows(actor, record_id) for record_id in all_of(scene))
        assert [listing.count(actor, kind) for kind in (Kind.CASE, Kind.INCIDENT, Kind.PERSON)] == [0, 0, 0]
        with pytest.raises(NotFound):
            opened(actor, scene.case)
    assert sound(as_)


def test_a_summary_opens_no_leaf_and_can_be_handed_back(as_: As, scene: Scene) -> None:
    with as_("officer") as actor:
        lens = opened(actor, scene.case, Act.SHARE_ADD)
        shares.change_share(actor, lens, scene.share, until_on=clock.today() + DAY, level=Level.SUMMARY)
    with as_("housing") as actor:
        assert [knows(actor, record_id) for record_id in all_of(scene)] == [True, False, True, False]
        assert listing.count(actor, Kind.PERSON) == 0
    assert sound(as_)
    give_up(as_, scene)
    with as_("housing") as actor:
        assert not any(knows(actor, record_id) for record_id in all_of(scene))
    assert sound(as_)


def test_a_leaf_reached_two_ways_ends_one_way_at_a_time(as_: As, scene: Scene) -> None:
    with as_("officer") as actor:
        other = make.new_case(actor, "Another")
        second = make.link(actor, opened(actor, other.id, Act.LINK_ADD), scene.person)
        make.new_share(actor, other, "LUM", days=5)
        make.new_share(actor, other, "CCC", days=5)
    recall(as_, scene)
    with as_("housing") as actor:
        assert [knows(actor, record_id) for record_id in all_of(scene)] == [False, True, False, False]
    with as_("officer") as actor:
        links.end_link(actor, opened(actor, other.id, Act.LINK_END), second, reason="a mistake")
    for who in ("housing", "safeguarding"):
        with as_(who) as actor:
            assert not knows(actor, scene.person)
    assert sound(as_)


def test_an_incident_of_its_own_share_outlives_the_case(as_: As, scene: Scene) -> None:
    with as_("officer") as actor:
        _, lens = policy.open_one(actor, Incident, scene.incident, Act.SHARE_ADD)
        shares.share_with(actor, lens, make.terms("LUM"))
    recall(as_, scene)
    with as_("housing") as actor:
        assert [knows(actor, record_id) for record_id in all_of(scene)] == [False, False, True, True]
        said = sight.who_can_see(actor, opened(actor, scene.incident, model=Incident))
        assert not any(line.via_ref for line in said)
    with as_("officer") as actor:
        said = sight.who_can_see(actor, opened(actor, scene.incident, model=Incident))
        assert any(line.via_kind == Kind.CASE for line in said)
    assert sound(as_)


def test_a_leaf_put_on_a_root_after_a_share_ran_out_goes_to_nobody(as_: As, scene: Scene) -> None:
    clock.shift_to(clock.today() + 31 * DAY)
    with as_("officer") as actor:
        late = make.new_record(actor, Kind.PERSON)
        make.link(actor, opened(actor, scene.case, Act.LINK_ADD), late.id)
    with as_("housing") as actor:
        assert not knows(actor, late.id)
    assert sound(as_)


def test_a_share_of_a_partner_is_not_shared_onward_nor_changed_by_others(as_: As, scene: Scene) -> None:
    with as_("housing") as actor:
        with pytest.raises(NotAllowed):
            opened(actor, scene.case, Act.SHARE_ADD)
        with pytest.raises(NotAllowed):
            opened(actor, scene.case, Act.SHARE_RECALL)


def test_a_recused_person_knows_nothing_of_it(as_: As, scene: Scene) -> None:
    with as_("manager") as actor:
        lens = opened(actor, scene.case)
        with pytest.raises(NotAllowed):
            recusals.recuse(actor, lens, make.user_id("housing"), reason="related")
        recusals.recuse(actor, lens, make.user_id("officer"), reason="related to the complainant")
        assert [row[1:] for row in recusals.recused(actor, lens)] == [("Olive Officer", "related to the complainant")]
        with pytest.raises(Refused):
            recusals.recuse(actor, lens, make.user_id("officer"), reason="again")
    with as_("officer") as actor:
        assert listing.count(actor, Kind.CASE) == listing.count(actor, Kind.INCIDENT) == 0
        with pytest.raises(NotFound):
            opened(actor, scene.case)
    with as_("second.officer") as actor:
        recusals.recuse(actor, opened(actor, scene.case), actor.user_id or 0, reason="my neighbour")
    with as_("second.officer") as actor, pytest.raises(NotFound):
        opened(actor, scene.case)
    with as_("manager") as actor:
        recusals.end_recusal(actor, opened(actor, scene.case), make.user_id("officer"), reason="they moved away")
    with as_("officer") as actor:
        assert opened(actor, scene.case)
    with as_(SYSTEM):
        assert len(list(db.session().scalars(select(Recusal)))) == 4, "the incident on it went with it each time"


def test_members_of_the_compartment_one_by_one(as_: As) -> None:
    with as_("safeguarding") as actor:
        record = make.new_record(actor, Kind.REFERRAL, compartment="safeguarding")
        leaf = make.new_record(actor, Kind.PERSON)
        lens = policy.lens_of(actor, record.id)
        assert lens is not None
        make.link(actor, lens, leaf.id, role="SUBJECT")
        cleared, police = make.user_id("cleared"), make.user_id("police")
        assert set(members.cleared_people(actor, lens)) == {cleared, actor.user_id}
        with pytest.raises(Refused):
            members.add_member(actor, lens, police, reason="asked")
        with pytest.raises(Refused, match="nobody"):
            members.end_member(actor, lens, actor.user_id or 0, reason="leaving")
        members.add_member(actor, lens, cleared, reason="strategy meeting")
        with pytest.raises(Refused, match="already"):
            members.add_member(actor, lens, cleared, reason="again")
    with as_("cleared") as actor:
        assert knows(actor, record.id) and knows(actor, leaf.id)
        with pytest.raises(NotAllowed):
            members.add_member(actor, policy.lens_of(actor, record.id) or lens, make.user_id("cleared"), reason="x")
    with as_("police") as actor:
        assert not knows(actor, record.id) and not knows(actor, leaf.id)
    with as_(SYSTEM):
        cleared_row = db.session().scalars(select(UserClearance).where(UserClearance.user_id == cleared)).one()
        cleared_row.ended_at = clock.wall()
    with as_("cleared") as actor:
        assert not knows(actor, record.id) and not knows(actor, leaf.id)
    with as_(SYSTEM):
        db.session().execute(update(UserClearance).where(UserClearance.user_id == cleared).values(ended_at=None))
    with as_("safeguarding") as actor:
        db.session().writable().add(record.id)
        members.end_member(actor, policy.lens_of(actor, record.id) or lens, cleared, reason="closed")
    with as_("cleared") as actor:
        assert not knows(actor, record.id) and not knows(actor, leaf.id)
    assert sound(as_)


def test_who_can_see_names_each_share_and_no_secret_way(as_: As, scene: Scene) -> None:
    with as_("safeguarding") as actor:
        referral = make.new_record(actor, Kind.REFERRAL, compartment="safeguarding")
    with as_("officer") as actor:
        make.new_share(actor, db.session().get_one(Record, scene.case), "CCC", days=3)
    with as_("safeguarding") as actor:
        db.session().writable().add(referral.id)
        lens = policy.lens_of(actor, referral.id)
        assert lens is not None
        make.link(actor, lens, scene.person, role="SUBJECT")
        said = sight.who_can_see(actor, policy.lens_of(actor, scene.person) or lens)
        assert any(line.via_kind == Kind.REFERRAL for line in said)
    with as_("officer") as actor:
        said = sight.who_can_see(actor, policy.lens_of(actor, scene.person) or lens)
        assert {line.via_kind for line in said} <= {None, Kind.CASE}
        case = sight.who_can_see(actor, opened(actor, scene.case))
        assert [(line.source, line.name, line.level) for line in case if line.source == Source.OWNER] == [
            (Source.OWNER, "Huntingdonshire District Council", "")
        ]
        shared = {line.name: (line.level, line.granted_by, line.may_change) for line in case if line.source == Source.SHARE}
        assert shared["Luminus Group"] == ("full", "Olive Officer, Huntingdonshire District Council", True)
        assert set(sight.to_choose(actor, opened(actor, scene.case)).values()) == {
            "Cambridgeshire Constabulary",
            "Link to Change",
        }
    end_agreement(as_, scene)
    with as_("officer") as actor:
        lens = opened(actor, scene.case, Act.SHARE_ADD)
        assert [line.source for line in sight.who_can_see(actor, lens)] == [Source.OWNER]
        assert sight.to_choose(actor, lens) == {}
        with pytest.raises(Refused, match="no information sharing agreement"):
            shares.share_with(actor, lens, make.terms("L2C"))


def test_verify_names_what_was_changed_and_mend_puts_it_right(as_: As, scene: Scene) -> None:
    with as_(SYSTEM):
        db.session().info["granting"] = True
        grant = (
            db.session()
            .scalars(select(AccessGrant).where(AccessGrant.record_id == scene.person, AccessGrant.share_id == scene.share))
            .one()
        )
        grant.opens = 16383
    with as_(SYSTEM) as actor:
        assert checking.verify(actor) == {scene.case: 1}
        assert checking.mend(actor) == {scene.case: 1}
    assert sound(as_)
    with as_("officer") as actor:
        opened(actor, scene.case, Act.LINK_ADD)
        grants.regrant(scene.case)
        assert not [row for row in db.session().dirty if isinstance(row, AccessGrant)]
        with pytest.raises(NotAllowed):
            checking.verify(actor)
