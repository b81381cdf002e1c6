"""Readers take a file whole or not at all, know it by its header and list every bad row."""

import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from casework.intake.readers import areas, postcodes, reading, recognise, street, wards
from casework.kernel.errors import Refused
from casework.organisations import codelists
from tests.support.reference import SMALL

STREET = SMALL / "street.csv"


def changed(tmp_path: Path, source: Path, edit: Callable[[str], str]) -> Path:
    target = tmp_path / source.name
    target.write_text(edit(source.read_text()))
    return target


def test_street_rows_are_read_with_asb_apart_from_crime():
    rows = list(street.read(STREET).rows)
    assert [row.is_asb for row in rows] == [True, True, True, False, False, True, False]
    assert rows[0].position == (-0.15, 52.35)
    assert rows[3].crime_id == "ab" * 32
    assert rows[3].outcome == "Under investigation"


def test_blank_place_is_no_place():
    row = list(street.read(STREET).rows)[5]
    assert (row.position, row.lsoa_code, row.location) == (None, None, None)


def test_equal_rows_stay_separate_and_keep_their_key_on_a_second_reading():
    first, again = street.read(STREET), street.read(STREET)
    keys = [first.key(row.number) for row in first.rows]
    assert len(set(keys)) == 7
    assert keys == [again.key(row.number) for row in again.rows]


def test_one_bad_row_refuses_the_whole_file_and_every_bad_row_is_listed():
    batch = street.read(SMALL / "street_bad.csv")
    assert not batch.is_accepted
    assert list(batch.rows) == []
    assert [(r.line, r.reason) for r in batch.refusals] == [
        (3, "Longitude and latitude are not both numbers."),
        (5, "The crime type is not one the police publish."),
        (8, "It has 11 columns, not 12."),
    ]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("-0.150000,52.350000", ",52.350000", "must all be given or all be blank"),
        ("E01000001", "", "must all be given or all be blank"),
        ("E01000001", "S01000001", "not an LSOA code"),
        ("52.350000", "42.350000", "outside the United Kingdom"),
        ("52.350000", "nan", "not both numbers"),
        ("2018-10", "2018-13", "not a month"),
        ("ab" * 32, "ab", "64 hexadecimal"),
        ("Exampleshire Police,Exampleshire", ",Exampleshire", "Reported by is blank"),
        ("On or near Sample Road", "On\tor near", "control characters"),
        ("Anti-social behaviour,,", "Anti-social behaviour,Under investigation,", "An ASB row has no outcome"),
        ("\n,2018-10", "\n" + "ab" * 32 + ",2018-10", "An ASB row has no crime ID"),
    ],
)
def test_street_row_with_a_fault_is_refused_with_its_reason(tmp_path, old, new, reason):
    batch = street.read(changed(tmp_path, STREET, lambda text: text.replace(old, new, 1)))
    assert batch.refused >= 1
    assert reason in batch.refusals[0].reason


def test_outcomes_file_is_refused_by_its_header():
    with pytest.raises(Refused, match="police outcomes file"):
        street.read(SMALL / "outcomes.csv")
    with pytest.raises(Refused, match="police outcomes file"):
        recognise.read(SMALL / "outcomes.csv")


def test_another_kind_of_file_is_refused_by_its_header():
    with pytest.raises(Refused, match="not a police street file"):
        street.read(SMALL / "wards.csv")
    with pytest.raises(Refused, match="no kind that can be read"):
        recognise.read(Path(__file__))


def test_columns_in_another_order_are_refused(tmp_path):
    swapped = changed(tmp_path, STREET, lambda text: text.replace("Longitude,Latitude", "Latitude,Longitude", 1))
    with pytest.raises(Refused, match="another order"):
        street.read(swapped)


@pytest.mark.parametrize(
    ("tail", "sentence"),
    [
        (b"\xff\xfe,x\n", "not written in UTF-8"),
        (b"a\0b\n", "null byte"),
        (b'"a"b,c\n', "well-formed CSV"),
        (b'"never closed', "well-formed CSV"),
        (b"x" * (reading.LONGEST_LINE + 1), "longer than"),
    ],
)
def test_broken_file_is_refused_as_a_whole(tmp_path, tail, sentence):
    broken = tmp_path / "street.csv"
    broken.write_bytes(STREET.read_bytes() + tail)
    with pytest.raises(Refused, match=sentence):
        street.read(broken)


def test_empty_file_is_refused(tmp_path):
    empty = tmp_path / "empty.csv"
    empty.touch()
    with pytest.raises(Refused, match="empty"):
        wards.read_wards(empty)


def test_byte_order_mark_is_no_part_of_the_header(tmp_path):
    marked = tmp_path / "street.csv"
    marked.write_bytes(reading.BYTE_ORDER_MARK + STREET.read_bytes())
    assert street.read(marked).total == 7


