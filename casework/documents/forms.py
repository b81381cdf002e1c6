"""The form that adds photos and papers to a record."""

from casework.web.fields import FilesField, SelectField, Submit, TextField
from casework.web.forms import BaseForm

ACCEPT = "image/jpeg,image/png,image/webp,application/pdf,.txt,.docx,.xlsx,.odt,.ods"


class DocumentForm(BaseForm):
    """Which files, of what kind."""

    files = FilesField(
        "Files", accept=ACCEPT, previews=True, most=10, noun="the files", missing="Choose at least one file",
        hint="Up to 10 at once, each at most 10 MB: photos (JPEG, PNG, WebP), PDF, text, Word, Excel or ODF. "
        "Place and camera details are taken out of photos.",
    )  # fmt: skip
    kind = SelectField("Kind", missing="Select the kind")
    title = TextField("Title", required=False, max_length=200, hint="Leave empty to use the file's name.")
    save = Submit("Add")
