"""Pages of documents: adding, and the one door through which every file and thumbnail is sent."""

import io
from typing import Any

from flask import Blueprint, flash, g, redirect, request, send_file
from werkzeug.wrappers import Response

from casework.accounts.services.once import once
from casework.documents import queries, services
from casework.documents.forms import DocumentForm
from casework.documents.store import STORE
from casework.documents.types import Upload
from casework.sharing import asking, policy
from casework.sharing.types import KIND_WORDS, Act, Lens
from casework.web.attempt import attempt, page
from casework.web.gate import rule, signed_in

bp = Blueprint("documents", __name__)


@bp.route("/records/<ref:ref>/documents/new", methods=["GET", "POST"])
@rule(signed_in)
@asking.reason_first
def new(ref: str) -> Any:
    lens = policy.open_record(g.actor, ref, Act.DOCUMENT_ADD, log=request.method == "POST")
    form = DocumentForm()
    form.kind.choices = queries.kinds()
    if form.validate_on_submit() and (where := attempt(form, lambda: _add(form, lens))):
        flash("Added.", "success")
        return redirect(where)
    return page("documents/new.html", form, lens=lens, word=KIND_WORDS[lens.kind], back=asking.page_of(lens))


@bp.route("/documents/<int:document_id>")
@rule(signed_in)
def download(document_id: int) -> Any:
    return asking.ask(queries.ref_of(g.actor, document_id)) or _send(document_id, thumbnail=False)


@bp.route("/documents/<int:document_id>/thumbnail")
@rule(signed_in)
def thumbnail(document_id: int) -> Any:
    return asking.ask(queries.ref_of(g.actor, document_id)) or _send(document_id, thumbnail=True)


def panel(actor: Any, lens: Lens) -> dict[str, Any]:
    """Load the panel of a record's page."""
    found, kinds = queries.of_record(actor, lens), queries.kinds()
    return {"lens": lens, "documents": found, "kinds": kinds, "may_add": policy.may(actor, lens, Act.DOCUMENT_ADD)}


def _add(form: DocumentForm, lens: Lens) -> str:
    uploads = [Upload(file.stream, file.filename or "") for file in form.files.data]
    where = asking.page_of(lens)
    told = {"kind": form.kind.data, "title": form.title.data or ""}
    return once(g.actor, form.key, lambda: services.add_documents(g.actor, lens, uploads, **told), lambda made: where)


def _send(document_id: int, *, thumbnail: bool) -> Response:
    """As an attachment in a sandbox, never run or drawn inside our pages; a thumbnail may stand as a picture."""
    found = queries.download(g.actor, document_id, thumbnail=thumbnail)
    content = io.BytesIO(STORE.read(found.token))
    name, kind = found.name, found.media_type
    answer = send_file(content, mimetype=kind, as_attachment=not thumbnail, download_name=name, conditional=False)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "no-store"
    if thumbnail:
        answer.headers["Content-Disposition"] = "inline"
    return answer
