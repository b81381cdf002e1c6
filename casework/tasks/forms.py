"""Forms of tasks: asking, closing, handing on."""

from casework.kernel import clock
from casework.web.fields import DateField, SelectField, Submit, TextArea, TextField
from casework.web.forms import BaseForm


class TaskForm(BaseForm):
    """What, for whom, by when."""

    title = TextField("What needs doing", max_length=200, noun="what needs doing")
    detail = TextArea("More detail", required=False, max_length=2000, rows=3)
    whom = SelectField(
        "Who is it for", missing="Select who it is for", hint="Organisations that see the tasks of this record, and their people."
    )
    due_on = DateField("Due", required=False, not_before=clock.today, noun="the day it is due")
    save = Submit("Add task")


class CloseTaskForm(BaseForm):
    """What came of it."""

    outcome = TextArea("What was done", max_length=2000, rows=3, noun="what was done")
    save = Submit("Close task")


class HandOnForm(BaseForm):
    """Who has it now."""

    whom = SelectField("Who has it now", required=False, blank="Anybody of the organisation")
    save = Submit("Hand on")
