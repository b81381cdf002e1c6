"""Forms of cases: opening, editing, noting, moving on, closing, and the filter of the list."""

from typing import Any

from casework.cases.types import ASKED_LABELS, BAND_LABELS, TOLD_LABELS, Audience
from casework.kernel import clock
from casework.web.fields import (
    CheckboxesField,
    DateField,
    DateTimeField,
    FilesField,
    HiddenText,
    PostcodeField,
    RadiosField,
    SelectField,
    Submit,
    TextArea,
    TextField,
    TickField,
    TypeaheadField,
)
from casework.web.forms import BaseForm

AUDIENCES = {
    Audience.EVERYONE: "Everyone on the case",
    Audience.OWN: "My organisation only",
    Audience.CHOSEN: "Chosen organisations",
}

WIDER = {key: label for key, label in AUDIENCES.items() if key is not Audience.OWN}
THEN = {
    "alone": "It stands alone for now",
    "open": "Open a case for it",
    "join": "Join a case that is open",
}


class CaseForm(BaseForm):
    """Opening or editing a case."""

    title = TextField("Title", hint="A few words that tell this case from others. No names.", missing="Enter a title")
    type = SelectField("Type")
    subject = SelectField("Subject")
    ward_code = SelectField("Ward", required=False, blank="Not known")
    summary = TextArea(
        "Summary", max_length=2000, rows=4, hint="Partners with a summary share read this. Leave names and addresses out."
    )
    body = TextArea("What happened", required=False, rows=8)
    harm = TextArea("Harm to people or places", required=False, rows=3)
    wishes = TextArea("What the person affected wants", required=False, rows=3)
    save = Submit("Save")


class NoteForm(BaseForm):
    """A note on the chronology."""

    kind = SelectField("Kind", blank="", choices={})
    body = TextArea("Note", rows=4, missing="Write the note")
    audience = RadiosField("Who may read it", choices=AUDIENCES, default=Audience.EVERYONE)
    org_ids = CheckboxesField("Chosen organisations", required=False, coerce=int)
    happened_at = DateTimeField("When it happened", required=False, hint="Leave empty for now.", now=clock.now)
    save = Submit("Add note")


class CorrectForm(BaseForm):
    """A correction of a note."""

    body = TextArea("The note as it should be", rows=5, missing="Write the note")
    reason = TextArea("Why it is corrected", rows=2, max_length=500, missing="Say why it is corrected")
    save = Submit("Add the correction")


class OpenNoteForm(BaseForm):
    """More readers for a note."""

    audience = RadiosField("Who may read it from now on", choices=WIDER, missing="Select who may read it")
    org_ids = CheckboxesField("Chosen organisations", required=False, coerce=int)
    save = Submit("Let them read it")


class StageForm(BaseForm):
    """A step through the stages."""

    stage = RadiosField("New stage", missing="Select the new stage")
    reason = TextArea("Reason", required=False, rows=3, hint="Needed for going back and for proposing closure.")
    save = Submit("Change stage")


class AssignForm(BaseForm):
    """Who works a case."""

    owner_user_id = SelectField("Case owner", required=False, blank="Nobody yet")
    team_id = SelectField("Team", required=False, blank="No team")
    save = Submit("Save")


class CloseForm(BaseForm):
    """The end of a case."""

    reason = SelectField("Reason for closing")
    lead_org_id = SelectField("Organisation that leads now", required=False, blank="Not handed over")
    outcome = TextArea("What came of it", rows=5, missing="Write what came of it")
    told = RadiosField("Was the person affected told?", choices=TOLD_LABELS, missing="Select whether they were told")
    told_on = DateField("Day on which they were told", required=False, not_after=clock.today)
    no_objection = TickField("They said that they do not object")
    satisfaction = RadiosField(
        "Were they asked how satisfied they are?", choices=ASKED_LABELS, missing="Select whether they were asked"
    )
    save = Submit("Close the case")


