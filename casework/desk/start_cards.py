"""The cards of each role's start page, and the main navigation."""

from typing import Any

from casework.accounts.types import CASEWORK_ROLES, Role
from casework.desk import cards, housekeeping, work
from casework.desk.types import Card, NavItem
from casework.kernel.actor import Actor

CASEWORK = frozenset(str(role) for role in CASEWORK_ROLES)
EVERYBODY = frozenset(str(role) for role in Role)
LEAD = frozenset({str(Role.AGENCY_LEAD)})
OFFICER = frozenset({str(Role.GOVERNANCE_OFFICER)})
ADMINISTRATOR = frozenset({str(Role.PLATFORM_ADMINISTRATOR)})
FIGURES = frozenset({str(Role.MANAGER), str(Role.ANALYST)})
NAV = (
    NavItem("Start", "desk.start", order=0),
    NavItem("Cases", "cases.listing", CASEWORK, order=10),
    NavItem("Diary", "diary.show", CASEWORK, order=12),
    NavItem("People", "people.listing", CASEWORK, order=14),
    NavItem("Places", "places.listing", CASEWORK, order=15),
    NavItem("Tasks", "tasks.listing", CASEWORK, order=16),
    NavItem("Actions", "actions.listing", CASEWORK, order=17),
    NavItem("Orders", "orders.listing", CASEWORK, order=18),
    NavItem("Requests", "exchange.listing", CASEWORK, order=19),
    NavItem("Reports", "reports.show", CASEWORK | LEAD | FIGURES, order=30),
    NavItem("Who looked", "governance.who_looked", OFFICER, order=50),
    NavItem("Audit trail", "governance.trail", OFFICER | LEAD, order=51),
    NavItem("Unusual access", "unusual.month", OFFICER | LEAD, order=52),
    NavItem("Emergency openings", "governance.emergencies", OFFICER, order=53),
    NavItem("Users", "users.listing", LEAD, order=60),
    NavItem("Wording", "wording.listing", LEAD | frozenset({str(Role.MANAGER)}), order=62),
    NavItem("Organisations", "administration.organisations", ADMINISTRATOR, order=70),
    NavItem("Agreements", "administration.agreements", ADMINISTRATOR, order=72),
    NavItem("Open data", "intake.imports", ADMINISTRATOR, order=73),
    NavItem("Code lists", "codes.code_lists", ADMINISTRATOR, order=74),
    NavItem("Clearance", "administration.named_clearances", ADMINISTRATOR, order=75),
    NavItem("Account rules", "standing.rules", ADMINISTRATOR, order=75),
    NavItem("Health", "administration.health", ADMINISTRATOR, order=76),
    NavItem("Referrals", "referrals.listing", CASEWORK, order=40, cleared=True),
    NavItem("Pass on a concern", "concerns.listing", CASEWORK, order=45),
    NavItem("Users", "users.listing", frozenset({Role.AGENCY_LEAD}), order=60),
    NavItem("Notifications", "desk.notifications", order=90),
)


def nothing(actor: Actor) -> dict[str, Any]:
    """Load nothing: the card needs no figures."""
    return {}


CARDS = (
    Card("log_what_happened", "", frozenset({Role.ENFORCEMENT_OFFICER}), nothing, "desk/parts/log.html", order=0),
    Card("team", "Your team's work", frozenset({Role.MANAGER}), work.team_cases, "desk/parts/team.html", order=10),
    Card("requests", "Waiting for your organisation", CASEWORK, work.requests_to_us, "desk/parts/requests.html", order=15),
    Card("asked_partners", "What we asked of partners", CASEWORK, work.requests_of_ours, "desk/parts/requests.html", order=55),
    Card("asked", "Asked of us", frozenset({Role.PRACTITIONER}), work.asked_of_us, "desk/parts/asked.html", order=20),
    Card(
        "changed",
        "Changed on cases shared with us",
        frozenset({Role.PRACTITIONER}),
        work.changed,
        "desk/parts/changed.html",
        order=30,
    ),
    Card("sharing", "Sharing", CASEWORK, work.sharing, "desk/parts/sharing.html", order=62),
    Card("tasks", "Your tasks", CASEWORK, work.own_tasks, "desk/parts/tasks.html", order=40),
    Card("own_cases", "Your open cases", CASEWORK, work.own_cases, "desk/parts/own_cases.html", order=50),
    Card(
        "incidents",
        "Recent incidents",
        frozenset({Role.ENFORCEMENT_OFFICER}),
        work.incidents,
        "desk/parts/incidents.html",
        order=60,
    ),
    Card("clearance", "", CASEWORK, housekeeping.is_safeguarding_lead, "desk/parts/clearance.html", order=65),
    Card("users", "Your organisation's users", LEAD, housekeeping.own_users, "desk/parts/users.html", order=70),
    Card("trail", "Who looked", OFFICER, nothing, "desk/parts/trail.html", order=80),
    Card("figures", "Figures", frozenset({Role.ANALYST}), nothing, "desk/parts/analyst.html", order=90),
    Card(
        "installation", "This installation", ADMINISTRATOR, housekeeping.installation, "desk/parts/administration.html", order=100
    ),
)


def install() -> None:
    """Register the desk's own cards and navigation."""
    for card in CARDS:
        cards.register(card)
    for item in NAV:
        cards.register_nav(item)
