"""Taking in files: the figures of the real ones, whole or not at all, the same one twice without effect."""

import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from casework.audit.models import AuditEvent
from casework.intake import queries, services
from casework.intake.models import ImportFile, PoliceRow
from casework.intake.types import FIGURES
from casework.kernel.actor import system_actor
from casework.kernel.db import db
from casework.places.models import Population, Postcode, SmallArea, Ward
from tests.support.reference import SMALL, real

CONSOLE = system_actor("a test takes in open data")
REAL_AREAS = (
    "postcodes_huntingdonshire_2014.csv",
    "wards_2018_huntingdonshire.geojson",
    "lsoa_2011_huntingdonshire.geojson",
    "lsoa_2021_to_ward_2018.csv",
    "lsoa_2011_to_ward.csv",
    "wards_2004_huntingdonshire.geojson",
    "wards.csv",
)
MONTHS = {
    "2018-10": (6930, 212, 1074, 180, 894, 0),
    "2018-11": (6520, 237, 969, 170, 799, 0),
    "2018-12": (6123, 206, 914, 182, 732, 0),
}


def small_areas(as_):
    with as_(CONSOLE) as actor:
        for name in ("wards.csv", "lsoa_2011_to_ward.csv"):
            assert not services.take(actor, SMALL / name).is_refused


def held(as_, model):
    with as_(CONSOLE):
        return db.session().scalar(select(func.count()).select_from(model))


def run(app, *args):
    return app.test_cli_runner().invoke(args=["import", *map(str, args)], catch_exceptions=False)


def test_real_areas_come_in_one_call_whatever_their_order(app, as_):
    answer = run(app, "wards", "--format", "json", *(real(f"geo/{name}") for name in REAL_AREAS))
    told = json.loads(answer.output)
    assert answer.exit_code == 0
    assert told["kinds"] == {
        "wards": 55,
        "wards of 2004": 29,
        "wards of 2018": 26,
        "LSOA of 2011": 105,
        "LSOA 2011 to ward": 105,
        "LSOA 2021 to ward": 111,
        "postcodes": 4810,
    }
    assert (told["rows"], told["refused"]) == (5241, 0)
    assert held(as_, Ward) == 55 and held(as_, Postcode) == 4810 and held(as_, SmallArea) >= 111
    with as_(CONSOLE):
        session = db.session()
        assert session.scalar(select(func.count()).where(Ward.west.is_(None))) == 0
        district = session.execute(select(Population.year, Population.number).where(Population.area_kind == "district"))
        assert {year: number for year, number in district} == {2017: 176_979, 2019: 177_963, 2020: 178_985}
        assert session.get(SmallArea, "E01018135").ward_codes["2018"].count(";") == 1


def test_real_street_files_give_the_published_figures_and_twice_the_same(app, as_):
    run(app, "wards", *(real(f"geo/{name}") for name in REAL_AREAS if name.endswith(".csv")))
    for _ in range(2):
        for month, wanted in MONTHS.items():
            answer = run(app, "police", real(f"police/{month}-cambridgeshire-street.csv"), "--format", "json")
            told = json.loads(answer.output)
            assert (answer.exit_code, tuple(told[name] for name in FIGURES)) == (0, wanted)
    assert held(as_, PoliceRow) == 1074 + 969 + 914


def test_equal_rows_are_kept_apart(app, as_):
    small_areas(as_)
    with as_(CONSOLE) as actor:
        taken = services.take(actor, SMALL / "street.csv")
    assert taken.counts == {"rows": 7, "without_place": 2, "in_district": 4, "asb": 3, "crimes": 1, "refused": 0}
    assert held(as_, PoliceRow) == 4


def test_the_same_file_twice_changes_nothing(app, as_):
    small_areas(as_)
    for repeat in (False, True):
        with as_(CONSOLE) as actor:
            assert services.take(actor, SMALL / "street.csv").is_repeat is repeat
    assert held(as_, PoliceRow) == 4 and held(as_, ImportFile) == 3


