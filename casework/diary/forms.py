"""The filters of the diary, and the buttons of the calendar's page."""

from casework.web.fields import Submit
from casework.web.forms import BaseForm


class FeedForm(BaseForm):
    """Make a new secret address, or end the one there is."""

    save = Submit("Make a calendar address")
    again = Submit("Make a new address", kind="secondary")
    end = Submit("End this address", kind="warning")
