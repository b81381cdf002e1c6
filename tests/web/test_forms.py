"""The base form: version, key, token."""

import pytest
from flask import Flask
from flask_wtf.csrf import CSRFProtect

from casework.web import jinja
from casework.web.forms import STALE_TOKEN, BaseForm, form_errors


@pytest.fixture
def app() -> Flask:
    app = Flask("forms")
    app.config.update(SECRET_KEY="only for this test")
    CSRFProtect(app)
    jinja.install(app)
    return app


def test_a_form_carries_token_version_and_a_fresh_key(app: Flask) -> None:
    with app.test_request_context():
        first, second = BaseForm(version="7"), BaseForm()
        assert first.key != second.key
        drawn = str(first.hidden_tag())
        assert 'name="csrf_token"' in drawn
        assert 'name="version" type="hidden" value="7"' in drawn
        assert first.key in drawn


@pytest.mark.parametrize(("sent", "seen"), [("7", 7), ("", None), ("-1", None), ("x", None), ("9" * 40, None), ("٣", None)])
def test_the_version_seen_is_a_number_or_nothing(app: Flask, sent: str, seen: int | None) -> None:
    with app.test_request_context(method="POST", data={"version": sent}):
        assert BaseForm().seen_version == seen


def test_the_key_sent_is_kept_and_a_malformed_one_is_not(app: Flask) -> None:
    with app.test_request_context(method="POST", data={"idempotency_key": "a" * 32}):
        assert BaseForm().key == "a" * 32
    with app.test_request_context(method="POST", data={"idempotency_key": "a'; --"}):
        assert BaseForm().key != "a'; --"


def test_a_missing_token_is_told_in_a_sentence(app: Flask) -> None:
    with app.test_request_context(method="POST"):
        form = BaseForm()
        assert not form.validate()
        assert form_errors(form) == [{"text": STALE_TOKEN, "href": "#main-content"}]
