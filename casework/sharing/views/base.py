"""The blueprint of the pages of sharing, and how each opens its record."""

from typing import Any

from flask import Blueprint, g, request

from casework.sharing import policy
from casework.sharing.types import Act, Lens

bp = Blueprint("sharing", __name__)


def opened(ref: str, act: Act) -> Lens:
    """Open a record for the form of a deed; written down when the form is sent."""
    return policy.open_record(g.actor, ref, act, log=request.method == "POST")


def done(deed: Any, lens: Lens, *rest: Any, **named: Any) -> bool:
    """Do a deed whose answer is not needed."""
    deed(g.actor, lens, *rest, **named)
    return True
