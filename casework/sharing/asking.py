"""The reason gate before a page: `@reason_first` under a view's rule sends the reader to say why, before any content."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from casework.sharing import reasons
from casework.sharing.types import Lens


def reason_first(view: Callable[..., Any]) -> Callable[..., Any]:
    """Ask why before a page of a record outside one's own caseload; the address's first parameter ending in `ref` names it."""

    @wraps(view)
    def asked(*args: Any, **kwargs: Any) -> Any:
        ref = next((value for name, value in kwargs.items() if name.endswith("ref")), "")
        return ask(ref) or view(*args, **kwargs)

    return asked


def ask(ref: str) -> Response | None:
    """Return the way to the question when this record needs a reason, else None; for pages whose address has no reference."""
    if ref and reasons.needed(g.actor, ref, g.session_row):
        where = request.full_path.rstrip("?") if request.method == "GET" else request.path
        return redirect(url_for("sharing.reason", ref=ref, next=where))
    reasons.carry(g.session_row)
    return None


def page_of(lens: Lens) -> str:
    """Return the address of a record's own page, or of the start page where its kind has none."""
    address: str = current_app.jinja_env.globals["record_url"](lens.kind, lens.ref)  # type: ignore[operator]  # given by the frame
    return address or "/"
