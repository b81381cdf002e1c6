"""What a request began to take in is let go of, also where its sending was refused half way."""

import io
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.test import EnvironBuilder

from casework.web.incoming import Incoming

LARGE = 700 * 1024  # what the library keeps on disk rather than in memory


@contextmanager
def sent(*parts: tuple[str, bytes]) -> Iterator[None]:
    """One request with this form, its parts in the order given, as the application meets it."""
    app = Flask("incoming")
    app.request_class = Incoming
    app.config["MAX_FORM_MEMORY_SIZE"] = 128 * 1024
    body = b"".join(b"--edge\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n" % (said.encode(), data) for said, data in parts)
    builder = EnvironBuilder(
        method="POST", input_stream=io.BytesIO(body + b"--edge--\r\n"), content_type="multipart/form-data; boundary=edge"
    )
    builder.content_length = len(body) + 10
    with app.request_context(builder.get_environ()):
        yield


FILE = ('name="file"; filename="a.txt"', b"x" * LARGE)


def test_a_form_refused_half_way_leaves_no_file_open() -> None:
    with sent(FILE, ('name="note"', b"n" * 200_000)):
        with pytest.raises(RequestEntityTooLarge):
            _ = request.form
        [begun] = request._get_current_object().__dict__["_begun"]
        assert not begun.closed
    assert begun.closed


def test_a_form_read_to_its_end_is_closed_too() -> None:
    with sent(FILE):
        held = request.files["file"].stream
        assert not held.closed
    assert held.closed
