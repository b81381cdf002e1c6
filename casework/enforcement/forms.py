"""Forms of enforcement: issuing each kind of paper, payments, steps, orders and the law."""

from casework.enforcement.types.powers import SERVICE_LABELS, Shape
from casework.kernel import clock
from casework.web.fields import (
    LONG,
    DateField,
    DateTimeField,
    HiddenText,
    IntegerField,
    MoneyField,
    RadiosField,
    SelectField,
    Submit,
    TextArea,
    TextField,
    TickField,
)
from casework.web.forms import BaseForm

HOW = {"card": "Card", "online": "Online", "cheque": "Cheque", "cash": "Cash", "transfer": "Bank transfer"}


class PaperForm(BaseForm):
    """What every paper asks."""

    person_ref = SelectField("Person on this case", blank="Somebody else, or a body", required=False)
    subject = TextField("Name of the person or body", required=False, hint="Leave blank when you chose somebody above.")
    is_body = TickField("It is a body, such as a company")
    born_on = DateField("Date of birth", required=False, not_after=clock.today, hint="If you know it.")
    age_estimate = IntegerField("Age, as you estimate it", required=False, least=10, most=110)
    address = TextArea("Address for the letter", required=False, max_length=500)
    issued_on = DateField("Date of issue", not_after=clock.today)
    service = RadiosField("How it is given", choices=SERVICE_LABELS)
    conduct = TextArea("The conduct: what, when, how often", max_length=LONG)
    place_ref = SelectField("Place on this case", blank="Another place, or none", required=False)
    location = TextField("Where", required=False)
    evidence = TextArea("Evidence", required=False, max_length=LONG, hint="Statements, recordings, what you saw.")
    ladder_reason = TextArea("Why a lower step is skipped", required=False, max_length=2000, hint="Only if this skips a step.")
    vulnerability_check = TextArea(
        "Vulnerability check of the person", required=False, max_length=2000,
        hint="Mental health, disability, age: what you asked and found. Needed from step 4 upwards.",
    )  # fmt: skip
    save = Submit("Issue")


class CpwForm(PaperForm):
    """A community protection warning."""

    comply_by = DateField("Day by which the conduct must stop")
    informed = TextArea("Who was informed", required=False, max_length=2000)


class CpnForm(PaperForm):
    """A community protection notice."""

    deemed_on = DateField("Day it arrived by post", required=False, hint="Only if not two working days after posting.")
    deemed_reason = TextField("Why it arrived on another day", required=False)
    test_effect = TextArea("Detrimental effect on the quality of life: evidence", max_length=LONG)
    test_persistent = TextArea("Persistent or continuing: evidence", max_length=LONG)
    test_unreasonable = TextArea("Unreasonable: evidence", max_length=LONG)
    requirement_stop = TextArea("Stop doing", required=False, max_length=LONG, hint="One requirement on each line.")
    requirement_do = TextArea("Do", required=False, max_length=LONG, hint="One requirement on each line.")
    requirement_steps = TextArea("Take reasonable steps to", required=False, max_length=LONG, hint="One on each line.")
    requirement_by = DateField("Requirements to be met by", required=False)
    informed = TextArea("Who was informed before", required=False, max_length=2000)


class PenaltyForm(PaperForm):
    """A fixed penalty."""

    term_id = SelectField("Which term of which order", required=False, coerce=str)
    notice_ref = SelectField("Which notice was breached", required=False)
    offence_on = DateField("Day of the offence", not_after=clock.today)
    amount = IntegerField("Amount in pounds", least=1, most=100_000)
    early_amount = IntegerField("Lower amount for early payment", required=False, least=1, most=100_000)
    early_days = IntegerField("Days for the lower amount", required=False, least=1, most=60)
    latitude = HiddenText("Latitude", default="")
    longitude = HiddenText("Longitude", default="")


FORMS = {
    Shape.WARNING: PaperForm,
    Shape.AGREEMENT: PaperForm,
    Shape.CPW: CpwForm,
    Shape.CPN: CpnForm,
    Shape.PENALTY: PenaltyForm,
}
# The order in which a page asks, by groups: what was done, to whom, how, and what the ladder needs.
GROUPS = (
    ("The order or notice", ("term_id", "notice_ref")),
    ("Who", ("person_ref", "subject", "is_body", "born_on", "age_estimate", "address")),
    ("What happened", ("offence_on", "conduct", "place_ref", "location", "evidence")),
    ("The test", ("test_effect", "test_persistent", "test_unreasonable")),
    ("What is required", ("requirement_stop", "requirement_do", "requirement_steps", "requirement_by", "comply_by", "informed")),
    ("The penalty", ("amount", "early_amount", "early_days")),
    ("Giving it", ("issued_on", "service", "deemed_on", "deemed_reason")),
    ("Before you issue it", ("vulnerability_check", "ladder_reason")),
)


class PaymentForm(BaseForm):
    """Money received."""

    amount = MoneyField("Amount received")
    paid_on = DateField("Day it was paid", not_after=clock.today)
    how = SelectField("How", choices=HOW)
    reference = TextField("Receipt or reference", required=False)
    save = Submit("Record the payment")


class StepForm(BaseForm):
    """One step of an action: when, and a note; what more it asks comes from the power's card."""

    on = DateField("When", not_after=clock.today)
    note = TextArea("Note", required=False, max_length=2000, hint="Why it is withdrawn, what the court decided, the evidence.")
    save = Submit("Record the step")


class BreachForm(BaseForm):
    """A breach of an order."""

    term_id = SelectField("Which term of which order", coerce=str)
    happened_at = DateTimeField("When", now=clock.now)
    location = TextField("Where")
    person_ref = SelectField("Who, if on this case", blank="Not known", required=False)
    description = TextArea("What you saw", required=False, max_length=LONG)
    latitude = HiddenText("Latitude", default="")
    longitude = HiddenText("Longitude", default="")
    save = Submit("Record the breach")


class UndoForm(BaseForm):
    """Undoing the switching on of a row of the law."""

    reason = TextArea("Why it is undone", max_length=2000)
    save = Submit("Switch it off again", kind="warning")


class ActivateForm(BaseForm):
    """Switching on a row of the law."""

    row_id = SelectField("Row that waits")
    from_on = DateField("In force from")
    instrument = TextField(
        "Instrument that brings it into force", hint="For example, the commencement regulations and their number."
    )
    save = Submit("Switch on")