def test_a_second_file_of_the_same_month_and_force_is_refused(app, as_, tmp_path: Path):
    small_areas(as_)
    again = tmp_path / "again.csv"
    again.write_text("\n".join((SMALL / "street.csv").read_text().splitlines()[:3]) + "\n")
    with as_(CONSOLE) as actor:
        services.take(actor, SMALL / "street.csv")
    with as_(CONSOLE) as actor:
        taken = services.take(actor, again)
    assert taken.is_refused and "Another file of October 2018, Exampleshire Police" in taken.faults[0].reason
    assert held(as_, PoliceRow) == 4


def test_a_broken_line_is_named_and_nothing_is_kept(app, as_):
    small_areas(as_)
    answer = run(app, "police", SMALL / "street_bad.csv", "--format", "json")
    told = json.loads(answer.output)
    assert answer.exit_code == 1
    assert told["refused"] > 0 and told["files"][0]["errors"][0]["line"] == 3
    assert "not both numbers" in told["files"][0]["errors"][0]["reason"]
    assert held(as_, PoliceRow) == 0 and held(as_, ImportFile) == 2
    assert "line 3:" in run(app, "police", SMALL / "street_bad.csv").output


@pytest.mark.parametrize(
    ("command", "name", "words"),
    [
        ("police", "outcomes.csv", "police outcomes file"),
        ("police", "wards.csv", "not a police street file"),
        ("wards", "street.csv", "police street file"),
        ("wards", "absent.csv", "cannot be read"),
        ("police", "absent.csv", "cannot be read"),
    ],
)
def test_the_wrong_kind_of_file_is_refused_by_its_header(app, as_, command, name, words):
    answer = run(app, command, SMALL / name, "--format", "json")
    assert answer.exit_code == 1 and words in json.loads(answer.output)["files"][0]["errors"][0]["reason"]
    assert held(as_, ImportFile) == 0


def test_a_file_that_is_no_table_is_refused(app, as_, tmp_path: Path):
    for content in (b"", b"\x00\x01\x02", b"{", b"{}", "café".encode("latin-1"), b'"open'):
        path = tmp_path / "strange.csv"
        path.write_bytes(content)
        for command in ("wards", "police"):
            assert run(app, command, path).exit_code == 1
    assert held(as_, ImportFile) == 0


def test_street_rows_need_the_areas_first(app, as_):
    with as_(CONSOLE) as actor:
        taken = services.take(actor, SMALL / "street.csv")
    assert "small areas of the district first" in taken.faults[0].reason and held(as_, PoliceRow) == 0


def test_boundaries_need_their_wards_first(app, as_):
    with as_(CONSOLE) as actor:
        taken = services.take(actor, SMALL / "areas.geojson")
    assert "not known: take in the list of wards" in taken.faults[0].reason
    assert held(as_, Ward) == 0


def test_a_typed_population_is_not_written_over(app, as_):
    with as_(CONSOLE):
        db.session().add(Population(area_kind="district", area_code="E07000011", year=2017, number=177_500, source="typed"))
    run(app, "wards", real("geo/wards.csv"), real("geo/lsoa_2011_to_ward.csv"))
    with as_(CONSOLE):
        found = db.session().scalar(select(Population.number).where(Population.area_kind == "district", Population.year == 2017))
    assert found == 177_500


def test_every_taking_in_is_written_down_and_every_refusal(app, as_):
    small_areas(as_)
    run(app, "police", SMALL / "street_bad.csv")
    with as_(CONSOLE):
        events = db.session().execute(
            select(AuditEvent.outcome, AuditEvent.hits).where(AuditEvent.deed == "import:done").order_by(AuditEvent.number)
        )
        assert [tuple(each) for each in events] == [("done", 4), ("done", 2), ("refused", 7)]


def test_counts_are_read_by_month_and_small_area(app, as_):
    small_areas(as_)
    with as_(CONSOLE) as actor:
        services.take(actor, SMALL / "street.csv")
    with as_("analyst") as actor:
        month = queries.files(actor)[0]
        assert (month.covers, month.rows) == ("October 2018, Exampleshire Police", 7)
        held_months = queries.months_held(actor, *_october())
        rows = queries.recorded(actor, *_october(), ["E01000001", "E01000002"])
    assert len(held_months) == 1
    assert [(row.lsoa_code, row.asb, row.crimes) for row in rows] == [("E01000001", 2, 1), ("E01000002", 1, 0)]


def _october():
    return date(2018, 10, 1), date(2018, 10, 31)
