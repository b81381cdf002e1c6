"""Answers that anybody may keep for a while: the same for everybody, and costing nothing when they have not changed."""

from typing import Any

from flask import Response, make_response, request
from werkzeug.wrappers import Response as Answer

KEPT_SECONDS = 300


def kept(content: Any, media_type: str = "text/html; charset=utf-8") -> Answer:
    """Return an answer that browsers and proxies may keep for some minutes."""
    answer: Response = make_response(content)
    answer.headers["Content-Type"] = media_type
    answer.cache_control.public = True
    answer.cache_control.max_age = KEPT_SECONDS
    answer.add_etag()
    return answer.make_conditional(request)
