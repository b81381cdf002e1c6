"""The form of a place."""

from casework.web.fields import DecimalField, PostcodeField, SelectField, Submit, TextField
from casework.web.forms import BaseForm


class PlaceForm(BaseForm):
    """An address, premises, street or open space."""

    name = TextField("Name", required=False, hint="Of premises, a park or a building, if it has one.")
    line_1 = TextField("Address line 1", required=False)
    line_2 = TextField("Address line 2", required=False)
    town = TextField("Town or village", required=False)
    postcode = PostcodeField("Postcode", required=False)
    latitude = DecimalField("Latitude", required=False, places=6)
    longitude = DecimalField("Longitude", required=False, places=6)
    premises_kind = SelectField("Kind of place")
    uprn = TextField("UPRN", required=False, max_length=12, hint="The property's number in the national register.")
    licence_number = TextField("Licence number", required=False, max_length=40)
    save = Submit("Save")
