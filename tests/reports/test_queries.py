"""Reports over the database: figures equal to their lists and to every file, and no small count anywhere."""

import csv
import io
import json
from datetime import date, timedelta

import pypdf
import pytest
from sqlalchemy import event

from casework.cases.models import CaseFile
from casework.intake import services as intake
from casework.kernel import clock
from casework.kernel.actor import system_actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, NotFound, Refused, Stale
from casework.reports import outputs, queries, services
from casework.reports.contents import Ask, Scope
from casework.reports.periods import Period
from casework.sharing.services import records
from casework.sharing.services.grants import Columns
from casework.sharing.types import SAFEGUARDING, Kind
from tests.support.reference import real

CONSOLE = system_actor("a test of reports")
HALF = Period(date(2016, 10, 1), date(2017, 3, 31))
QUARTER = Period(date(2018, 10, 1), date(2018, 12, 31))


def add_case(actor, opened, *, subject="NOI", closed=None, compartment=None, ward="E05002763", stage="RECEIVED", type="ASB"):
    columns = Columns(sort_on=clock.now(), stage=stage, subject=subject, ward=ward)
    record = records.make_record(
        actor, Kind.CASE, partnership_id=actor.partnership_ids[0], columns=columns, compartment=compartment
    )
    db.session().add(
        CaseFile(
            record_id=record.id, partnership_id=record.partnership_id, type=type, subject=subject, title="Title", summary="s",
            stage="CLOSED" if closed else stage, priority="STANDARD", lead_org_id=actor.organisation_id, opened_on=opened,
            received_at=clock.now(), activity_at=clock.now(), ward_code=ward, closed_on=closed,
            closure_reason="RESOLVED" if closed else "",
        )
    )  # fmt: skip
    db.session().flush()
    return record


def seed(as_, who="officer", times=1):
    """Cases of three periods: 17 noise and 3 littering now, 23 noise before, 12 a year before."""
    with as_(who) as actor:
        for _ in range(times):
            for number in range(17):
                add_case(actor, date(2016, 10, 3) + timedelta(days=number * 9), closed=date(2017, 3, 1) if number < 6 else None)
            for number in range(3):
                add_case(actor, date(2017, 1, 5 + number), subject="LIT", ward="")
            for number in range(23):
                add_case(actor, date(2016, 4, 2) + timedelta(days=number * 6))
            for number in range(12):
                add_case(actor, date(2015, 10, 5) + timedelta(days=number * 10))


def ask(actor, scope, period=HALF):
    return Ask(queries.place(actor, None).id, period, scope)


def get(as_, who, scope, period=HALF):
    with as_(who) as actor:
        return queries.report(actor, ask(actor, scope, period))


def table(report, key):
    return next(each for each in report.tables if each.key == key)


def values(report, key):
    return [[cell.value for cell in row] for row in table(report, key).rows]


def test_own_figures_are_exact_and_set_against_two_periods(app, as_):
    seed(as_)
    report = get(as_, "officer", Scope.OWN)
    assert values(report, "cases-by-subject") == [
        ["Noise", 17, 23, "-26.1%", 12, "12 to 17"],
        ["Littering or drug paraphernalia", 3, 0, "n/a", 0, "n/a"],
        ["All", 20, 23, "-13.0%", 12, "12 to 20"],
    ]
    assert values(report, "cases-by-outcome")[-1][1] == 6
    assert [row[1] for row in values(report, "cases-by-month")][-1] == 20


def test_every_own_figure_equals_the_list_behind_it(app, as_):
    seed(as_)
    report = get(as_, "officer", Scope.OWN)
    checked = 0
    for each in report.tables:
        for row in each.rows:
            for cell in row:
                if cell.link is None:
                    continue
                first, last = (date.fromisoformat(f"{cell.link[name]}-01") for name in ("from", "to"))
                period = Period(first, (last.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1))
                with as_("officer") as actor:
                    rows = queries.cases_behind(
                        actor, ask(actor, Scope.OWN, period), by=cell.link["by"], value=cell.link["value"]
                    )
                assert len(rows) == cell.value, (each.key, cell)
                checked += 1
    assert checked > 25


