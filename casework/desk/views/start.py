"""The start page, notifications, the partnership shown, and the public pages: help, privacy, accessibility, health."""

from flask import Blueprint, abort, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from casework.accounts.types import Role
from casework.desk import cards, queries, services, work
from casework.desk.help import TOPICS
from casework.kernel.actor import NOBODY
from casework.web import theme as themes
from casework.web.gate import public, roles, rule, signed_in
from casework.web.urls import safe_next

bp = Blueprint("desk", __name__)


@bp.route("/")
@rule(signed_in)
def start() -> str:
    """Show a person's own work."""
    return render_template("desk/start.html", cards=cards.cards_for(g.actor), is_first=g.user_row.previous_seen_at is None)


@bp.route("/queue/<which>")
@rule(roles(Role.MANAGER))
def queue(which: str) -> str:
    """Show one of the manager's lists."""
    label = work.QUEUES.get(which) or abort(404)
    return render_template("desk/queue.html", queue=work.queue(g.actor, which), label=label)


@bp.route("/notifications", methods=["GET", "POST"])
@rule(signed_in)
def notifications() -> str | Response:
    """Show what a person should know; posting marks all of it as read."""
    if request.method == "POST":
        services.mark_read(g.actor)
        return redirect(url_for("desk.notifications"))
    return render_template("desk/notifications.html", notices=queries.notices(g.actor))


@bp.route("/partnership", methods=["POST"])
@rule(signed_in)
def switch_partnership() -> Response:
    """Show another partnership of the actor's organisation from now on, in this session."""
    services.show_partnership(g.actor, g.session_row.id, request.form.get("partnership", ""))
    return redirect(safe_next(request.args.get("next")))


@bp.route("/theme/<int:partnership_id>.css")
@rule(public)
def theme(partnership_id: int) -> Response:
    """Send a partnership's colour as a small style sheet."""
    look = queries.partnership_look(g.get("actor", NOBODY), partnership_id)
    answer = make_response("" if look is None or not look.colour else themes.stylesheet(look.colour))
    answer.mimetype = "text/css"
    answer.headers["Cache-Control"] = "max-age=3600"
    return answer


@bp.route("/help")
@rule(signed_in)
def help_contents() -> str:
    """List the topics of the help."""
    return render_template("desk/help.html", topics=TOPICS)


@bp.route("/help/<topic>")
@rule(signed_in)
def help_topic(topic: str) -> str:
    """Show one topic of the help."""
    if topic not in TOPICS:
        abort(404)
    return render_template("desk/help_topic.html", topic=TOPICS[topic], topics=TOPICS)


@bp.route("/privacy")
@rule(public)
def privacy() -> str:
    """Show the privacy notice."""
    return render_template("desk/privacy.html")


@bp.route("/accessibility")
@rule(public)
def accessibility() -> str:
    """Show the accessibility statement."""
    return render_template("desk/accessibility.html")


@bp.route("/health")
@rule(public)
def health() -> tuple[str, int, dict[str, str]]:
    """Say that the service answers; nothing more is told to the public."""
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8"}
