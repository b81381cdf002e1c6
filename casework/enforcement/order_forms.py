"""Forms of orders: the draft with its area, the case for it, consultation, the decisions, and what the court did."""

from casework.enforcement.types.order_steps import ABOUT_LABELS
from casework.enforcement.types.orders import CONSULTED_LABELS, EVIDENCE_LABELS, KIND_LABELS
from casework.kernel import clock
from casework.web.fields import (
    LONG,
    CheckboxesField,
    DateField,
    FileField,
    IntegerField,
    RadiosField,
    SelectField,
    Submit,
    TextArea,
    TextField,
)
from casework.web.forms import BaseForm

LINES = "One on each line: the activity, a colon, then the words. For example: Street drinking: having an open can or bottle."
CORNERS = "GeoJSON in WGS84, or one corner on each line, latitude then longitude. A blank line begins another shape."
ACCEPT = ".geojson,.json,.txt,application/geo+json"


class OrderForm(BaseForm):
    """An order that is not made yet."""

    kind = RadiosField("What kind of order", choices=KIND_LABELS)
    site = TextField("School, or vaccination or test site", required=False, hint="Only for an expedited order.")
    title = TextField("Title", hint="The town and the place. Everybody will read it: no names of people.")
    reasons = TextArea(
        "The activities, and their effect", max_length=LONG,
        hint="What is done in the place, and its effect on the quality of life. Published with the order: no names of people.",
    )  # fmt: skip
    prohibitions = TextArea("Prohibitions", required=False, max_length=LONG, hint=LINES)
    requirements = TextArea("Requirements", required=False, max_length=LONG, hint=LINES)
    applies_when = TextField("When the terms apply", required=False, hint="Leave blank for at all times.")
    exception = TextField("Exceptions", required=False)
    area_name = TextField("Name of the area", required=False)
    geometry = TextArea("Restricted area", required=False, max_length=200_000, hint=CORNERS)
    area_file = FileField("Or the area as a file", required=False, accept=ACCEPT)
    without = CheckboxesField("The area has no", required=False, choices={"parish": "Parish council", "county": "County council"})
    save = Submit("Save the draft")


class EvidenceForm(BaseForm):
    """One piece of evidence, or a private note."""

    kind = SelectField("What it is", choices=EVIDENCE_LABELS)
    text = TextArea("What it says", max_length=LONG, hint="Kept by your organisation. It is never published.")
    source = TextField("Where it comes from", required=False, hint="For example, police figures, residents' association.")
    place = TextField("Which place", required=False)
    figure = IntegerField("Figure", required=False, least=0, most=1_000_000, hint="How many reports, complaints or replies.")
    from_on = DateField("From", required=False)
    until_on = DateField("To", required=False)
    save = Submit("Keep")


class JudgementForm(BaseForm):
    """What was considered before a decision."""

    about = SelectField("For which decision", choices=ABOUT_LABELS)
    effect = TextArea(
        "The test (s59): detrimental, persistent, unreasonable, and justified", max_length=LONG,
        hint="How the evidence shows each limb. For an extension: why the activities would come back or grow.",
    )  # fmt: skip
    necessity = TextArea("Necessity: why each term is reasonable, and nothing less would do", max_length=LONG)
    expression = TextArea("Freedom of expression (Article 10)", max_length=LONG, hint="What was weighed, and what was decided.")
    assembly = TextArea("Freedom of assembly (Article 11)", max_length=LONG, hint="As above.")
    considered_on = DateField("When it was considered", not_after=clock.today)
    considered_by = TextField("Who considered it", hint="The committee or officer.")
    save = Submit("Record")


class ConsultForm(BaseForm):
    """One body consulted or notified."""

    about = SelectField("On what", choices=ABOUT_LABELS)
    who = SelectField("Who", choices=CONSULTED_LABELS)
    name = TextField("Name of the body or person")
    on = DateField("When", not_after=clock.today)
    reply = TextArea("Their reply", required=False, max_length=LONG, hint="Kept by your organisation. It is never published.")
    save = Submit("Record")


class PubliciseForm(BaseForm):
    """A proposal that was published for consultation."""

    about = SelectField("What is proposed", choices=ABOUT_LABELS)
    url = TextField("Address of the consultation on the website")
    on = DateField("Day it was published", not_after=clock.today)
    save = Submit("Record")


class MakeForm(BaseForm):
    """The making of an order."""

    made_on = DateField("Day it is made", not_after=clock.today)
    effect_on = DateField("Day it has effect from")
    ends_on = DateField("Last day")
    made_by = TextField(
        "Who decided, under what power", hint="For example, Licensing committee, under the council's constitution."
    )
    save = Submit("Make the order")


class PublishForm(BaseForm):
    """The publication of an order."""

    url = TextField("Address of its page on the website")
    signs_on = DateField("Date on the notices at the place", not_after=clock.today, required=False)
    save = Submit("Record the publication")


class ExtendForm(BaseForm):
    """An extension."""

    decided_on = DateField("Day of the decision", not_after=clock.today)
    ends_on = DateField("New last day")
    reason = TextArea("Why it is still needed", max_length=LONG)
    save = Submit("Extend the order")


class VaryForm(BaseForm):
    """A variation of the terms or the area."""

    ends_terms = CheckboxesField("Terms that end", required=False)
    prohibitions = TextArea("New prohibitions", required=False, max_length=LONG, hint=LINES)
    requirements = TextArea("New requirements", required=False, max_length=LONG, hint=LINES)
    applies_when = TextField("When the new terms apply", required=False, hint="Leave blank for at all times.")
    exception = TextField("Exceptions", required=False)
    area_name = TextField("Name of the new area", required=False)
    geometry = TextArea(
        "New restricted area", required=False, max_length=200_000, hint=f"Leave blank to keep the area. {CORNERS}"
    )
    area_file = FileField("Or the new area as a file", required=False, accept=ACCEPT)
    decided_on = DateField("Day of the decision", not_after=clock.today)
    effect_on = DateField("Day the variation has effect from")
    reason = TextArea("Why", max_length=LONG)
    save = Submit("Vary the order")


class EndForm(BaseForm):
    """A day and a reason: a discharge, a proposal dropped, or what the court did."""

    on = DateField("Which day", not_after=clock.today)
    reason = TextArea("Why", max_length=LONG)
    save = Submit("Record", kind="warning")
