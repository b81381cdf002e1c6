"""The counts of street-level files, by hand on a small file and against the published figures on the real ones."""

from collections import Counter

import pytest

from casework.intake.readers import areas, counts, recognise, street, wards
from casework.intake.readers.counts import Counts, Tally
from casework.places.geo import area_from_geojson
from tests.support.reference import SMALL, real

MONTHS = {
    "2018-10": Counts(rows=6930, without_place=212, in_district=1074, asb=180, crimes=894, refused=0),
    "2018-11": Counts(rows=6520, without_place=237, in_district=969, asb=170, crimes=799, refused=0),
    "2018-12": Counts(rows=6123, without_place=206, in_district=914, asb=182, crimes=732, refused=0),
}
EQUAL_ASB_ROWS = {"2018-10": 26, "2018-11": 27, "2018-12": 34}
ASB_BY_OLD_WARD = {
    "Huntingdon West": 70,
    "St Neots Priory Park": 40,
    "St Ives South": 39,
    "Huntingdon East": 37,
    "Huntingdon North": 36,
    "Yaxley and Farcet": 30,
    "St Neots Eynesbury": 29,
    "Godmanchester": 24,
    "St Neots Eaton Socon": 23,
    "Warboys and Bury": 21,
    "Ramsey": 20,
    "St Ives East": 18,
    "Elton and Folksworth": 17,
    "Brampton": 13,
    "Fenstanton": 13,
    "Ellington": 12,
    "Alconbury and The Stukeleys": 10,
    "Sawtry": 10,
    "Upwood and The Raveleys": 9,
    "Earith": 8,
    "Little Paxton": 8,
    "St Neots Eaton Ford": 8,
    "The Hemingfords": 7,
    "Somersham": 6,
    "St Ives West": 6,
    "Stilton": 6,
    "Gransden and The Offords": 5,
    "Kimbolton and Staughton": 5,
    "Buckden": 2,
}
AREAS = {
    "St Ives": [(7, 31), (6, 20), (8, 21)],
    "St Neots": [(2, 24), (1, 10), (5, 30)],
}


def real_street(month: str):
    return street.read(real(f"police/{month}-cambridgeshire-street.csv"))


def real_lookup():
    return list(wards.read_lsoa_2011(real("geo/lsoa_2011_to_ward.csv")).rows)


def test_small_file_is_counted_by_hand():
    lookup = list(wards.read_lsoa_2011(SMALL / "lsoa_2011_to_ward.csv").rows)
    batch = street.read(SMALL / "street.csv")
    district = {row.code for row in lookup}
    assert counts.street_counts(batch, district) == Counts(7, 2, 4, 3, 1, 0)
    assert counts.by_ward(batch.rows, counts.old_wards(lookup)) == {
        ("E05000001",): Tally(2, 1),
        ("E05000002",): Tally(1, 0),
    }
    assert counts.by_ward(batch.rows, counts.new_wards(lookup))[("E05000011", "E05000012")] == Tally(1, 0)


def test_small_file_is_counted_by_point():
    found = {row.code: row.area for row in areas.read(SMALL / "areas.geojson").rows}
    batch = street.read(SMALL / "street.csv")
    assert counts.by_point(batch.rows, found) == {"E05000001": Tally(2, 1), "E05000002": Tally(1, 0)}


def test_refused_file_counts_nothing():
    batch = street.read(SMALL / "street_bad.csv")
    assert counts.street_counts(batch, {"E01000001"}) == Counts(7, 0, 0, 0, 0, 3)


def test_small_areas_of_2021_give_their_ward():
    rows = wards.read_lsoa_2021(SMALL / "lsoa_2021_to_ward_2018.csv").rows
    assert counts.new_wards(rows) == {"E01000001": ("E05000011",), "E01000003": ("E05000012",)}