def test_file_exchanged_between_check_and_use_is_refused(tmp_path):
    copy = changed(tmp_path, STREET, str)
    batch = street.read(copy)
    copy.write_text(STREET.read_text().replace("Burglary", "Robbery"))
    with pytest.raises(Refused, match="changed while"):
        list(batch.rows)


def test_memory_stays_bounded_however_long_the_file_is(tmp_path):
    head, _, body = STREET.read_text().partition("\n")
    long = tmp_path / "street.csv"
    long.write_text(head + "\n" + body * 1500)
    tracemalloc.start()
    batch = street.read(long)
    seen = sum(1 for _ in batch.rows)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert seen == 10_500
    assert peak < 500_000, peak
    assert long.stat().st_size > 1_500_000


def test_bad_rows_beyond_the_list_are_still_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MOST_LISTED", 2)
    batch = street.read(SMALL / "street_bad.csv")
    assert (len(batch.refusals), batch.refused) == (2, 3)


def test_wards_know_their_dates_and_blank_population_is_unknown():
    rows = list(wards.read_wards(SMALL / "wards.csv").rows)
    assert rows[0].in_force_from is None
    assert str(rows[0].in_force_to) == "2018-05-02"
    assert rows[2].name == "Exampleton, Upper"
    assert rows[3].populations == ((2017, None), (2019, None), (2020, None))


def test_population_rows_leave_unknown_figures_out():
    found = list(wards.populations(wards.read_wards(SMALL / "wards.csv").rows))
    assert len(found) == 9
    assert found[0] == wards.PopulationRow("ward2004", "E05000001", 2017, 1000)
    assert "E05000012" not in {row.code for row in found}


def test_ward_that_ends_before_it_begins_is_refused(tmp_path):
    wrong = changed(tmp_path, SMALL / "wards.csv", lambda text: text.replace("2018-05-03,", "2018-05-03,2017-01-01", 1))
    assert wards.read_wards(wrong).refusals[0].reason == "The ward ends before it begins."


def test_split_small_area_belongs_to_two_new_wards():
    rows = list(wards.read_lsoa_2011(SMALL / "lsoa_2011_to_ward.csv").rows)
    assert [ward.code for ward in rows[1].wards2018] == ["E05000011", "E05000012"]
    assert rows[1].ward2004.name == "Old Sampleton"
    assert len(list(wards.populations(rows))) == 6


def test_postcodes_are_read_with_a_longitude_written_as_a_power_of_ten():
    rows = list(postcodes.read(SMALL / "postcodes.csv").rows)
    assert rows[1].position == (-3e-05, 52.35)
    assert rows[1].ward2018 is None


def test_postcode_not_in_its_one_form_is_refused(tmp_path):
    wrong = changed(tmp_path, SMALL / "postcodes.csv", lambda text: text.replace("PE29 1AA", "PE291AA"))
    assert postcodes.read(wrong).refused == 1


def test_areas_are_read_with_their_boundaries():
    batch = areas.read(SMALL / "areas.geojson")
    assert batch.is_accepted
    assert [row.code for row in batch.rows if row.area.contains(-0.15, 52.35)] == ["E05000001"]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("E05000002", "E05000001", "comes twice"),
        ("E05000002", "E01000002", "not one of this set"),
        ('"Old Sampleton"', "7", "must have a code"),
        ("Polygon", "Point", "must be a polygon"),
    ],
)
def test_bad_area_refuses_the_whole_boundary_file(tmp_path, old, new, reason):
    batch = areas.read(changed(tmp_path, SMALL / "areas.geojson", lambda text: text.replace(old, new, 1)))
    assert batch.rows == ()
    assert any(reason in refusal.reason for refusal in batch.refusals)


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"type": "FeatureCollection", "features": []}', "[" * 100_000])
def test_file_that_is_no_boundary_file_is_refused(tmp_path, text):
    wrong = tmp_path / "areas.geojson"
    wrong.write_text(text)
    with pytest.raises(Refused):
        areas.read(wrong)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("street.csv", "police street"),
        ("wards.csv", "wards"),
        ("lsoa_2011_to_ward.csv", "LSOA 2011 to ward"),
        ("lsoa_2021_to_ward_2018.csv", "LSOA 2021 to ward"),
        ("postcodes.csv", "postcodes"),
        ("areas.geojson", "wards of 2004"),
    ],
)
def test_each_file_is_recognised_by_its_header(name, kind):
    batch = recognise.read(SMALL / name)
    assert (batch.kind, batch.is_accepted) == (kind, True)
    if not name.endswith("geojson"):
        assert recognise.kind(SMALL / name) == kind


def test_open_data_labels_are_those_of_the_police_files_with_asb_apart():
    labels = {code.label: code.attributes["asb"] for code in codelists.seed() if code.list == "police_open_data"}
    assert [label for label, asb in labels.items() if asb] == [street.ASB]
    assert set(labels) - {street.ASB} <= street.CRIMES
