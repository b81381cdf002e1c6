"""Printing a case: a page for the printer, and a PDF, both marked and written down."""

from flask import Response, g, render_template
from werkzeug.wrappers import Response as AnyResponse

from casework.cases.queries import printing
from casework.cases.views.doing import bp
from casework.documents import pdf
from casework.sharing.asking import reason_first
from casework.web import cells
from casework.web.gate import rule, signed_in


@bp.route("/cases/<ref:case_ref>/print")
@rule(signed_in)
@reason_first
def print_case(case_ref: str) -> str | AnyResponse:
    """Show a case as it is printed."""
    made = printing.case_print(g.actor, case_ref, form="page")
    return render_template(
        "cases/print_case.html", made=made, ref=case_ref, printed_at=made.printed_at, printed_by=made.printed_by
    )


@bp.route("/cases/<ref:case_ref>/print.pdf")
@rule(signed_in)
@reason_first
def print_pdf(case_ref: str) -> AnyResponse:
    """Send a case as a PDF."""
    made = printing.case_print(g.actor, case_ref, form="pdf")
    answer = Response(pdf.render(made), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = cells.attachment(cells.file_name(f"case {case_ref}", "pdf"))
    return answer
