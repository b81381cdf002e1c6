"""Pages of tasks: the list, one task, asking, closing, handing on."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from casework.accounts.services.once import once
from casework.accounts.types import CASEWORK_ROLES
from casework.sharing import asking, policy, sight
from casework.sharing.types import KIND_WORDS, Act, Kind, Lens, Section
from casework.tasks import queries, services
from casework.tasks.forms import CloseTaskForm, HandOnForm, TaskForm
from casework.tasks.types import When, Whose
from casework.web.attempt import attempt, page
from casework.web.gate import roles, rule, signed_in

bp = Blueprint("tasks", __name__)
WHOSE = {Whose.MINE: "Mine and nobody's yet", Whose.ORGANISATION: "My organisation's", Whose.ASKED: "Asked of others"}
WHEN = {When.OPEN: "Open", When.OVERDUE: "Overdue", When.DONE: "Done"}


@bp.route("/tasks")
@rule(roles(*CASEWORK_ROLES))
def listing() -> str:
    whose, when = _one_of(Whose, "whose"), _one_of(When, "when")
    number = request.args.get("page", "1")
    found = queries.listing(g.actor, whose=whose, when=when, page=int(number) if number.isascii() and number.isdigit() else 1)
    chosen = {"whose": whose, "when": when}
    return render_template(
        "tasks/listing.html", found=found, chosen=chosen, whose=WHOSE, when=WHEN, words=KIND_WORDS, at=lambda n: _at(chosen, n)
    )


@bp.route("/records/<ref:ref>/tasks/new", methods=["GET", "POST"])
@rule(signed_in)
@asking.reason_first
def new(ref: str) -> Any:
    lens = policy.open_record(g.actor, ref, Act.TASK_ADD, log=request.method == "POST")
    form = TaskForm()
    form.whom.choices = _whom(lens)
    if form.validate_on_submit() and (where := attempt(form, lambda: _add(form, lens))):
        flash("Task added.", "success")
        return redirect(where)
    return page("tasks/new.html", form, lens=lens, word=KIND_WORDS[lens.kind], back=asking.page_of(lens))


@bp.route("/records/<ref:ref>/tasks/<int:task_id>", methods=["GET", "POST"])
@rule(signed_in)
@asking.reason_first
def show(ref: str, task_id: int) -> Any:
    lens = policy.open_record(g.actor, ref, Act.TASK_CLOSE if request.method == "POST" else Act.RECORD_READ)
    task = queries.sheet(g.actor, lens, task_id)
    form = CloseTaskForm(version=task.version)
    if form.validate_on_submit() and attempt(form, lambda: _close(form, lens, task_id)):
        flash("Task closed.", "success")
        return redirect(asking.page_of(lens))
    return page("tasks/show.html", form, lens=lens, task=task, word=KIND_WORDS[lens.kind], back=asking.page_of(lens))


@bp.route("/records/<ref:ref>/tasks/<int:task_id>/hand-on", methods=["GET", "POST"])
@rule(signed_in)
@asking.reason_first
def hand_on(ref: str, task_id: int) -> Any:
    lens = policy.open_record(g.actor, ref, Act.TASK_CLOSE, log=request.method == "POST")
    task = queries.sheet(g.actor, lens, task_id)
    form = HandOnForm(version=task.version, whom=str(task.for_user_id or ""))
    form.whom.choices = {row.id: row.name for row in queries.people_to_ask(g.actor, [task.for_org_id])}
    if form.validate_on_submit() and attempt(form, lambda: _hand_on(form, lens, task_id)):
        flash("Task handed on.", "success")
        return redirect(url_for("tasks.show", ref=ref, task_id=task_id))
    return page("tasks/hand_on.html", form, lens=lens, task=task, back=url_for("tasks.show", ref=ref, task_id=task_id))


def panel(actor: Any, lens: Lens) -> dict[str, Any]:
    """Load the panel of a record's page."""
    tasks = queries.of_record(actor, lens)
    return {"lens": lens, "tasks": tasks, "may_add": policy.may(actor, lens, Act.TASK_ADD)}


def _one_of(words: Any, name: str) -> Any:
    given = request.args.get(name, "")
    return words(given) if given in set(words) else next(iter(words))


def _at(chosen: dict[str, Any], number: int) -> str:
    return url_for("tasks.listing", **chosen, page=number)


def _whom(lens: Lens) -> dict[str, str]:
    """An organisation, or one of its people: `o12` or `o12.u7`."""
    orgs = sight.organisations_seeing(g.actor, lens, Section.TASKS)
    if lens.kind == Kind.REFERRAL or lens.compartment:
        return {}
    found = {f"o{org_id}": name for org_id, name in orgs.items()}
    for row in queries.people_to_ask(g.actor, list(orgs)):
        found[f"o{row.organisation_id}.u{row.id}"] = f"{row.name}, {orgs[row.organisation_id]}"
    return dict(sorted(found.items(), key=lambda item: (item[0].split(".")[0], "." in item[0], item[1])))


def _add(form: TaskForm, lens: Lens) -> str:
    org, _, user = form.whom.data.partition(".")
    where = asking.page_of(lens)
    told = {"title": form.title.data, "detail": form.detail.data or "", "due_on": form.due_on.data}
    told |= {"for_org_id": int(org[1:]), "for_user_id": int(user[1:]) if user else None}
    return once(g.actor, form.key, lambda: services.add_task(g.actor, lens, **told), lambda made: where)


def _close(form: CloseTaskForm, lens: Lens, task_id: int) -> bool:
    services.close_task(g.actor, lens, task_id, outcome=form.outcome.data, seen_version=form.seen_version)
    return True


def _hand_on(form: HandOnForm, lens: Lens, task_id: int) -> bool:
    whom = int(form.whom.data) if form.whom.data else None
    services.reassign(g.actor, lens, task_id, for_user_id=whom, seen_version=form.seen_version)
    return True
