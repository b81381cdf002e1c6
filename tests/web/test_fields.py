"""What the fields accept, what they refuse, and the sentences they refuse with."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from casework.web import fields as f
from casework.web import jinja
from casework.web.fields.when import read_time
from casework.web.forms import BaseForm, FilterForm, form_errors

TODAY = date(2026, 5, 4)


@pytest.fixture
def app() -> Flask:
    app = Flask("fields")
    app.config.update(SECRET_KEY="only for this test", WTF_CSRF_ENABLED=False)
    jinja.install(app)
    return app


def judge(app: Flask, field: Any, sent: Mapping[str, Any]) -> tuple[Any, str, str]:
    """The data, the first error, and the field as drawn again, for one field sent with some values."""
    form_class = type("OneField", (BaseForm,), {"it": field})
    with app.test_request_context(method="POST", data=MultiDict(sent)):
        form = form_class()
        form.validate()
        return form.it.data, next(iter(form.it.errors), ""), str(form.it())


REFUSED: list[tuple[Any, Any, str]] = [
    (f.TextField("First name"), "", "Enter first name"),
    (f.TextField("First name"), " \u200b\u200e ", "Enter first name"),
    (f.TextField("First name", missing="Enter the person's first name"), "", "Enter the person's first name"),
    (f.TextField("First name", max_length=5), "abcdef", "First name must be 5 characters or fewer"),
    (f.TextField("Code", min_length=5), "abc", "Code must be 5 characters or more"),
    (f.TextField("UPRN"), "", "Enter UPRN"),
    (f.TextField("Name"), "a\x00b", "Name must not include control characters"),
    (f.TextArea("What happened?", noun="what happened", max_length=3), "abcd", "What happened must be 3 characters or fewer"),
    (f.TextArea("Note"), "a\x1b[0m", "Note must not include control characters"),
    (f.EmailField("Email address"), "ada@", "Enter an email address in the correct format, like name@example.org"),
    (f.PasswordField("Password"), "x" * 257, "Password must be 256 characters or fewer"),
    (f.PostcodeField("Postcode"), "PE29", "Enter a full UK postcode, like PE29 3TN"),
    (f.IntegerField("Age"), "12.5", "Age must be a whole number"),
    (f.IntegerField("Age"), "٣", "Age must be a whole number"),
    (f.IntegerField("Age"), "9" * 400, "Age must be a whole number"),
    (f.IntegerField("Age", least=0), "-1", "Age must be 0 or more"),
    (f.IntegerField("Age", most=1200), "1,201", "Age must be 1,200 or less"),
    (f.DecimalField("Distance"), "NaN", "Distance must be a number with up to 2 decimal places, like 12.5"),
    (f.MoneyField("Penalty"), "10.005", "Penalty must be an amount in pounds, like 100 or 37.50"),
    (f.MoneyField("Penalty", most=500), "£501", "Penalty must be £500 or less"),
    (f.SelectField("Ward", choices={"a": "A"}), "", "Select ward"),
    (f.SelectField("Ward", choices={"a": "A"}), "b", "Choose ward from the list"),
    (f.RadiosField("Answer", choices={"y": "Yes"}), "n", "Choose answer from the list"),
    (f.TickField("I agree", required=True, missing="Confirm that you agree"), "", "Confirm that you agree"),
    (f.DateField("Date of birth"), ["", "", ""], "Enter date of birth"),
    (f.DateField("Date of birth"), ["1", "", ""], "Date of birth must include a month and a year"),
    (f.DateField("Date of birth"), ["29", "2", "2023"], "Date of birth must be a real date, like 27 3 2017"),
    (f.DateField("Date of birth"), ["1", "2", "87"], "Date of birth: the year must have 4 numbers, like 2017"),
    (f.DateField("Date of birth"), ["1", "2", "1066"], "Date of birth must have a year between 1850 and 2150"),
    (f.DateField("Date of birth", not_after=lambda: TODAY), ["5", "5", "2026"], "Date of birth must be today or in the past"),
    (f.DateField("Review", not_before=lambda: TODAY), ["3", "5", "2026"], "Review must be today or in the future"),
    (f.DateField("Until", not_after=date(2026, 6, 1)), ["2", "6", "2026"], "Until must be on or before 1 June 2026"),
    (f.TimeField("Time"), "25:00", "Time must be a time, like 2:30pm or 14:30"),
    (f.DateTimeField("When"), ["", "", "", "9am"], "When must include a date"),
    (f.DateTimeField("When"), ["1", "5", "2026", ""], "When must include a time, like 2:30pm or 14:30"),
    (f.DateTimeField("When"), ["29", "3", "2026", "1:30am"], "When: the clocks went forward, so there was no such time"),
    (f.TypeaheadField("Person"), "", "Enter person"),
    (f.TypeaheadField("Person", must_choose=True), "Ada", "Choose person from the list"),
]


@pytest.mark.parametrize(("field", "sent", "sentence"), REFUSED)
def test_each_refusal_is_a_sentence_beside_the_field(app: Flask, field: Any, sent: Any, sentence: str) -> None:
    _, error, drawn = judge(app, field, {"it": sent})
    assert error == sentence
    assert "govuk-error-message" in drawn


TAKEN: list[tuple[Any, Any, Any]] = [
    (f.TextField("Name"), "  Zoë  👩‍🚒 שלום \r\n", "Zoë  👩‍🚒 שלום"),
    (f.TextField("Name"), "Zoe\u0308", "Zoë"),
    (f.TextField("Name"), "one\ntwo", "one two"),
    (f.TextField("Name"), "<b>x</b>", "<b>x</b>"),
    (f.TextField("Name", required=False), "", ""),
    (f.TextArea("Note"), "one\r\n\r\ntwo\r", "one\n\ntwo"),
    (f.EmailField("Email"), "ada@EXAMPLE.org", "ada@example.org"),
    (f.PasswordField("Password"), "  kept as typed  ", "  kept as typed  "),
    (f.PostcodeField("Postcode"), " pe29-3tn ", "PE29 3TN"),
    (f.IntegerField("Count"), " 1,200 ", 1200),
    (f.IntegerField("Count", required=False), "", None),
    (f.IntegerField("Count"), "0", 0),
    (f.MoneyField("Penalty"), "£1,000.50", Decimal("1000.50")),
    (f.SelectField("Ward", choices={"a": "A"}, required=False), "", None),
    (f.SelectField("Number", choices={1: "One"}, coerce=int), "1", 1),
    (f.CheckboxesField("Kinds", choices={"a": "A", "b": "B"}), ["a", "b"], ["a", "b"]),
    (f.DateField("Day"), ["3", "april", "2017"], date(2017, 4, 3)),
    (f.DateField("Day"), ["3/4/2017", "", ""], date(2017, 4, 3)),
    (f.DateField("Day"), ["2017-04-03"], date(2017, 4, 3)),
    (f.DateField("Day", required=False), ["", "", ""], None),
    (f.TimeField("Time"), "2.30 p.m.", time(14, 30)),
    (f.DateTimeField("When"), ["4", "5", "2026", "9am"], datetime(2026, 5, 4, 8, 0, tzinfo=UTC)),
    (f.DateTimeField("When"), ["25", "10", "2026", "01:30"], datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    (f.TypeaheadField("Person"), "Ada", f.Chosen("", "Ada")),
]


@pytest.mark.parametrize(("field", "sent", "data"), TAKEN)
def test_sensible_input_is_taken(app: Flask, field: Any, sent: Any, data: Any) -> None:
    taken, error, _ = judge(app, field, {"it": sent})
    assert (taken, error) == (data, "")


def test_what_was_typed_is_shown_again_and_escaped(app: Flask) -> None:
    _, _, drawn = judge(app, f.DateField("Day"), {"it": ["<1>", "x", "20"]})
    assert 'value="&lt;1&gt;"' in drawn
    assert 'value="20"' in drawn
    _, _, drawn = judge(app, f.IntegerField("Count"), {"it": "many"})
    assert 'value="many"' in drawn
    _, _, drawn = judge(app, f.PasswordField("Password"), {"it": "secret-word" * 60})
    assert "secret-word" not in drawn


def test_a_choice_counts_only_while_its_text_stands(app: Flask) -> None:
    field = f.TypeaheadField("Person")
    kept, _, _ = judge(app, field, {"it": "Ada Testperson", "it-value": "p0", "it-chosen": "Ada Testperson"})
    changed, _, _ = judge(app, field, {"it": "Adam", "it-value": "p0", "it-chosen": "Ada Testperson"})
    assert kept == f.Chosen("p0", "Ada Testperson")
    assert changed == f.Chosen("", "Adam")


def test_legend_text_stays_when_its_class_is_given_and_empty_hints_go(app: Flask) -> None:
    for field in (
        f.RadiosField("Answer", choices={"y": "Yes"}),
        f.CheckboxesField("Answer", choices={"y": "Yes"}),
        f.DateField("Answer"),
    ):
        form_class = type("OneField", (BaseForm,), {"it": field})
        with app.test_request_context():
            drawn = str(form_class().it(params={"fieldset": {"legend": {"classes": "govuk-fieldset__legend--m"}}}))
        assert "Answer" in drawn
        assert "govuk-fieldset__legend--m" in drawn
        assert "govuk-hint" not in drawn
        assert "required" not in drawn


def test_fields_that_share_their_parameters_keep_their_own_legends(app: Flask) -> None:
    class Two(FilterForm):
        first = f.RadiosField("First question", choices={"a": "A"})
        second = f.RadiosField("Second question", choices={"b": "B"})

    with app.test_request_context("/"):
        form, small = Two(), {"fieldset": {"legend": {"classes": "govuk-fieldset__legend--s"}}}
        assert "First question" in form.first(params=small)
        assert "Second question" in form.second(params=small)


def test_choices_may_be_set_by_the_view(app: Flask) -> None:
    class Form(FilterForm):
        ward = f.SelectField("Ward", blank="Any ward")

    with app.test_request_context():
        form = Form()
        form.ward.choices = {"e": "Eatons"}
        assert "Any ward" in str(form.ward())
        assert "Eatons" in str(form.ward())


def test_the_summary_links_a_date_to_its_first_box(app: Flask) -> None:
    class Form(BaseForm):
        born = f.DateField("Date of birth")
        name = f.TextField("Name")

    with app.test_request_context(method="POST"):
        form = Form()
        assert not form.validate()
        assert form_errors(form) == [
            {"text": "Enter date of birth", "href": "#born-day"},
            {"text": "Enter name", "href": "#name"},
        ]


@pytest.mark.parametrize("path", ["//host", "/\t/host", "https://host", "/\\host", "", "host", "/a b"])
def test_a_hidden_address_stays_on_this_site(app: Flask, path: str) -> None:
    class Form(BaseForm):
        next = f.HiddenText()

    with app.test_request_context(method="POST", data={"next": path}):
        assert not Form().next.is_local()
    with app.test_request_context(method="POST", data={"next": "/cases/7K2M-4QXD?tab=notes"}):
        assert Form().next.is_local()


@given(st.times())
def test_every_time_of_day_is_read_back(at: time) -> None:
    minute = at.replace(second=0, microsecond=0, fold=0)
    assert read_time(f"{minute:%H:%M}") == minute
    assert read_time(f"{minute:%I.%M%p}") == minute


@given(st.text(max_size=300), st.sampled_from([field for field, _, _ in TAKEN]))
def test_no_text_breaks_a_field(typed: str, field: Any) -> None:
    app = Flask("fields")
    app.config.update(SECRET_KEY="only for this test", WTF_CSRF_ENABLED=False)
    jinja.install(app)
    data, error, _ = judge(app, field, {"it": typed.encode("utf-8", "replace").decode()})
    assert error or not isinstance(data, str) or "\x00" not in data