class ReopenForm(BaseForm):
    """Opening a closed case again."""

    reason = TextArea("Reason for reopening", rows=3, missing="Give the reason for reopening")
    save = Submit("Reopen the case")


class EndLinkForm(BaseForm):
    """Taking somebody or something off a case."""

    reason = TextField("Why", missing="Say why it is taken off")
    save = Submit("Take off the case", kind="warning")


class AttachForm(BaseForm):
    """Attaching an incident to a case."""

    incident = TextField("Reference of the incident", hint="Like 7K2M-4QXD", missing="Enter the reference of the incident")
    save = Submit("Attach")


def risk_form(assessment: Any, supervisors: dict[str, str]) -> Any:
    """Return a form with the questions in use, the overrides, and what must be written beside the points."""

    class RiskForm(BaseForm):
        """An assessment of risk."""

    for question in assessment.questions:
        answers = {answer.code: f"{answer.text} ({answer.points})" for answer in question.answers}
        setattr(RiskForm, f"q_{question.code}", RadiosField(question.text, choices=answers, missing=f"Answer: {question.text}"))
    RiskForm.overrides = CheckboxesField("Any of these makes it High", required=False, choices=dict(assessment.overrides))
    RiskForm.band = RadiosField("Band decided", choices=BAND_LABELS, missing="Select the band")
    RiskForm.narrative = TextArea(
        "What the risk is, in words", rows=5, missing="Write what the risk is: points alone are not enough"
    )
    RiskForm.harm_done = TextArea("Harm that has already happened", rows=3, missing="Write what harm has happened, or “none”")
    RiskForm.harm_risk = TextArea("Harm that may happen", rows=3, missing="Write what harm may happen, or “none”")
    RiskForm.protective = TextArea("What protects them", required=False, rows=3)
    RiskForm.review_on = DateField("Next review", not_before=clock.today)
    RiskForm.reason = TextArea(
        "Reason for another band",
        required=False,
        rows=2,
        hint="Needed when the band is not the one the points suggest, or is lower than before.",
    )
    RiskForm.supervisor_id = SelectField(
        "Supervisor who agreed to a lower band", required=False, blank="The band is not lowered", choices=supervisors
    )
    RiskForm.save = Submit("Save the assessment")
    return RiskForm()


class CaptureForm(BaseForm):
    """What an officer takes down in the street."""

    subject = SelectField("What kind of thing", missing="Select what kind of thing it is")
    summary = TextField("What happened, in a few words", hint="No names here.", missing="Enter what happened, in a few words")
    body = TextArea("More detail", required=False, rows=4)
    postcode = PostcodeField("Postcode", required=False)
    place = TypeaheadField("Place", required=False, hint="An address, a shop, a park. Choose one offered, or write it.")
    ward_code = SelectField("Ward", required=False, blank="From the postcode or my location")
    latitude = HiddenText()
    longitude = HiddenText()
    occurred_from = DateTimeField("When it happened", now=clock.now)
    who = TypeaheadField("Who was involved", required=False, hint="A name, or words such as: unknown male, about 20")
    who_role = SelectField("Their role", required=False, blank="")
    other = TypeaheadField("Somebody else", required=False)
    other_role = SelectField("Role of somebody else", required=False, blank="")
    vehicle = TypeaheadField("Vehicle", required=False, hint="Registration, or make and colour")
    files = FilesField("Photos", required=False, accept="image/*,application/pdf", previews=True)
    then = RadiosField("What next", choices=THEN, default="alone")
    join_ref = TextField("Reference of the case to join", required=False, hint="Like 7K2M-4QXD. Needed only to join a case.")
    save = Submit("Save")


class LinkForm(BaseForm):
    """Putting a person, place or vehicle on a case."""

    who = TypeaheadField(
        "Person, place or vehicle",
        hint="Choose one offered. Or write a new person: a name, or a description.",
        missing="Enter who or what it is",
    )
    role = SelectField("Role in this case", missing="Select the role")
    note = TextField("Note", required=False)
    save = Submit("Continue")
