"""The administrator's page on which files of open data are taken in."""

import tempfile
from pathlib import Path
from typing import Any

from flask import Blueprint, g
from werkzeug.wrappers import Response

from casework.accounts.types import Role
from casework.intake import queries, services
from casework.intake.forms import ImportForm
from casework.intake.types import Taken
from casework.web.attempt import page
from casework.web.gate import roles, rule

bp = Blueprint("intake", __name__)
MOST_TOLD = 100


@bp.route("/imports", methods=["GET", "POST"])
@rule(roles(Role.PLATFORM_ADMINISTRATOR))
def imports() -> str | Response | tuple[str, int]:
    """Take in files, and show what was taken in."""
    form = ImportForm()
    taken = _take(form.files.data) if form.validate_on_submit() else []
    return page("intake/imports.html", form, taken=taken, most=MOST_TOLD, files=queries.files(g.actor))


def _take(uploads: list[Any]) -> list[Taken]:
    with tempfile.TemporaryDirectory(prefix="casework-import-") as folder:
        named: dict[Path, str] = {}
        for number, upload in enumerate(uploads):
            path = Path(folder) / f"{number:02}"
            upload.save(path)
            named[path] = Path(upload.filename or "file").name
        return [services.take(g.actor, path, name=named[path]) for path in services.in_order(g.actor, list(named))]
