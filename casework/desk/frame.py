"""What the layout is given around every page: worked out once a request, and only when a page asks for it."""

from typing import Any

from flask import Flask, current_app, g, request, url_for
from werkzeug.local import LocalProxy

from casework.accounts.devices import device_name
from casework.accounts.services.sign_in import IDLE
from casework.desk import cards, queries
from casework.desk.help import FOR_PAGES
from casework.desk.types import Frame
from casework.kernel import clock
from casework.kernel.actor import NOBODY
from casework.kernel.db import db

# Where a record of each kind is shown, as far as the installation has such a page.
RECORD_PAGES = {
    "action": "actions.show",
    "case": "cases.show",
    "incident": "cases.show_incident",
    "order": "orders.show",
    "person": "people.show",
    "place": "places.show",
    "referral": "referrals.show",
    "request": "exchange.show",
    "vehicle": "vehicles.show",
}
READ_ONLY = "Your organisation is read-only: records can be opened, not made, shared or downloaded. Ask your agency lead."
WARNING = 120  # seconds before the end at which the page warns


def current() -> Frame:
    """Return the frame of this request."""
    if "frame" not in g:
        row = g.get("session_row")
        g.frame = queries.frame(_actor(), chosen=row.partnership_id if row is not None else None, path=request.path)
    found: Frame = g.frame
    return found


def record_url(kind: str, ref: str) -> str:
    """Return the address of a record's page, or nothing where there is none."""
    endpoint = RECORD_PAGES.get(kind, "")
    if not ref or endpoint not in current_app.view_functions:
        return ""
    names = {argument for rule in current_app.url_map.iter_rules(endpoint) for argument in rule.arguments}
    values: dict[str, Any] = dict.fromkeys(names, ref)
    return url_for(endpoint, **values)


def install(app: Flask) -> None:
    """Give every template what the layout needs: who is signed in, the navigation, the partnership's name and colour."""
    app.jinja_env.globals["record_url"] = record_url
    app.jinja_env.globals["device_name"] = device_name
    app.jinja_env.globals["page_exists"] = lambda endpoint: endpoint in app.view_functions

    @app.context_processor
    def context() -> dict[str, object]:
        actor = _actor()
        signed = actor.is_signed_in
        return {
            "actor": actor,
            "bands": _bands(),
            "draft_offer": LocalProxy(_draft_offer) if signed else None,
            "draft_url": url_for("accounts.keep_draft", path=request.path) if signed else "",
            "footer_links": _footer(signed),
            "idle": _idle() if signed else None,
            "nav": LocalProxy(_nav) if signed else [],
            "partnership_choices": LocalProxy(lambda: current().choices),
            "partnership_name": LocalProxy(_partnership_name),
            "partnership_shown": LocalProxy(lambda: current().partnership),
            "search_url": _search_url() if signed else "",
            "sign_out_url": url_for("accounts.sign_out"),
            "signed_in": {"name": actor.name, "organisation": actor.organisation_name, "href": _href("own.profile")}
            if signed
            else None,
            "theme_css_url": LocalProxy(_theme),
        }


def _actor() -> Any:
    return g.get("actor", NOBODY)


def _href(endpoint: str) -> str:
    return url_for(endpoint) if endpoint in current_app.view_functions else ""


def _search_url() -> str:
    return _href("index.search") if _actor().principals else ""


def _partnership_name() -> str:
    found = current().partnership
    return found.name if found else ""


def _theme() -> str:
    found = current().partnership
    return url_for("desk.theme", partnership_id=found.id, v=found.colour.lstrip("#")) if found and found.colour else ""


def _bands() -> list[str]:
    config = current_app.extensions["config"]
    bands = ["Demonstration: every person and case here is made up."] if config.demonstration else []
    if _actor().read_only:
        bands.append(READ_ONLY)
    if eyes := db.session().info.get("eyes"):
        bands.append(f"As {eyes.organisation_name} sees it. What only they may read is left out. Go back to leave.")
    if clock.is_shifted():
        bands.append(f"The clock of this demonstration stands at {clock.today():%-d %B %Y}.")
    return bands


def _idle() -> dict[str, object]:
    here = request.full_path.rstrip("?") if request.method == "GET" else request.path
    return {
        "limit": int(IDLE.total_seconds()),
        "warning": WARNING,
        "keep_alive_url": url_for("accounts.keep_alive"),
        "sign_in_url": url_for("accounts.sign_in", next=here),
    }


def _draft_offer() -> dict[str, str] | None:
    if request.method != "GET" or request.args.get("draft") == "use" or not current().has_draft:
        return None
    return {"use_url": f"{request.path}?draft=use", "discard_url": url_for("accounts.discard_draft", path=request.path)}


def _nav() -> list[dict[str, object]]:
    if _actor().must_set_up:
        return []
    items: list[dict[str, object]] = []
    for item in cards.navigation(_actor()):
        if item.endpoint not in current_app.view_functions:
            continue
        count = current().unread if item.endpoint == "desk.notifications" else 0
        items.append({"text": item.text, "href": url_for(item.endpoint), "current": False, "count": count})
    holding = [item for item in items if _is_under(str(item["href"]))]
    if holding:
        nearest = max(holding, key=lambda item: len(str(item["href"])))
        nearest["current"] = True if nearest["href"] == request.path else "true"
    return items


def _is_under(address: str) -> bool:
    """Say whether the page asked for is this one or stands below it; nothing stands below the start page."""
    return request.path == address or (address != "/" and request.path.startswith(f"{address}/"))


def _footer(signed: bool) -> list[dict[str, str]]:
    topic = FOR_PAGES.get((request.endpoint or "").split(".")[0], "")
    page = url_for("desk.help_topic", topic=topic) if topic else url_for("desk.help_contents")
    links = [{"text": "Help with this page" if topic else "Help", "href": page}] if signed else []
    names = (("Privacy notice", "desk.privacy"), ("Accessibility statement", "desk.accessibility"))
    return links + [{"text": text, "href": url_for(endpoint)} for text, endpoint in names]
