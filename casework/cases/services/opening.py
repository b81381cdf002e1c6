"""Opening a case, and changing what it says of itself."""

from casework.cases.models import CaseFile, Narrative, Qualifier, StageChange
from casework.cases.services import standing
from casework.cases.types import Happening, NewCase, Stage, Story
from casework.index import services as index
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import Difference, Refused
from casework.kernel.versions import expect
from casework.organisations import queries as organisations
from casework.sharing import policy
from casework.sharing.services import records
from casework.sharing.services.grants import Columns
from casework.sharing.types import Act, Kind, Lens, Section

EDITED = (("title", "Title"), ("summary", "Summary"), ("type", "Type"), ("subject", "Subject"), ("ward_code", "Ward"))


def open_case(actor: Actor, new: NewCase, *, compartment: str | None = None) -> Lens:
    """Open a case of the actor's organisation; return how its maker sees it. In the compartment only named people will.

    Refuses an owner who does no casework there, and a report from the future. First contact is due by the standard of its band.
    """
    standing.may_record(actor)
    received_at = new.received_at or clock.now()
    if received_at > clock.now():
        raise Refused("The report must have been received by now.", field="received_at")
    if new.owner_user_id and not standing.works_here(actor, new.owner_user_id, actor.organisation_id or 0):
        raise Refused("Choose an owner from your organisation's caseworkers.", field="owner_user_id")
    partnership_id = standing.partnership_for(actor, new.partnership_id)
    columns = Columns(sort_on=received_at, stage=Stage.RECEIVED, subject=new.subject, ward=new.ward_code)
    record = records.make_record(actor, Kind.CASE, partnership_id=partnership_id, columns=columns, compartment=compartment)
    db.session().add(
        CaseFile(
            record_id=record.id,
            partnership_id=partnership_id,
            type=new.type,
            subject=new.subject,
            title=new.title,
            summary=new.summary,
            stage=Stage.RECEIVED,
            priority=new.priority,
            sensitivity=new.sensitivity,
            lead_org_id=record.owner_org_id,
            owner_user_id=new.owner_user_id,
            team_id=new.team_id,
            ward_code=new.ward_code,
            opened_on=clock.local_day(received_at),
            received_at=received_at,
            first_contact_due_at=standing.contact_due(actor, received_at, new.priority),
            activity_at=received_at,
        )
    )
    db.session().flush()
    lens = policy.lens_of(actor, record.id)
    assert lens is not None
    _first_parts(actor, lens, new)
    return lens


def _first_parts(actor: Actor, lens: Lens, new: NewCase) -> None:
    org_id = actor.organisation_id or lens.owner_org_id
    at = new.received_at or clock.now()
    write_story(actor, lens, new.story)
    words_of(actor, lens, new.title, new.summary)
    session = db.session()
    session.add(
        StageChange(
            record_id=lens.record_id,
            section=int(Section.STATUS),
            author_org_id=org_id,
            stage=Stage.RECEIVED,
            at=at,
            by_user=actor.user_id,
        )
    )
    for code in new.qualifiers:
        session.add(
            Qualifier(
                record_id=lens.record_id,
                section=int(Section.NARRATIVE),
                author_org_id=org_id,
                code=code,
                added_by=actor.user_id,
                added_at=at,
            )
        )
    standing.note_change(actor, lens, Happening.OPENED, at=at)


def write_story(actor: Actor, lens: Lens, story: Story) -> None:
    """Write down what happened on a record that was opened for writing; nothing told writes nothing."""
    if story.is_empty:
        return
    db.session().add(
        Narrative(
            record_id=lens.record_id,
            section=int(Section.NARRATIVE),
            author_org_id=actor.organisation_id or lens.owner_org_id,
            body=story.body,
            harm=story.harm,
            wishes=story.wishes,
            immediate_action=story.immediate_action,
            written_by=actor.user_id,
            written_at=clock.now(),
        )
    )
    db.session().flush()
    _index_story(actor, lens, story)


def words_of(actor: Actor, lens: Lens, title: str, summary: str) -> None:
    """Write the words by which the summary of a record is found."""
    text = f"{title} {summary}" if summary != title else title
    index.write(actor, lens.record_id, text=text, section=Section.SUMMARY, label=title)


def edit(actor: Actor, ref: str, seen: int | None, values: dict[str, str], story: Story) -> None:
    """Change what a case says of itself. A form filled from an older version is told, with both versions side by side."""
    case, lens = policy.open_one(actor, CaseFile, ref, Act.CASE_EDIT)
    narrative = db.session().scalar(policy.readable(actor, Narrative).where(Narrative.record_id == case.record_id).limit(1))
    expect(case, seen, _differences(case, narrative, values, story))
    for name, _ in EDITED:
        setattr(case, name, values[name])
    _retell(actor, lens, narrative, story)
    words_of(actor, lens, case.title, case.summary)
    standing.list_columns(actor, lens, subject=case.subject, ward=case.ward_code)
    case.activity_at = standing.note_change(actor, lens, Happening.EDITED)
    db.session().flush()


def _retell(actor: Actor, lens: Lens, narrative: Narrative | None, story: Story) -> None:
    if narrative is None:
        write_story(actor, lens, story)
        return
    for name in ("body", "harm", "wishes", "immediate_action"):
        setattr(narrative, name, getattr(story, name))
    _index_story(actor, lens, story)


def _index_story(actor: Actor, lens: Lens, story: Story) -> None:
    text = " ".join(part for part in (story.body, story.harm, story.wishes, story.immediate_action) if part)
    index.write(actor, lens.record_id, text=text, section=Section.NARRATIVE, source="narrative")


def _differences(case: CaseFile, narrative: Narrative | None, values: dict[str, str], story: Story) -> list[Difference]:
    labels = organisations.labels("case_type", "case_subject")
    words = {"type": labels["case_type"], "subject": labels["case_subject"]}
    found = []
    for name, label in EDITED:
        theirs, mine = getattr(case, name), values[name]
        named = words.get(name, {})
        found.append(Difference(label, named.get(theirs, theirs), named.get(mine, mine)))
    told = Story(narrative.body, narrative.harm, narrative.wishes, narrative.immediate_action) if narrative else Story()
    for name, label in (("body", "What happened"), ("harm", "Harm"), ("wishes", "What they want")):
        found.append(Difference(label, getattr(told, name), getattr(story, name)))
    return found