@pytest.mark.parametrize("month", MONTHS)
def test_real_month_adds_up_to_the_published_counts(month):
    batch = real_street(month)
    lookup = counts.old_wards(real_lookup())
    assert counts.street_counts(batch, lookup) == MONTHS[month]
    assert len({batch.key(row.number) for row in batch.rows}) == MONTHS[month].rows


@pytest.mark.parametrize("month", MONTHS)
def test_real_asb_rows_equal_in_every_column_are_all_kept(month):
    lookup = counts.old_wards(real_lookup())
    district = [row for row in real_street(month).rows if row.is_asb and row.lsoa_code in lookup]
    times = Counter((row.position, row.location, row.lsoa_code) for row in district)
    assert sum(count - 1 for count in times.values()) == EQUAL_ASB_ROWS[month]


def test_real_asb_by_old_ward():
    lookup = real_lookup()
    names = {row.ward2004.code: row.ward2004.name for row in lookup}
    total: Counter[str] = Counter()
    for month in MONTHS:
        for (ward,), tally in counts.by_ward(real_street(month).rows, counts.old_wards(lookup)).items():
            total[names[ward]] += tally.asb
    assert total == ASB_BY_OLD_WARD
    assert total.total() == 532


def test_real_count_by_point_differs_a_little_from_the_look_up():
    boundaries = {row.code: row.area for row in areas.read(real("geo/wards_2004_huntingdonshire.geojson")).rows}
    batch = real_street("2018-12")
    by_point = counts.by_point(batch.rows, boundaries)
    by_look_up = counts.by_ward(batch.rows, counts.old_wards(real_lookup()))
    assert by_point["E05008582"].asb == 14
    assert by_look_up[("E05008582",)].asb == 16
    assert sum(tally.asb for tally in by_point.values()) == 182


def test_real_rows_inside_the_restricted_areas():
    drawn = {
        "St Ives": [[-0.0767, 52.3221], [-0.0695, 52.3216], [-0.0692, 52.3229], [-0.0728, 52.3258], [-0.0767, 52.3252]],
        "St Neots": [[-0.2715, 52.227], [-0.265, 52.227], [-0.265, 52.2296], [-0.269, 52.2298], [-0.2715, 52.2288]],
    }
    boundaries = {name: area_from_geojson({"type": "Polygon", "coordinates": [[*ring, ring[0]]]}) for name, ring in drawn.items()}
    found: dict[str, list[tuple[int, int]]] = {name: [] for name in drawn}
    for month in MONTHS:
        for name, tally in counts.by_point(real_street(month).rows, boundaries).items():
            found[name].append((tally.asb, tally.crimes))
    assert found == AREAS


@pytest.mark.parametrize(
    ("name", "kind", "rows"),
    [
        ("wards.csv", "wards", 55),
        ("lsoa_2011_to_ward.csv", "LSOA 2011 to ward", 105),
        ("lsoa_2021_to_ward_2018.csv", "LSOA 2021 to ward", 111),
        ("postcodes_huntingdonshire_2014.csv", "postcodes", 4810),
        ("wards_2004_huntingdonshire.geojson", "wards of 2004", 29),
        ("wards_2018_huntingdonshire.geojson", "wards of 2018", 26),
        ("lsoa_2011_huntingdonshire.geojson", "LSOA of 2011", 105),
    ],
)
def test_real_geography_is_read_whole(name, kind, rows):
    batch = recognise.read(real(f"geo/{name}"))
    assert (batch.kind, batch.refusals, len(batch.rows)) == (kind, (), rows)


def test_real_population_of_the_district():
    found = list(wards.populations(real_lookup()))
    total = {year: sum(row.people for row in found if row.year == year) for year in wards.YEARS}
    assert total == {2017: 176_979, 2019: 177_963, 2020: 178_985}
    by_ward = list(wards.populations(wards.read_wards(real("geo/wards.csv")).rows))
    assert len(by_ward) == 55 * 3 - 2 * 3
