"""Pages of a record's papers: preview, issue, held and released, and the file as it was issued."""

from typing import Any

from flask import Blueprint, abort, flash, g, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from casework.accounts.services.once import once
from casework.documents import pdf
from casework.papers.forms import AskForm, IssueForm, ReleaseForm
from casework.papers.queries import papers as reads
from casework.papers.services import issuing
from casework.papers.types import KINDS, PaperKind, PaperState
from casework.sharing import asking
from casework.web.attempt import attempt, done, page
from casework.web.gate import rule, signed_in

bp = Blueprint("papers", __name__)
SAID = {
    PaperState.ISSUED: "Issued. The file is kept as it is.",
    PaperState.HELD: "It is held: it may name or locate somebody. Nothing was issued.",
}


@bp.route("/records/<ref:ref>/papers")
@rule(signed_in)
@asking.reason_first
def listing(ref: str) -> str:
    """List the papers of a record."""
    lens, kinds = reads.kinds_of(g.actor, ref)
    lines = reads.of_record(g.actor, lens)
    return render_template("papers/listing.html", lens=lens, kinds=kinds, specs=KINDS, papers=lines, back=asking.page_of(lens))


@bp.route("/records/<ref:ref>/papers/<kind>", methods=["GET", "POST"])
@rule(signed_in)
@asking.reason_first
def show(ref: str, kind: str) -> Any:
    """Show one paper of a record: what the check says, and what was issued; or issue it."""
    chosen, form = _kind(kind), IssueForm()
    if form.validate_on_submit() and (state := attempt(form, lambda: _issue(form, ref, chosen))):
        flash(SAID[state], "success" if state is PaperState.ISSUED else "error")
        return redirect(url_for("papers.show", ref=ref, kind=kind))
    return page("papers/show.html", form, sheet=reads.sheet(g.actor, ref, chosen))


def _issue(form: IssueForm, ref: str, kind: PaperKind) -> PaperState:
    found: list[PaperState] = []

    def deed() -> None:
        found.append(issuing.issue(g.actor, ref, kind, reason=form.reason.data or ""))

    once(g.actor, form.key, deed, lambda _: url_for("papers.show", ref=ref, kind=kind))
    return found[0]


@bp.route("/records/<ref:ref>/papers/<kind>/preview.pdf")
@rule(signed_in)
@asking.reason_first
def preview(ref: str, kind: str) -> Response:
    """Send a paper as it would be issued, marked as a preview."""
    return _pdf(pdf.render(reads.preview(g.actor, ref, _kind(kind))), f"preview-{kind}-{ref}.pdf", inline=True)


@bp.route("/records/<ref:ref>/papers/<kind>/ask", methods=["GET", "POST"])
@rule(signed_in)
@asking.reason_first
def ask(ref: str, kind: str) -> Any:
    """Ask for the release of a paper that is held."""
    form, chosen = AskForm(), _kind(kind)
    if form.validate_on_submit() and done(form, lambda: _ask(form, ref, chosen)):
        flash("Asked. Managers of your organisation are told.", "success")
        return redirect(url_for("papers.show", ref=ref, kind=kind))
    return page("papers/deed.html", form, sheet=reads.sheet(g.actor, ref, chosen), deed="Ask for the release")


def _ask(form: AskForm, ref: str, kind: PaperKind) -> None:
    issuing.ask_release(g.actor, ref, kind, reason=form.reason.data)


@bp.route("/records/<ref:ref>/papers/<kind>/release", methods=["GET", "POST"])
@rule(signed_in)
@asking.reason_first
def release(ref: str, kind: str) -> Any:
    """Release a paper that is held, as the second person."""
    form, chosen = ReleaseForm(), _kind(kind)
    if form.validate_on_submit() and done(form, lambda: _release(form, ref, chosen)):
        flash("Released and issued.", "success")
        return redirect(url_for("papers.show", ref=ref, kind=kind))
    return page("papers/deed.html", form, sheet=reads.sheet(g.actor, ref, chosen), deed="Release a paper that is held")


def _release(form: ReleaseForm, ref: str, kind: PaperKind) -> None:
    issuing.release(g.actor, ref, kind, reason=form.reason.data, owner_asked=form.owner_asked.data or "")


@bp.route("/papers/<int:paper_id>")
@rule(signed_in)
def download(paper_id: int) -> Response:
    """Send an issued paper byte for byte as it was issued."""
    return asking.ask(reads.why_asked(g.actor, paper_id)) or _pdf(*reads.issued_file(g.actor, paper_id))


def _kind(kind: str) -> PaperKind:
    return PaperKind(kind) if kind in set(PaperKind) else abort(404)


def _pdf(content: bytes, name: str, *, inline: bool = False) -> Response:
    answer = make_response(content)
    answer.headers["Content-Type"] = "application/pdf"
    answer.headers["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
