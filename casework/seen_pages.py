"""What the packages of records hand to sharing: the page of each kind for other eyes, and what a preview of a share shows."""

from casework.cases import shown as case_shown
from casework.cases.views import incidents, show
from casework.documents import queries as documents
from casework.enforcement.views import actions, orders
from casework.people.views import persons, vehicles
from casework.places import views as places
from casework.sharing import eyes
from casework.sharing.services import preview
from casework.sharing.types import Kind, Section
from casework.tasks import queries as tasks

PAGES: dict[Kind, eyes.Page] = {
    Kind.ACTION: actions.as_seen,
    Kind.CASE: show.as_seen,
    Kind.INCIDENT: incidents.as_seen,
    Kind.ORDER: orders.as_seen,
    Kind.PERSON: persons.as_seen,
    Kind.PLACE: places.as_seen,
    Kind.VEHICLE: vehicles.as_seen,
}


def install() -> None:
    """Hand them over. Called once, when the application is made."""
    for kind, page in PAGES.items():
        eyes.register_page(kind, page)
    preview.register(Kind.CASE, "Notes", Section.NOTES, case_shown.notes)
    for kind in (Kind.CASE, Kind.INCIDENT):
        preview.register(kind, "Documents", Section.DOCUMENTS, documents.shown)
        preview.register(kind, "Tasks", Section.TASKS, tasks.shown)
