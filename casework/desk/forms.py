"""Forms of the platform administrator."""

from typing import Any

from wtforms.validators import ValidationError

from casework.organisations.types import Standing
from casework.web import theme
from casework.web.fields import DateField, EmailField, SelectField, Submit, TextArea, TextField, TickField
from casework.web.forms import BaseForm

STANDINGS = {Standing.STATUTORY: "Statutory", Standing.INVITED: "Invited", Standing.COOPERATING: "Co-operating"}


class PartnershipForm(BaseForm):
    """A partnership."""

    name = TextField("Name", max_length=120)
    short_name = TextField("Short name", max_length=20)
    colour = TextField("Colour", max_length=7, hint="# and six figures, dark enough for white text, like #1f3b57")
    contact = TextArea("Contact", required=False, max_length=500, rows=3)
    save = Submit("Save")

    def validate_colour(self, field: Any) -> None:
        """White text must be readable on it."""
        try:
            theme.stylesheet(field.data or "")
        except ValueError as fault:
            raise ValidationError(str(fault)) from fault


class OrganisationForm(BaseForm):
    """An organisation's details."""

    name = TextField("Name", max_length=120)
    address = TextArea("Address", required=False, max_length=500, rows=3)
    phone = TextField("Telephone number", required=False, max_length=40)
    email = EmailField("Email address", required=False)
    read_only = TickField("Read-only: it may open and answer requests, not make, share or download")
    save = Submit("Save")


class NewOrganisationForm(BaseForm):
    """A new organisation."""

    code = TextField("Short code", max_length=12, hint="Capital letters, for example HDC")
    name = TextField("Name", max_length=120)
    kind = SelectField("Kind")
    save = Submit("Add organisation")


class MembershipForm(BaseForm):
    """A membership."""

    partnership = SelectField("Partnership")
    standing = SelectField("Standing", choices={str(key): label for key, label in STANDINGS.items()})
    from_on = DateField("From", noun="the first day")
    save = Submit("Add membership", kind="secondary")


class FirstLeadForm(BaseForm):
    """The first agency lead of an organisation."""

    name = TextField("Full name", max_length=120)
    username = EmailField("Work email address", hint="They sign in with it")
    job_title = TextField("Job title", required=False, max_length=80)
    save = Submit("Invite")


class NewAgreementForm(BaseForm):
    """A new agreement."""

    partnership = SelectField("Partnership")
    title = TextField("Title", max_length=120)
    purpose = TextArea("Purpose", required=False, max_length=1000, rows=3)
    from_on = DateField("From", noun="the first day")
    until_on = DateField("Until", noun="the last day", required=False)
    save = Submit("Add agreement")


class AgreementForm(BaseForm):
    """An agreement's title and dates."""

    title = TextField("Title", max_length=120)
    signed_on = DateField("Signed on", noun="the day it was signed", required=False, hint="Until then it opens nothing")
    from_on = DateField("From", noun="the first day")
    until_on = DateField("Until", noun="the last day", required=False)
    review_on = DateField("Next review", noun="the next review", required=False)
    save = Submit("Save")


class PartyForm(BaseForm):
    """A signatory."""

    organisation = SelectField("Organisation")
    signed_on = DateField("Signed on", noun="the day it was signed")
    save = Submit("Add party", kind="secondary")


class NewCodeForm(BaseForm):
    """A new code."""

    code = TextField("Code", max_length=39, hint="Capital letters, figures and low lines. It cannot be changed later")
    label = TextField("Words", max_length=120)
    active_from = DateField("From", noun="the first day", required=False, hint="Leave blank when it holds at once")
    save = Submit("Add code")


class CodeForm(BaseForm):
    """A code's words and its end."""

    label = TextField("Words", max_length=120, hint="Better words for the same meaning. Old records show them too")
    active_to = DateField(
        "Last day", noun="the last day", required=False, hint="After it the code cannot be chosen. Old records keep it"
    )
    save = Submit("Save")


class NamedClearanceForm(BaseForm):
    """A clearance named by the platform administrator."""

    username = TextField("Email address or user name of the person", noun="the person", max_length=200)
    is_lead = TickField("Safeguarding lead: clears colleagues of their own organisation")
    from_on = DateField("From", noun="the first day")
    until_on = DateField("Until", noun="the last day")
    reason = TextArea("Reason", max_length=1000, rows=3)
    save = Submit("Clear this person")