def test_partners_count_only_what_they_may_open(app, as_):
    seed(as_)
    assert values(get(as_, "police", Scope.OWN), "cases-by-subject") == [["All", 0, 0, "n/a", 0, "n/a"]]
    with as_("police") as actor:
        assert queries.cases_behind(actor, ask(actor, Scope.OWN), by="subject", value="NOI") == []


def test_the_partnerships_figures_are_rounded_and_the_same_for_every_reader(app, as_):
    seed(as_)
    manager = get(as_, "manager", Scope.PARTNERSHIP)
    assert values(manager, "cases-by-subject")[0] == ["Noise", 15, 25, "-40.0%", 10, "10 to 15"]
    assert values(get(as_, "analyst", Scope.PARTNERSHIP), "cases-by-subject") == values(manager, "cases-by-subject")
    assert all(cell.link is None for each in manager.tables for row in each.rows for cell in row)


def test_no_output_of_the_partnership_carries_an_exact_small_count(app, as_):
    with as_("officer") as actor:
        for subject, number in (("NOI", 14), ("LIT", 3), ("FIR", 7), ("VAB", 11)):
            for _ in range(number):
                add_case(actor, date(2016, 11, 3), subject=subject, stage="TRIAGED")
    with as_("analyst") as actor:
        report = queries.report(actor, ask(actor, Scope.PARTNERSHIP))
        files = [services.written(actor, report, form, printed_by="x").content for form in ("csv", "json")]
    shown = [cell.value for each in report.tables for row in each.rows for cell in row[1:] if isinstance(cell.value, int)]
    assert shown and all(value % 5 == 0 for value in shown)
    told = [row[3] for row in csv.reader(io.StringIO(files[0].decode("utf-8-sig"))) if len(row) == 4 and row[3].isdigit()]
    assert told and all(int(value) % 5 == 0 for value in told)
    drawn = " ".join(f"{each.chart.svg} {each.chart.alternative}" for each in report.tables if each.chart)
    for exact in (">14<", ">3<", ">7<", ">11<", ">36<", " 14;", " 3;", " 7;", " 11;"):
        assert exact not in drawn


def test_cases_of_the_compartment_are_in_no_figure_of_the_partnership(app, as_):
    with as_("safeguarding") as actor:
        for _ in range(40):
            add_case(actor, date(2016, 11, 3), subject="NOI", compartment=SAFEGUARDING)
    for who in ("manager", "analyst", CONSOLE):
        assert values(get(as_, who, Scope.PARTNERSHIP), "cases-by-subject")[-1][1] == 0
    own = get(as_, "safeguarding", Scope.OWN)
    assert values(own, "cases-by-subject")[-1][1] == 40
    assert values(get(as_, "police", Scope.OWN), "cases-by-subject")[-1][1] == 0


@pytest.mark.parametrize(
    ("who", "scope"), [("officer", Scope.PARTNERSHIP), ("analyst", Scope.OWN), ("administrator", Scope.PARTNERSHIP)]
)
def test_nobody_reads_a_scope_that_is_not_theirs(app, as_, who, scope):
    with pytest.raises(NotFound):
        get(as_, who, scope)


def test_another_partnership_is_not_found(app, as_):
    with as_("neighbour") as actor:
        other = queries.place(actor, None).id
    with as_("manager") as actor, pytest.raises(NotFound):
        queries.report(actor, Ask(other, HALF, Scope.PARTNERSHIP))


def test_part_months_of_the_partnership_are_refused(app, as_):
    for period in (Period(date(2016, 10, 2), date(2017, 3, 31)), Period(date(2016, 10, 1), date(2017, 3, 30))):
        with pytest.raises(Refused, match="whole months"):
            get(as_, "manager", Scope.PARTNERSHIP, period)
    get(as_, "officer", Scope.OWN, Period(date(2016, 10, 2), date(2017, 3, 30)))


def type_seed_figures(as_):
    with as_("analyst") as actor:
        where = queries.place(actor, None)
        for measure, year, number in (("asb", 2015, 3496), ("asb", 2016, 4041), ("crime", 2016, 8257)):
            services.type_figure(actor, where, measure=measure, year=year, number=number, source="Police, recorded totals")
        services.type_population(actor, where, year=2016, number=177_500, source="Estimate")


