"""Forms on a referral that stands: the next step, screening, risk, people, meetings, the plan, the outcome."""

from typing import Any

from casework.kernel import clock
from casework.referrals import codes
from casework.referrals.forms.making import WORDING
from casework.referrals.types import AIMS, INTERVIEW_LABELS, LEVEL_LABELS, MEETING_LABELS, TOLD_LABELS, Told
from casework.web.fields import (
    CheckboxesField,
    DateField,
    DateTimeField,
    RadiosField,
    SelectField,
    Submit,
    TextArea,
    TextField,
    TickField,
)
from casework.web.forms import BaseForm

BANDS = {"low": "Low", "medium": "Medium", "high": "High"}


class MoveForm(BaseForm):
    """The next step on the pathway."""

    to = RadiosField("Next step", missing="Select the next step")
    on = DateField("On what day?", not_after=clock.today, noun="day")
    reason = TextArea("Reason, and what was decided", rows=4, hints=WORDING)
    decision = SelectField(
        "Decision of children's social care", required=False, blank="Not this step", hint="Needed for the decision."
    )
    closure = SelectField("Reason for closing", required=False, blank="Not this step", hint="Needed to close.")
    passed_to = TextField("Who takes over", required=False, hint="Needed when the child moves or passes to adult services.")
    told = TextField("Who was told", required=False, hint="Needed to close.")
    relapse_signs = TextArea("Signs to look out for", required=False, rows=2, max_length=1000)
    save = Submit("Save the step")


class ScreeningForm(BaseForm):
    """The multi-agency screening."""

    screened_on = DateField("Day of the screening", not_after=clock.today)
    police = TextArea("What the police know", required=False, rows=4, hints=WORDING)
    social_care = TextArea("What children's social care knows", required=False, rows=4, hints=WORDING)
    health = TextArea("What health knows", required=False, rows=4, hints=WORDING)
    education = TextArea("What education knows", required=False, rows=4, hints=WORDING)
    factors = CheckboxesField("Background of the child and the place", required=False)
    suspected = RadiosField(
        "Is exploitation suspected?",
        choices={"yes": "Yes", "no": "No"},
        inline=True,
        missing="Select whether exploitation is suspected",
    )
    save = Submit("Save the screening")


def _areas() -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for area in codes.listed("risk_area"):
        fields[f"level_{area.code}"] = RadiosField(
            area.label, choices=LEVEL_LABELS, inline=True, missing=f"Select a level for {area.label[:1].lower()}{area.label[1:]}"
        )
        fields[f"evidence_{area.code}"] = TextArea(
            "Evidence", required=False, rows=2, max_length=2000, hints=WORDING, noun=f"evidence for {area.label}"
        )
    return fields


class RiskForm(BaseForm):
    """The eleven areas, then the band that the professional decides."""

    assessed_on = DateField("Day of the assessment", not_after=clock.today)
    immediate_harm = TickField("There is a risk of immediate harm")
    decided = RadiosField("Your decision", choices=BANDS, inline=True, missing="Select the band that you decide")
    reason = TextArea(
        "Reason for a lower band", required=False, rows=3, hints=WORDING, hint="Needed when you decide below what is suggested."
    )
    supervisor = TextField("Supervisor who agreed to the lower band", required=False)
    review_on = DateField("Next review", required=False)
    suggest = Submit("Show what the areas suggest", kind="secondary")
    save = Submit("Save the risk form")

    def levels(self) -> dict[str, str]:
        """The level of each area."""
        return {name[6:]: self[name].data or "" for name in self._fields if name.startswith("level_")}

    def evidence(self) -> dict[str, str]:
        """The evidence of each area."""
        return {name[9:]: self[name].data or "" for name in self._fields if name.startswith("evidence_")}


for _name, _field in _areas().items():
    setattr(RiskForm, _name, _field)


