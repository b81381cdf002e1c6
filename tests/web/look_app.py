"""A small application that shows every part and field once, for the tests of the look."""

from datetime import UTC, date, datetime
from pathlib import Path

from flask import Flask, Response, flash, jsonify, render_template, request
from flask_wtf.csrf import CSRFProtect

from casework.web import fields as f
from casework.web import filters, forms, jinja

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 5, 4)
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
NAMES = ["Ada Testperson", "Bartosz Testowy", "Chidi Testman", "Deepa Testwala"]


class EveryField(forms.BaseForm):
    """One field of each kind."""

    subject = f.TextField("Subject", hint="In a few words", max_length=80)
    what = f.TextArea("What happened?", noun="what happened", max_length=400, hints="/hints")
    email = f.EmailField("Email address", required=False)
    password = f.PasswordField("Password", required=False)
    people = f.IntegerField("Number of people", least=0, most=500, required=False)
    distance = f.DecimalField("Distance in miles", required=False)
    penalty = f.MoneyField("Penalty", least=50, most=500, required=False)
    born = f.DateField("Date of birth", not_after=lambda: DAY, hint="For example, 27 3 1987", required=False)
    at = f.TimeField("Time", required=False)
    when = f.DateTimeField("When it happened", noun="when it happened", required=False)
    ward = f.SelectField("Ward", choices={"E1": "Eatons", "E2": "Priory Park"})
    audience = f.RadiosField(
        "Who may read it", noun="who may read it", choices={"all": "Everyone on the case", "own": "My organisation only"},
        hints={"own": "Others do not see that it exists"},
    )  # fmt: skip
    kinds = f.CheckboxesField(
        "What kind of trouble", noun="what kind of trouble it was", choices={"noise": "Noise", "litter": "Litter"}, required=False
    )
    agreed = f.TickField(
        "I have told the person how this will be used", required=True, missing="Confirm that you told the person"
    )
    photo = f.FileField("Photo", accept="image/jpeg,image/png", previews=True, required=False)
    papers = f.FilesField("Documents", required=False)
    postcode = f.PostcodeField("Postcode", required=False)
    who = f.TypeaheadField("Person", source="/suggest", required=False, hint="Start typing a name")
    latitude = f.HiddenText()
    longitude = f.HiddenText()
    save = f.Submit("Save")


def page_context() -> dict[str, object]:
    """What create_app hands to every page."""
    return {
        "partnership_name": "Huntingdonshire Community Safety Partnership",
        "signed_in": {"name": "Sam Officer", "organisation": "Huntingdonshire District Council", "href": "/"},
        "nav": [
            {"text": text, "href": "/", "current": text == "Cases", "count": 3 if text == "Tasks" else 0}
            for text in ("Home", "Log an incident", "Cases", "People", "Tasks", "Requests", "Referrals", "Reports")
        ],
        "search_url": "/", "sign_out_url": "/", "bands": ["Demonstration: every person and event here is made up."],
        "idle": {"limit": 1800, "warning": 300, "keep_alive_url": "/alive", "sign_in_url": "/"},
        "footer_links": [{"text": text, "href": "/"} for text in ("Help", "Privacy notice", "Accessibility statement")],
        "printed_at": "4 May 2026 at 9:00am",
    }  # fmt: skip


def build() -> Flask:
    """The application with the four pages of the look."""
    app = Flask("look", static_folder=str(ROOT / "static"), template_folder=str(Path(__file__).parent / "templates"))
    app.config.update(SECRET_KEY="only for this test", TESTING=True, PROPAGATE_EXCEPTIONS=True)
    CSRFProtect(app)
    jinja.install(app)
    filters.install(app, today=lambda: DAY)
    forms.install(app)
    app.context_processor(page_context)
    add_pages(app)
    add_answers(app)

    @app.after_request
    def headers(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        return response

    return app


def add_pages(app: Flask) -> None:
    """Parts, a list, a form, and the errors."""

    @app.get("/")
    @app.get("/parts")
    def parts() -> str:
        flash("The case was saved.", "success")
        moment = datetime(2026, 5, 1, 13, 5, tzinfo=UTC)
        return render_template("look/parts.html", moment=moment, day=DAY)

    @app.get("/list")
    def listing() -> str:
        return render_template("look/list.html")

    @app.route("/form", methods=["GET", "POST"])
    def form() -> tuple[str, int]:
        form = EveryField()
        done = form.validate_on_submit()
        return render_template("look/form.html", form=form, done=done), 200

    @app.get("/errors/<int:code>")
    def error(code: int) -> str:
        rows = [
            {"label": "Summary", "theirs": "Loud music at night", "mine": "Music from number 4"},
            {"label": "Ward", "theirs": "Eatons", "mine": "Eatons"},
        ]
        stale = {"by": "Ada Testperson", "at": datetime(2026, 5, 1, 13, 5, tzinfo=UTC), "rows": rows, "action": "/",
                 "hidden": [("version", "4")], "cancel_href": "/"}  # fmt: skip
        return render_template(f"errors/{code}.html", stale=stale, reference="7K2M-4QXD")


def add_answers(app: Flask) -> None:
    """The JSON addresses which the scripts ask."""

    @app.get("/suggest")
    def suggest() -> Response:
        typed = request.args.get("q", "").lower()
        return jsonify(
            [
                {"value": f"p{n}", "text": name, "detail": "Born 1990, Eatons"}
                for n, name in enumerate(NAMES)
                if typed in name.lower()
            ]
        )

    @app.get("/hints")
    def hints() -> Response:
        return jsonify(
            [{"pattern": "lifestyle choice", "say": "A child cannot choose to be exploited. Say what was done to them."}]
        )

    @app.post("/alive")
    def alive() -> tuple[str, int]:
        return "", 204
