"""Forms of sharing: the reason for looking, the share, its change, its end."""

from typing import Any

from casework.kernel import clock
from casework.sharing.types import CHOOSABLE, NOTHING, SECTION_LABELS, Level, Section
from casework.web.fields import CheckboxesField, DateField, RadiosField, SelectField, Submit, TextArea, TextField, TickField
from casework.web.forms import BaseForm


class ReasonForm(BaseForm):
    """Why a record outside one's own caseload is opened."""

    why = RadiosField("Why do you need to open it?", missing="Select why you need to open it")
    detail = TextArea("More detail", required=False, max_length=500, rows=3, hint="Needed for “something else”. Write no names.")
    save = Submit("Open the record")

    def validate(self, **rest: Any) -> bool:
        """Something else needs its detail."""
        sound = super().validate(**rest)
        if self.why.data == "other" and not self.detail.data:
            self.detail.errors = ["Enter why you need to open it"]
            return False
        return bool(sound)


LEVELS = {Level.SUMMARY: "A summary", Level.FULL: "In full", Level.CHOSEN: "A summary and the sections ticked below"}
LEVEL_HINTS: dict[str, str] = {
    Level.SUMMARY: "Reference, kind, summary, stage and dates. They can read it and add nothing.",
    Level.FULL: "All but restricted material. They can also add notes, documents and tasks.",
    Level.CHOSEN: "They can also add to the notes, documents and tasks, where those are ticked.",
}
SECTION_HINTS: dict[str, str] = {
    str(int(Section.ROLES)): "With who they are, and live safety markers.",
    str(int(Section.SHARING)): "Who else it is shared with.",
}


class _HowMuch(BaseForm):
    """How much is shared: a level made ready, or sections ticked one by one; notes of every day or from a day on."""

    level = RadiosField("How much", choices=LEVELS, hints=LEVEL_HINTS, missing="Select how much to share")
    sections = CheckboxesField(
        "Sections", required=False, coerce=int, hints=SECTION_HINTS, hint="Only for a summary and chosen sections."
    )
    notes_from = DateField(
        "Notes from", required=False, not_after=clock.today,
        hint="Only notes of this day and later, with their documents. Leave it empty for the notes of every date.",
    )  # fmt: skip

    def offer(self, offered: Section) -> None:
        """Offer these sections for ticking."""
        self.sections.choices = {int(section): SECTION_LABELS[section] for section in CHOOSABLE if offered & section}

    @property
    def ticked(self) -> Section:
        """The sections ticked, where they are chosen one by one."""
        found = NOTHING
        for bit in self.sections.data or () if self.level.data == Level.CHOSEN else ():
            found |= Section(bit)
        return found


class ShareForm(_HowMuch):
    """To whom, how much, why, on what basis, and for how long."""

    to_org_id = SelectField("Share with", coerce=int, missing="Select who to share with")
    purpose = SelectField("Purpose", missing="Select the purpose")
    lawful_basis = SelectField("Lawful basis", missing="Select the lawful basis")
    gateway = SelectField("Gateway to share", missing="Select the gateway")
    reason = TextArea(
        "Why they need it", max_length=1000, rows=3, noun="why they need it", hint="Say why this much, and why now."
    )
    from_on = DateField(
        "Shared from", required=False, not_before=clock.today, hint="The first day they can see it. Leave it empty for now."
    )
    until_on = DateField("Shared until", not_before=clock.today, hint="The last day they can see it.")
    checked = TickField(
        "I have considered these six questions", required=True, missing="Confirm that you have considered the questions"
    )
    save = Submit("Preview")


class ChangeShareForm(_HowMuch):
    """Until when, and how much."""

    until_on = DateField("Shared until", not_before=clock.today, hint="The last day they can see it.")
    save = Submit("Save")


class RecuseForm(BaseForm):
    """Whom to take off a record for a conflict of interest, and why."""

    user_id = SelectField("Who", coerce=int, missing="Select who to take off the record")
    reason = TextArea("Reason", max_length=500, rows=3, hint="Say what ties them to it. They are not told, and cannot read this.")
    save = Submit("Take them off", kind="warning")


class OwnConflictForm(BaseForm):
    """A conflict of interest of one's own."""

    reason = TextArea("Reason", max_length=500, rows=3, hint="Say what ties you to it. Your manager reads this.")
    save = Submit("Take me off", kind="warning")


class EndRecusalForm(BaseForm):
    """Why a person may see a record again."""

    reason = TextArea("Reason", max_length=500, rows=3)
    save = Submit("Let them see it again")


class EndShareForm(BaseForm):
    """Why a share ends."""

    reason = TextArea("Reason", max_length=500, rows=3)
    save = Submit("Recall now", kind="warning")


class EmergencyForm(BaseForm):
    """A partner's record, opened in an emergency."""

    ref = TextField("Reference of the record", max_length=40, hint="For example, 7K2M-4QXD.", missing="Enter the reference")
    reason = TextArea(
        "What the emergency is",
        max_length=1000,
        rows=4,
        hint="Who is at risk of what, and why it cannot wait. Its owner reads this.",
    )
    checked = TickField(
        "Somebody may come to harm before its owner can answer",
        required=True,
        missing="Confirm that it cannot wait for its owner",
    )
    save = Submit("Open it now", kind="warning")


class ReviewForm(BaseForm):
    """What the owner's manager found about an emergency opening."""

    finding = RadiosField("What you found", missing="Select what you found")
    remark = TextArea("Remarks", required=False, max_length=1000, rows=3)
    save = Submit("Save the review")
