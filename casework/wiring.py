"""What `create_app` hands from one package to another: who is asking, how events are sealed, pages, commands and cards."""

from datetime import timedelta
from functools import partial
from typing import Any

from flask import current_app

from casework import seen_pages
from casework.accounts.services import attesting, brakes, dormant, leaving
from casework.accounts.views import factors as factor_views
from casework.accounts.views import own as own_views
from casework.accounts.views import sign_in as sign_in_views
from casework.accounts.views import standing as standing_views
from casework.accounts.views import users as user_views
from casework.audit import anchors
from casework.audit import commands as audit_commands
from casework.audit import services as audit
from casework.cases import caseload
from casework.cases import diary as case_diary
from casework.cases import facts as case_facts
from casework.cases import models as case_models
from casework.cases.services import handing_on
from casework.cases.views import capture as case_capture
from casework.cases.views import deeds as case_deeds
from casework.cases.views import incidents as case_incidents
from casework.cases.views import linking as case_linking
from casework.cases.views import listing as case_lists
from casework.cases.views import printing as case_prints
from casework.cases.views import show as case_pages
from casework.demonstration import canaries
from casework.demonstration import load as demonstration
from casework.desk import cards, start_cards
from casework.desk.types import Card
from casework.desk.views import administration as administration_views
from casework.desk.views import codes as code_views
from casework.desk.views import start as start_views
from casework.diary import commands as diary_commands
from casework.diary import models as diary_models
from casework.diary import sharing_ends
from casework.diary import views as diary_views
from casework.documents import models as document_models
from casework.documents import views as document_views
from casework.enforcement import commands as enforcement_commands
from casework.enforcement import diary as enforcement_diary
from casework.enforcement import models as enforcement_models
from casework.enforcement import panel as enforcement_panel
from casework.enforcement.views import actions as action_views
from casework.enforcement.views import law as law_views
from casework.enforcement.views import order_deeds
from casework.enforcement.views import orders as order_views
from casework.enforcement.views import register as register_views
from casework.exchange import commands as exchange_commands
from casework.exchange import models as exchange_models
from casework.exchange import panel as exchange_panel
from casework.exchange.queries import caseload as exchange_caseload
from casework.exchange.views import making as exchange_making
from casework.exchange.views import outside as exchange_outside
from casework.exchange.views import requests as exchange_requests
from casework.governance import looks, months
from casework.governance import models as governance_models
from casework.governance import views as governance_views
from casework.governance.queries import unusual as unusual_reads
from casework.governance.services import unusual
from casework.governance.views import unusual as unusual_views
from casework.index import models as index_models
from casework.index import views as index_views
from casework.intake import commands as intake_commands
from casework.intake import models as intake_models
from casework.intake import queries as intake_queries
from casework.intake import views as intake_views
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import Base, db
from casework.kernel.errors import Unsound
from casework.operations import commands as operations
from casework.operations.jobs import Work
from casework.operations.making import Filler, Planter
from casework.papers import models as paper_models
from casework.papers.views import papers as paper_views
from casework.papers.views import wording as wording_views
from casework.people import models as people_models
from casework.people import queries as people_queries
from casework.people.services import index_place
from casework.people.views import facts as fact_views
from casework.people.views import persons as person_views
from casework.people.views import vehicles as vehicle_views
from casework.places import models as place_models
from casework.places import services as place_services
from casework.places import views as place_views
from casework.referrals import commands as referral_commands
from casework.referrals import diary as referral_diary
from casework.referrals import models as referral_models
from casework.referrals import views as referral_views
from casework.referrals.views import concerns as concern_views
from casework.reports import commands as report_commands
from casework.reports import models as report_models
from casework.reports import sources as report_sources
from casework.reports.views import powers as power_views
from casework.reports.views import reports as report_views
from casework.sharing import commands as sharing_commands
from casework.sharing import models as sharing_models
from casework.sharing import page_parts, panels, reasons, sight
from casework.sharing import views as sharing_views
from casework.sharing.panels import Panel
from casework.sharing.types import Kind, Section
from casework.tasks import diary as task_diary
from casework.tasks import models as task_models
from casework.tasks import queries as task_queries
from casework.tasks import views as task_views
from casework.web.gate import Hooks