def test_the_figures_of_2015_and_2016_give_the_published_change_and_rate(app, as_):
    type_seed_figures(as_)
    report = get(as_, "analyst", Scope.PARTNERSHIP)
    rows = {row[0]: row for row in values(report, "recorded-by-year")}
    assert rows["2016"][1:7] == [4041, "+15.6%", "22.8", 8257, "n/a", "46.5"]
    with as_("analyst") as actor:
        files = {form: services.written(actor, report, form, printed_by="x").content for form in ("csv", "json", "pdf")}
    for form in ("csv", "json"):
        assert all(word in files[form].decode("utf-8-sig") for word in ("+15.6%", "46.5", "8257", "177,500"))
    pages = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(files["pdf"])).pages)
    assert all(word in pages for word in ("+15.6%", "46.5", "8,257", "177,500"))


def test_the_totals_of_long_ago_keep_their_change(app, as_):
    type_seed_figures(as_)
    late = Period(date(2026, 4, 1), date(2026, 9, 30))
    rows = {row[0]: row for row in values(get(as_, "analyst", Scope.PARTNERSHIP, late), "recorded-by-year")}
    assert rows["2015"][1] == 3496 and rows["2016"][2] == "+15.6%"


def test_a_typed_figure_is_changed_with_its_version_only(app, as_):
    type_seed_figures(as_)
    more = {"measure": "asb", "year": 2016, "source": "Police"}
    with as_("manager") as actor:
        where = queries.place(actor, None)
        with pytest.raises(Refused, match="held already"):
            services.type_figure(actor, where, number=1, **more)
        with pytest.raises(Stale):
            services.type_figure(actor, where, number=1, seen=9, **more)
        assert services.type_figure(actor, where, number=4042, seen=1, **more).version == 2
    with as_("officer") as actor, pytest.raises(NotAllowed):
        services.type_figure(actor, where, number=1, seen=2, **more)


@pytest.mark.parametrize(
    ("change", "field"),
    [({"measure": "x"}, "measure"), ({"year": 1900}, "year"), ({"number": -1}, "number"), ({"source": " "}, "source")],
)
def test_wrong_figures_are_refused_at_their_field(app, as_, change, field):
    given = {"measure": "asb", "year": 2016, "number": 1, "source": "x"} | change
    with as_("analyst") as actor, pytest.raises(Refused) as refusal:
        services.type_figure(actor, queries.place(actor, None), **given)
    assert refusal.value.field == field


def take_real(as_, *names):
    with as_(CONSOLE) as actor:
        for name in names:
            assert not intake.take(actor, real(name)).is_refused
            db.session().commit()


REAL = ("geo/wards.csv", "geo/lsoa_2011_to_ward.csv")
STREET = tuple(f"police/2018-{month}-cambridgeshire-street.csv" for month in (10, 11, 12))


def test_recorded_figures_of_real_files_by_ward_and_per_1000(app, as_):
    take_real(as_, *REAL, *STREET)
    report = get(as_, "analyst", Scope.PARTNERSHIP, QUARTER)
    district = values(report, "recorded")
    assert [row[1] for row in district] == [532, 2425]
    assert [row[2] for row in district] == ["3.0", "13.7"]
    wards = {row[0]: row for row in values(report, "recorded-by-ward")}
    assert sum(row[1] for row in wards.values()) == 532 and sum(row[3] for row in wards.values()) == 2425
    assert "Great Paxton and St Neots East" in wards and wards["Great Paxton and St Neots East"][2] == "n/a"
    assert len(wards) == 25
    assert any("mid-2017" in note for note in table(report, "recorded-by-ward").notes)


