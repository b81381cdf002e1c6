"""Forms of sharing: the reason for looking, the share, its change, its end."""

from typing import Any

from casework.kernel import clock
from casework.sharing.types import Level
from casework.web.fields import DateField, RadiosField, SelectField, Submit, TextArea, TickField
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


LEVELS = {Level.SUMMARY: "A summary", Level.FULL: "In full"}
LEVEL_HINTS: dict[str, str] = {
    Level.SUMMARY: "Reference, kind, summary, stage and dates. They can read it and add nothing.",
    Level.FULL: "All but restricted material. They can also add notes, documents and tasks.",
}


class ShareForm(BaseForm):
    """To whom, how much, why, on what basis, and for how long."""

    to_org_id = SelectField("Share with", coerce=int, missing="Select who to share with")
    level = RadiosField("How much", choices=LEVELS, hints=LEVEL_HINTS, missing="Select how much to share")
    purpose = SelectField("Purpose", missing="Select the purpose")
    lawful_basis = SelectField("Lawful basis", missing="Select the lawful basis")
    gateway = SelectField("Gateway to share", missing="Select the gateway")
    reason = TextArea(
        "Why they need it", max_length=1000, rows=3, noun="why they need it", hint="Say why this much, and why now."
    )
    until_on = DateField("Shared until", not_before=clock.today, hint="The last day they can see it.")
    checked = TickField(
        "I have considered these six questions", required=True, missing="Confirm that you have considered the questions"
    )
    save = Submit("Preview")


class ChangeShareForm(BaseForm):
    """Until when, and how much."""

    level = RadiosField("How much", choices=LEVELS, hints=LEVEL_HINTS, missing="Select how much to share")
    until_on = DateField("Shared until", not_before=clock.today, hint="The last day they can see it.")
    save = Submit("Save")


class EndShareForm(BaseForm):
    """Why a share ends."""

    reason = TextArea("Reason", max_length=500, rows=3)
    save = Submit("Recall now", kind="warning")