MODELS = (
    sharing_models,
    diary_models,
    document_models,
    task_models,
    case_models,
    index_models,
    people_models,
    place_models,
    case_facts,
    intake_models,
    referral_models,
    enforcement_models,
    exchange_models,
    paper_models,
    report_models,
    governance_models,
)
BLUEPRINTS = (
    action_views.bp,
    order_views.bp,
    law_views.bp,
    register_views.bp,
    fact_views.bp,
    index_views.bp,
    person_views.bp,
    place_views.bp,
    vehicle_views.bp,
    sharing_views.bp,
    task_views.bp,
    diary_views.bp,
    paper_views.bp,
    wording_views.bp,
    document_views.bp,
    sign_in_views.bp,
    own_views.bp,
    factor_views.bp,
    user_views.bp,
    standing_views.bp,
    start_views.bp,
    administration_views.bp,
    code_views.bp,
    governance_views.bp,
    unusual_views.bp,
    case_pages.bp,
    intake_views.bp,
    report_views.bp,
    power_views.published,
    referral_views.bp,
    concern_views.bp,
    exchange_making.bp,
    exchange_outside.bp,
)
# Their modules add endpoints to the blueprints of cases and of requests.
CASE_VIEWS = (case_capture, case_linking, case_prints, case_lists, case_pages, case_deeds, case_incidents)
EXCHANGE_VIEWS = (exchange_making, exchange_requests)
# As above, for the blueprint of orders.
ORDER_VIEWS = (order_deeds,)
COMMANDS = (
    enforcement_commands.powers,
    enforcement_commands.register,
    diary_commands.enforcement,
    *operations.MENDING,
    *operations.WORKING,
    intake_commands.take_in,
    audit_commands.audit,
    report_commands.group,
    sharing_commands.sharing,
    referral_commands.group,
    exchange_commands.exchange,
)
# What an installation that may not serve still offers on its console.
MENDING = (*operations.MENDING, audit_commands.audit)
# What does each kind of job: called with the actor and the job's body, returns the line to keep. It may run twice.
WORK: dict[str, Work] = {diary_commands.REMIND: diary_commands.work}
# What is done again and again, and how often.
REGULAR: dict[str, timedelta] = {diary_commands.REMIND: timedelta(days=1)}
# What fills the demonstration, in order, and what plants phrases in it to hunt for.
DEMONSTRATION: tuple[Filler, ...] = (demonstration.fill,)
CANARIES: Planter = canaries.plant
# Tables that name a record and are not guarded as its content: each with its reason.
NOT_CONTENT = {
    "record": "ids, kinds and owners only",
    "recusal": "read by named queries only; the tripwire refuses anything else",
    "watched_record": "which records an organisation watches: read by its governance officers and the monthly list only",
}


def _seal_reading() -> None:
    session = db.session()
    queue, notes = audit.take_queue(session), session.take_notes()
    session.rollback()
    audit.seal_alone(queue, notes)


def _seal_refusal() -> None:
    session = db.session()
    session.rollback()
    audit.seal_alone(audit.take_queue(session), session.take_notes(refused=True))


HOOKS = Hooks(
    find_actor=sign_in_views.find_actor,
    has_confirmed=sign_in_views.has_confirmed,
    seal_reading=_seal_reading,
    seal_refusal=_seal_refusal,
)


brakes.install()
page_parts.install()
for _kind in (Kind.CASE, Kind.INCIDENT):
    panels.register(_kind, Panel("tasks", "Tasks", Section.TASKS, "tasks/parts/panel.html", task_views.panel, order=20))
    panels.register(
        _kind,
        Panel(
            "documents", "Photos and documents", Section.DOCUMENTS, "documents/parts/panel.html", document_views.panel, order=30
        ),
    )
# An order is public by law once it is made, and its council's own before that.
reasons.register("orders", lambda actor, record_ids: record_ids, Kind.ORDER)
panels.register(
    Kind.ORDER,
    Panel("documents", "Evidence on file", Section.DOCUMENTS, "documents/parts/panel.html", document_views.panel, order=30),
)
reasons.register("tasks", task_queries.has_open_task)
reasons.register("cases", caseload.own_cases, Kind.CASE)
reasons.register("incidents", caseload.own_incidents, Kind.INCIDENT)
seen_pages.install()
start_cards.install()
_judges = frozenset(str(role) for role in unusual_reads.JUDGES)
cards.register(Card("unusual", "Unusual access", _judges, unusual_reads.card, "governance/parts/card.html", order=75))
enforcement_panel.install()
looks.install()
exchange_panel.install()
reasons.register("requests", exchange_caseload.own_requests, Kind.REQUEST)
for _days in (sharing_ends, task_diary, case_diary, enforcement_diary, referral_diary):
    _days.install()
for _kind in people_queries.THINGS:
    sight.register_names(_kind, partial(people_queries.titles, kind=_kind))
place_services.LISTENERS[:] = [index_place]

report_sources.use(intake_queries.months_held, intake_queries.recorded)


def _anchor(actor: Actor, body: dict[str, Any]) -> str:
    told = anchors.anchor(db.session().connection(), current_app.extensions["config"].anchors)
    return f"anchored entry {told.number}"


def _list_unusual(actor: Actor, body: dict[str, Any]) -> str:
    running = months.first_of(clock.local_day(clock.wall()))
    found = sum(unusual.find(actor, month_on) for month_on in (months.before(running), running))
    return f"{found} new lines of unusual access, {unusual.chase(actor)} chased"


def _suspend_dormant(actor: Actor, body: dict[str, Any]) -> str:
    suspended, told = dormant.suspend_dormant(actor)
    return f"{suspended} dormant accounts suspended, {told} told"


def _remind_to_attest(actor: Actor, body: dict[str, Any]) -> str:
    return f"{attesting.remind(actor)} organisations owe an attestation"


leaving.hand_on_by(handing_on.hand_on)
WORK |= {
    leaving.HAND_ON: handing_on.hand_on,
    "audit_anchor": _anchor,
    "unusual_access": _list_unusual,
    "dormant_accounts": _suspend_dormant,
    "attestation": _remind_to_attest,
}
REGULAR |= {
    "audit_anchor": timedelta(hours=1),
    "unusual_access": timedelta(days=1),
    "dormant_accounts": timedelta(days=1),
    "attestation": timedelta(days=1),
}


def check_models() -> None:
    """Refuse to start when a table names a record and stands outside the access rule."""
    for mapper in Base.registry.mappers:
        table = mapper.class_.__table__
        names_record = any(key.target_fullname == "record.id" for column in table.columns for key in column.foreign_keys)
        if names_record and not sharing_models.guarded(mapper.class_) and table.name not in NOT_CONTENT:
            raise Unsound(f"The table {table.name} names a record and is not behind the access rule.")