def test_two_sets_of_wards_never_stand_in_one_trend(app, as_):
    take_real(as_, *REAL, *STREET)
    with as_("officer") as actor:
        for _ in range(30):
            add_case(actor, date(2018, 11, 5), ward="E05011256")
            add_case(actor, date(2017, 11, 5), ward="E05008525")
    report = get(as_, "manager", Scope.PARTNERSHIP, QUARTER)
    rows = values(report, "cases-by-ward")
    assert all(row[4] == "n/a" and row[5] == "n/a" for row in rows[:-1]) and rows[-1][4] == 30
    over = get(as_, "manager", Scope.PARTNERSHIP, Period(date(2018, 4, 1), date(2018, 9, 30)))
    assert "reaches over the change of wards" in over.chapters[0].sentences[-1]
    assert not [each for each in over.tables if each.key == "recorded-by-ward"]


def test_missing_months_are_said_and_give_no_change(app, as_):
    take_real(as_, *REAL, *STREET[:1])
    report = get(as_, "analyst", Scope.PARTNERSHIP, QUARTER)
    assert values(report, "recorded")[0][4] == "n/a"
    assert any("1 of 3 months are held (October 2018)" in note for note in table(report, "recorded").notes)


def figures_of(report):
    return [
        (each.title, row[0].text, column, str(cell.value))
        for each in report.tables
        for row in each.rows
        for column, cell in zip(each.columns[1:], row[1:], strict=True)
    ]


def test_every_file_carries_the_figures_of_the_page(app, as_, tmp_path):
    seed(as_)
    type_seed_figures(as_)
    report = get(as_, "manager", Scope.PARTNERSHIP)
    wanted = figures_of(report)
    outs = {}
    for form in ("csv", "json", "pdf"):
        outs[form] = tmp_path / f"report.{form}"
        span = ["--from", "2016-10-01", "--to", "2017-03-31"]
        command = ["reports", "partnership", *span, "--format", form, "--out", str(outs[form]), "--partnership", "HCSP"]
        answer = app.test_cli_runner().invoke(args=command, catch_exceptions=False)
        assert answer.exit_code == 0, answer.output
    told = list(csv.reader(io.StringIO(outs["csv"].read_text(encoding="utf-8-sig"))))
    found = [tuple(cell.removeprefix("'") for cell in row) for row in told if len(row) == 4 and row[1] != "Note"]
    assert [row for row in found if row in set(wanted)] == wanted
    data = json.loads(outs["json"].read_text())
    again = [
        (each["title"], row[0], column, str(value))
        for chapter in data["chapters"]
        for each in chapter["tables"]
        for row in each["rows"]
        for column, value in zip(each["columns"][1:], row[1:], strict=True)
    ]
    assert again == wanted
    pages = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(outs["pdf"].read_bytes())).pages).split()
    texts = [cell.text for each in report.tables for row in each.rows for cell in row[1:]]
    assert all(part in pages for text in texts for part in text.split())


@pytest.mark.parametrize(
    "given",
    [
        ["--from", "2017-03-31", "--to", "2016-10-01"],
        ["--from", "2016-10-02", "--to", "2017-03-31"],
        ["--partnership", "XX"],
        ["--from", "2016-10-01"],
    ],
)
def test_the_command_refuses_in_one_sentence(app, as_, tmp_path, given):
    out = tmp_path / "out.json"
    answer = app.test_cli_runner().invoke(args=["reports", "partnership", *given, "--out", str(out)])
    assert answer.exit_code == 1 and answer.output.startswith("Error: ") and not out.exists()


def test_the_number_of_statements_does_not_grow_with_cases(app, as_):
    counts = []
    for times in (1, 2):
        seed(as_, times=times)
        for who, scope in (("officer", Scope.OWN), ("manager", Scope.PARTNERSHIP)):
            with as_(who) as actor:
                wanted, seen = ask(actor, scope), []
                for engine in db.engines.values():
                    event.listen(engine, "before_cursor_execute", lambda *args, seen=seen: seen.append(args[2]))
                queries.report(actor, wanted)
                counts.append((who, len(seen)))
    assert counts[:2] == counts[2:] and all(number < 30 for _, number in counts)


def test_the_last_period_is_the_partnerships_own(app, as_):
    clock.shift_to(date(2017, 4, 3))
    with as_("manager") as actor:
        assert queries.last_period(actor, queries.place(actor, None)) == HALF
    assert outputs.name_of(get(as_, "manager", Scope.PARTNERSHIP)) == "Partnership report HCSP 2016-10 to 2017-03"
