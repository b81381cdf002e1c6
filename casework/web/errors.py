"""What a person sees when something is refused or breaks: plain words, a reference, and never a stack."""

import logging
import traceback

from flask import Flask, current_app, g, render_template, request
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from casework.kernel import clock
from casework.kernel.db import db
from casework.kernel.errors import Braked, NotAllowed, NotFound, Refused, Repeated, Stale

log = logging.getLogger("casework")


def install(app: Flask) -> None:
    """Answer each kind of failure in one place. Each rolls back first, so that half a deed is never kept."""
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(404, _not_found)
    app.register_error_handler(405, _not_found)
    app.register_error_handler(NotAllowed, _not_allowed)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(Stale, _stale)
    app.register_error_handler(StaleDataError, _at_once)
    app.register_error_handler(Braked, _braked)
    app.register_error_handler(Repeated, _repeated)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _fault)


def _undo() -> None:
    db.session().rollback()


def _not_found(fault: Exception) -> tuple[str, int]:
    _undo()
    return render_template("errors/404.html"), 404


def _not_allowed(fault: NotAllowed) -> tuple[str, int]:
    _undo()
    return render_template("errors/403.html", sentence=fault.sentence), 403


def _refused(fault: Refused) -> tuple[str, int]:
    _undo()
    return render_template("errors/refused.html", sentence=fault.sentence), 422


def _braked(fault: Braked) -> tuple[str, int, dict[str, str]]:
    _undo()
    minutes = -(-fault.seconds // 60)
    page = render_template("errors/429.html", sentence=fault.sentence, minutes=minutes)
    return page, 429, {"Retry-After": str(fault.seconds)}


def _stale(fault: Stale) -> tuple[str, int]:
    _undo()
    kept = [(name, value) for name, value in request.form.items(multi=True) if name not in ("csrf_token", "version")]
    stale = {
        "by": fault.by,
        "at": fault.at or clock.now(),
        "rows": fault.differences,
        "action": request.path,
        "hidden": [*kept, ("version", fault.version)],
        "cancel_href": request.path,
    }
    return render_template("errors/409.html", stale=stale), 409


def _at_once(fault: StaleDataError) -> tuple[str, int]:
    """Somebody saved the same row at the same moment: asked again, the deed finds their words, and refuses with both versions."""
    _undo()
    try:
        current_app.view_functions[request.endpoint or ""](**(request.view_args or {}))
    except Stale as known:
        return _stale(known)
    return _stale(Stale(version=0))


def _repeated(fault: Repeated) -> tuple[str, int, dict[str, str]]:
    _undo()
    g.settled = True
    return "", 303, {"Location": fault.location}


def _http(fault: HTTPException) -> tuple[str, int] | Response:
    _undo()
    code = fault.code or 500
    if code < 400:
        return fault.get_response()
    page = code if code in (400, 413, 429, 503) else 400 if code < 500 else 500
    return render_template(f"errors/{page}.html", reference=g.get("token", "")), code


def told(fault: BaseException) -> str:
    """Return where a fault came from and of what kind it was, never its message: that may carry what somebody typed."""
    kinds: list[str] = []
    at: BaseException | None = fault
    while at is not None and len(kinds) < 10:
        kinds.append(type(at).__qualname__)
        at = at.__cause__ or at.__context__
    return " from ".join(kinds) + "\n" + "".join(traceback.format_tb(fault.__traceback__))


def _fault(fault: Exception) -> tuple[str, int]:
    _undo()
    log.error("fault %s at %s: %s", g.get("token", "-"), request.endpoint, told(fault))
    return render_template("errors/500.html", reference=g.get("token", "")), 500