class MemberForm(BaseForm):
    """Naming a cleared person."""

    user_id = SelectField("Who", coerce=str, hint="Only people cleared for safeguarding work are listed.")
    reason = TextArea("Why they need to see it", rows=2, max_length=500)
    until_on = DateField("Until", required=False, hint="Leave empty if there is no end yet.")
    save = Submit("Name them on this referral")


class EndMemberForm(BaseForm):
    """Ending a membership."""

    reason = TextArea("Reason", rows=2, max_length=500)
    save = Submit("End this membership", kind="warning")


class NoteForm(BaseForm):
    """A note on the chronology."""

    kind = SelectField("Kind of note")
    happened_at = DateTimeField("When", now=clock.now)
    body = TextArea("Note", rows=8, hints=WORDING)
    save = Submit("Add the note")


class PersonForm(BaseForm):
    """Another child or adult."""

    capacity = RadiosField(
        "Who are they?", choices={"child": "A child", "adult": "An adult of concern"}, missing="Select who they are"
    )
    name = TextField("Name", required=False)
    known_as = TextField("Also known as", required=False)
    born = TextField("Date of birth or age", required=False)
    sex = SelectField("Sex", required=False, blank="Not recorded")
    living = TextField("Where and with whom they live", required=False)
    school = TextField("School, college or work", required=False)
    relation = TextField("How they are known to the child", required=False)
    vehicle = TextField("Vehicle", required=False)
    description = TextArea("Description", required=False, rows=3, hints=WORDING)
    save = Submit("Add them")


class KnownForm(BaseForm):
    """The record a person has elsewhere."""

    known_ref = TextField("Reference of the person's record", hint="For example 7K2M-4QXD. Nothing is written on that record.")
    save = Submit("Save the reference")


class MissingForm(BaseForm):
    """A time missing."""

    missing_from = DateTimeField("Missing from", now=clock.now)
    returned_at = DateTimeField("Returned", required=False, now=clock.now, hint="Leave empty if the child is still missing.")
    interview = RadiosField("Return interview", choices=INTERVIEW_LABELS, missing="Select how the return interview stands")
    reason = TextArea("What the child said, or why there was no interview", required=False, rows=3)
    save = Submit("Log it")


class MeetingForm(BaseForm):
    """A meeting."""

    kind = RadiosField("Kind of meeting", choices=MEETING_LABELS, missing="Select the kind of meeting")
    held_on = DateField("Day of the meeting", not_after=clock.today)
    chair = TextField("Chair")
    attended = TextArea("Who was there", rows=3, max_length=2000)
    agreed = TextArea("What was agreed", rows=5, hints=WORDING)
    child_view = TextArea("What the child says", required=False, rows=3)
    save = Submit("Save the meeting")


class ActionForm(BaseForm):
    """An action of the plan."""

    aim = RadiosField("What is it for?", choices=AIMS, missing="Select what it is for")
    what = TextArea("Action", rows=3, max_length=1000, hints=WORDING)
    owner = TextField("Who does it", hint="Name and organisation.")
    due_on = DateField("By when", not_before=clock.today)
    save = Submit("Add the action")


class EndActionForm(BaseForm):
    """The end of an action."""

    outcome_kind = RadiosField(
        "Was it done?", choices={"done": "Done", "cancelled": "Cancelled"}, missing="Select whether it was done"
    )
    done_on = DateField("On what day?", not_after=clock.today, noun="day")
    outcome = TextArea("What came of it", rows=3, max_length=2000)
    save = Submit("Close the action")


class TellForm(BaseForm):
    """What the referrer is told."""

    told = RadiosField(
        "What may they know?",
        choices={code: label for code, label in TOLD_LABELS.items() if code not in (Told.WAITING, Told.RECEIVED)},
        missing="Select what they may know",
    )
    save = Submit("Tell the referrer")


class CaseForm(BaseForm):
    """A case for the work of the community safety partners, in the compartment."""

    title = TextField("Title of the case", hint="Write no child's name here.")
    summary = TextArea("Summary", rows=4, max_length=2000, hints=WORDING)
    save = Submit("Open the case")
