"""The form of a referral, the form of somebody without clearance, and the register of venues."""

from casework.kernel import clock
from casework.referrals.types import REPORTERS
from casework.web.fields import (
    CheckboxesField,
    DateField,
    DateTimeField,
    PostcodeField,
    RadiosField,
    SelectField,
    Submit,
    TextArea,
    TextField,
    TickField,
)
from casework.web.forms import BaseForm

WORDING = "/referrals/wording"
YES_NO = {"no": "No", "yes": "Yes, and 999 has been called"}


class ReferralForm(BaseForm):
    """A referral, on one page."""

    danger = RadiosField(
        "Is the child in immediate danger?", choices=YES_NO, missing="Select whether the child is in immediate danger"
    )
    partnership = SelectField("Partnership", required=False, blank="")
    reporter_kind = RadiosField("Who noticed it?", choices=REPORTERS, missing="Select who noticed it")
    reporter = TextField("Their name and role", required=False, hint="For example: night porter")
    reporter_contact = TextField("How to reach them", required=False)
    received_at = DateTimeField("When were you told?", now=clock.now)
    incident_number = TextField("Police incident number", required=False, max_length=40)
    verbatim = TextArea(
        "What was said, word for word", rows=6, hint="Write it as it was said, with the words the caller or the child used.",
        noun="what was said",
    )  # fmt: skip
    what_happened = TextArea(
        "What happened", rows=6, required=False, hints=WORDING, hint="What was seen, in order, and what was done."
    )
    venue_kind = SelectField("Kind of venue")
    venue_name = TextField("Name of the venue", required=False)
    place = TextField("Address or place", required=False, hint="A room number, a car park, an app or a website.")
    postcode = PostcodeField("Postcode", required=False)
    happened_at = DateTimeField("When did it happen?", required=False, now=clock.now)
    vehicle = TextField("Vehicle", required=False, hint="Registration, make, colour, taxi plate.")
    signs = CheckboxesField("Warning signs", required=False, hint="Select all that were noticed.")
    child_name = TextField("Child's name", required=False, hint="Leave empty if it is not known.")
    child_born = TextField("Date of birth or age", required=False, hint="For example: about 14")
    child_sex = SelectField("Sex", required=False, blank="Not recorded")
    child_living = TextField("Where and with whom the child lives", required=False)
    child_school = TextField("School, college or work", required=False)
    child_description = TextArea("Description of the child, if the name is not known", required=False, rows=3, hints=WORDING)
    adult_name = TextField("Name of an adult of concern", required=False)
    adult_description = TextArea("Description of the adults", required=False, rows=3, hints=WORDING)
    adult_relation = TextField("How the adult is known to the child", required=False)
    definition = RadiosField("Kind of exploitation suspected", missing="Select the kind of exploitation suspected")
    consent = RadiosField(
        "Consent to share", hint="Ask only where it adds no risk. A child may be referred without consent.",
        missing="Select what was said about consent",
    )  # fmt: skip
    consent_reason = TextArea("Why consent was overridden", required=False, rows=2, max_length=1000)
    with_leads = TickField("Name the partnership's safeguarding leads on this referral")
    save = Submit("Make the referral")


class ConcernForm(BaseForm):
    """A safeguarding concern of somebody without clearance."""

    danger = RadiosField(
        "Is a child in immediate danger?", choices=YES_NO, missing="Select whether a child is in immediate danger"
    )
    partnership = SelectField("Partnership", required=False, blank="")
    words = TextArea(
        "What did you see or hear?", rows=8, hint="Use the words that were said. You see them again on your receipt."
    )
    people = TextArea(
        "Who is the child, and who else was there?", required=False, rows=3, max_length=2000, hint="Names, ages or descriptions.",
        noun="who was there",
    )  # fmt: skip
    venue_kind = SelectField("Kind of venue")
    place = TextField("Where was it?", missing="Enter where it was")
    happened_at = DateTimeField("When was it?", required=False, now=clock.now, noun="when it was")
    signs = CheckboxesField("Warning signs", required=False, hint="Select all that you noticed.")
    contact = TextField("How the safeguarding lead can reach you", required=False)
    save = Submit("Pass it on")


class VenueForm(BaseForm):
    """A venue for the register."""

    kind = SelectField("Kind of venue")
    name = TextField("Name of the venue")
    address = TextArea("Address", rows=3, max_length=500)
    licence = TextField("Licence number", required=False)
    contact = TextField("Contact there", required=False)
    has_posters = TickField("Operation Makesafe posters are up")
    is_of_concern = TickField("This is a location of concern")
    save = Submit("Put it on the register")


class VenueContactForm(BaseForm):
    """A visit, training or a call."""

    kind = RadiosField("What happened?", missing="Select what happened")
    on = DateField("On what day?", not_after=clock.today, noun="day")
    note = TextArea("What came of it", rows=4)
    save = Submit("Save")
