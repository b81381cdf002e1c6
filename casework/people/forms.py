"""Forms of people, the facts about them, and vehicles."""

from casework.kernel import clock
from casework.people.types import BIRTH_LABELS
from casework.web.fields import (
    CheckboxesField,
    DateField,
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

BIRTHS = {str(known): label for known, label in BIRTH_LABELS.items()}
OTHERS = "Your organisation sees it. Tick who else may, among those that may know of the person."


class PersonForm(BaseForm):
    """Add a person, or correct who they are."""

    given_names = TextField("Given names", required=False)
    family_name = TextField("Family name", required=False)
    description = TextField("Description", required=False, hint="If no name is known: unknown male, about 20, grey hood")
    birth_date = DateField("Date of birth", required=False, not_after=clock.today)
    birth_known = RadiosField("How sure is the date of birth?", choices=BIRTHS, default="unknown", required=False, inline=True)
    sex = SelectField("Sex", required=False, blank="Not known")
    save = Submit("Save")


class NewPersonForm(PersonForm):
    """Add a person; the postcode only helps to find who is already held."""

    postcode = PostcodeField("Postcode", required=False, hint="Not kept. It helps to find people you already hold.")


class _FactForm(BaseForm):
    to_orgs = CheckboxesField("Who else may see it", required=False, hint=OTHERS)
    save = Submit("Add")


class AliasForm(_FactForm):
    """Another name."""

    name = TextField("Other name")


class AddressForm(_FactForm):
    """Where a person lives or stays."""

    place = TypeaheadField("Address", hint="Choose a place that is held, or type the address.", missing="Enter the address")
    postcode = PostcodeField("Postcode", required=False)
    from_on = DateField("From", required=False)
    until_on = DateField("Until", required=False, hint="Leave empty if they still live there.")
    tenure = SelectField("Tenure", required=False, blank="Not known")
    tenancy_reference = TextField("Tenancy reference", required=False, max_length=40)
    household = TextField("Household", required=False, hint="Who else lives there.")


class ContactForm(_FactForm):
    """A way to reach a person."""

    kind = SelectField("Kind of contact")
    value = TextField("Number, address or person")
    safe = RadiosField("Is it safe to use?", default="YES")
    warning = TextField("When or where it is safe", required=False)


class VulnerabilityForm(_FactForm):
    """What makes a person more easily harmed."""

    code = SelectField("What makes them more easily harmed")
    detail = TextArea("Detail", required=False, max_length=2000, rows=3)


class MarkerForm(_FactForm):
    """A warning for whoever visits."""

    code = SelectField("Warning")
    detail = TextField("What a visitor must know", required=False)
    review_on = DateField("Review on", required=False, hint="Left empty, the usual time for this kind of warning.")
    to_orgs = CheckboxesField(
        "Only for these organisations", required=False, hint="Leave empty: everyone who may know of the person sees the warning."
    )


class DemographicsForm(_FactForm):
    """What a person says of themselves."""

    ethnicity = SelectField("Ethnic group, as they describe it", required=False, blank="Not asked")
    gender_identity = SelectField("Gender identity", required=False, blank="Not asked")
    sexual_orientation = SelectField("Sexual orientation", required=False, blank="Not asked")
    disability = SelectField("Disability", required=False, blank="Not asked")
    religion = SelectField("Religion", required=False, blank="Not asked")
    language = TextField("Preferred language", required=False)
    needs_interpreter = TickField("They need an interpreter")


class RelationshipForm(_FactForm):
    """How a person stands to another."""

    code = SelectField("This person is the")
    other = TypeaheadField("of", must_choose=True, noun="a person", missing="Choose a person from the list")


class EndForm(BaseForm):
    """Say that a fact is no longer so."""

    reason = TextField("Why", required=False, hint="It moved, it was wrong, it is no longer so")
    save = Submit("End it")


class VehicleForm(BaseForm):
    """A vehicle as it was seen."""

    registration = TextField("Registration", required=False, max_length=12, hint="As much as is known.")
    make = TextField("Make", required=False)
    model = TextField("Model", required=False)
    colour = TextField("Colour", required=False, max_length=40)
    note = TextField("Anything else", required=False)
    save = Submit("Save")
