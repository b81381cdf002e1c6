"""Forms of papers: the wording, issuing, asking for a release, releasing."""

from casework.web.fields import Submit, TextArea, TextField
from casework.web.forms import BaseForm


class WordingForm(BaseForm):
    """What a kind of paper says, and why it is changed."""

    body = TextArea("Wording", max_length=20_000, rows=28, noun="the wording")
    reason = TextField("Why you change it", required=False, hint="Kept with this version.", noun="why you change it")
    save = Submit("Use this wording")
    preview = Submit("Preview with made-up data", kind="secondary")
    back = Submit("Go back to the shipped wording", kind="secondary")


class IssueForm(BaseForm):
    """Issue a paper; issued again, why."""

    reason = TextField("Why it is issued again", required=False, noun="why it is issued again")
    save = Submit("Issue")
    again = Submit("Check it again", kind="secondary")


class AskForm(BaseForm):
    """Why a paper that is held may go out."""

    reason = TextArea("Why it may go out", max_length=2000, rows=4, noun="why it may go out")
    save = Submit("Ask a second person to release it")


class ReleaseForm(BaseForm):
    """The second person's reason, and who was asked where the record is another's."""

    reason = TextArea("Why you release it", max_length=2000, rows=4, noun="why you release it")
    owner_asked = TextArea(
        "Who looks after that record, and what they answered", required=False, max_length=2000, rows=3, noun="who was asked",
        hint="Needed when the paper may name or locate somebody whose record is not open to you.",
    )  # fmt: skip
    save = Submit("Release and issue", kind="warning")
