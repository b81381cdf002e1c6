"""Forms of requests: asking, referring, transferring, answering, deciding, ending; and the two of an occasional partner."""

from typing import Any

from casework.exchange.types import KEEPS_WORDS, VERDICTS, Keeps, Readers, Verdict
from casework.kernel import clock
from casework.sharing.types import Level
from casework.web.fields import CheckboxesField, DateField, HiddenText, RadiosField, SelectField, Submit, TextArea, TextField
from casework.web.forms import BaseForm

ANSWERS = {str(each): VERDICTS[each] for each in (Verdict.HELD, Verdict.NOTHING, Verdict.CANNOT)}
ANSWER_HINTS: dict[str, str] = {Verdict.CANNOT: "Say why below: no gateway, a duty of confidence, an investigation."}
READERS = {Readers.ASKER: "The organisation that asked", Readers.EVERYONE: "Everyone who works on it with them"}
OFFERS = {"": "Nothing: they see only what you write here", Level.SUMMARY: "A summary", Level.FULL: "In full"}
OFFER_HINTS: dict[str, str] = {
    Level.SUMMARY: "Reference, kind, summary, stage and dates.",
    Level.FULL: "All but restricted material. They can also add notes, documents and tasks.",
}


class WhyForm(BaseForm):
    """What every request says: its words, the purpose, the basis, the gateway and the day."""

    text = TextArea("What you ask", max_length=4000, rows=5)
    purpose = SelectField("Purpose", missing="Select the purpose")
    lawful_basis = SelectField("Lawful basis", missing="Select the lawful basis")
    gateway = SelectField("Gateway to share", missing="Select the gateway")
    due_on = DateField("Answer by", not_before=clock.today, noun="the day to answer by")


class AskForm(WhyForm):
    """Whom to ask, what, why, by when."""

    org_ids = CheckboxesField("Whom you ask", coerce=int, missing="Select whom you ask")
    save = Submit("Ask")


class AskOutsideForm(WhyForm):
    """A question to somebody without an account."""

    outside_name = TextField("Who it is for", hint="A name and where they work, for example “Dr Example, Example Surgery”.")
    save = Submit("Make the link")


class ReferForm(WhyForm):
    """Whom to refer to, what they should do, and what accepting opens."""

    to_org_id = SelectField("Refer to", coerce=int, missing="Select who to refer to")
    level = RadiosField("What they see once they accept", choices=OFFERS, hints=OFFER_HINTS, required=False)
    until_on = DateField("Shared until", required=False, not_before=clock.today, hint="The last day. Leave empty if nothing.")
    save = Submit("Refer")


class TransferForm(WhyForm):
    """Whom to hand over to, why, what becomes of the shares, and what is kept."""

    to_org_id = SelectField("Transfer to", coerce=int, missing="Select who to transfer to")
    kept = CheckboxesField("Shares that go on", coerce=int, required=False, hint="Those you do not tick are recalled.")
    keeps = RadiosField("What your organisation keeps", choices=KEEPS_WORDS, missing="Select what your organisation keeps")
    keeps_until_on = DateField(
        "Kept until", required=False, not_before=clock.today, hint="The last day. Leave empty if you keep nothing."
    )
    save = Submit("Offer the transfer")

    def validate(self, **rest: Any) -> bool:
        """What is kept needs its last day."""
        sound = super().validate(**rest)
        if self.keeps.data in (Keeps.SUMMARY, Keeps.FULL) and not self.keeps_until_on.data and not self.keeps_until_on.errors:
            self.keeps_until_on.errors = ["Enter the last day on which you keep it"]
            return False
        return bool(sound)


class AnswerForm(BaseForm):
    """We hold this, nothing held, or cannot share because."""

    verdict = RadiosField("Your answer", choices=ANSWERS, hints=ANSWER_HINTS, missing="Select your answer")
    text = TextArea("What you hold, or why you cannot share it", required=False, max_length=8000, rows=6, noun="your words")
    readers = RadiosField("Who may read it", choices=READERS, missing="Select who may read it")
    save = Submit("Answer")


class DecideForm(BaseForm):
    """Accept or refuse a referral or a transfer."""

    decision = RadiosField("Your decision", choices={"accept": "Accept", "refuse": "Refuse"}, missing="Select accept or refuse")
    text = TextArea("Note, or why you refuse", required=False, max_length=4000, rows=3, noun="your words")
    owner_user_id = SelectField("Case owner", required=False, blank="Nobody yet")
    save = Submit("Send the decision")


class FinishForm(BaseForm):
    """What was done."""

    text = TextArea("What was done", max_length=4000, rows=4, hint="Whoever referred it reads this, and nothing else of yours.")
    save = Submit("Mark as done")


class EndRequestForm(BaseForm):
    """Why a request is withdrawn or closed."""

    reason = TextArea("Reason", required=False, max_length=500, rows=3, hint="Needed to withdraw what is not answered.")
    save = Submit("Withdraw", kind="warning")


class CodeForm(BaseForm):
    """The code that goes with a one-time link. Nothing on it differs from one link to another."""

    version = None
    idempotency_key = None
    code = TextField("Code", max_length=40, hint="The eight figures you were given another way, by phone for example.")
    look = Submit("Continue")


class OutsideAnswerForm(BaseForm):
    """An occasional partner's answer, with the code again."""

    version = None
    idempotency_key = None
    code = HiddenText()
    verdict = RadiosField("Your answer", choices=ANSWERS, hints=ANSWER_HINTS, missing="Select your answer")
    text = TextArea("What you hold, or why you cannot share it", required=False, max_length=8000, rows=6, noun="your words")
    readers = RadiosField("Who may read it", choices=READERS, missing="Select who may read it")
    save = Submit("Answer")
