"""A database is built once and each copy is its own, on whichever database the suite runs."""

import pytest
from sqlalchemy import create_engine, text

from tests.support.copies import CopyOf


def _run(address: str, statement: str) -> list[tuple[object, ...]]:
    engine = create_engine(address)
    with engine.begin() as connection:
        answer = connection.execute(text(statement))
        rows = [tuple(row) for row in answer] if answer.returns_rows else []
    engine.dispose()
    return rows


def _build(address: str) -> None:
    assert "template" in address or ".sqlite" in address
    _run(address, "CREATE TABLE ward (code text)")
    _run(address, "INSERT INTO ward VALUES ('E05012001')")


def test_each_copy_is_full_and_its_own(copy_of: CopyOf, database_kind: str) -> None:
    first, second = copy_of("wards", _build), copy_of("wards", _build)
    assert first != second
    assert database_kind in first or database_kind == "postgres" and first.startswith("postgresql")
    _run(first, "DELETE FROM ward")
    assert _run(first, "SELECT count(*) FROM ward") == [(0,)]
    assert _run(second, "SELECT code FROM ward") == [("E05012001",)]


def test_it_is_built_once(copy_of: CopyOf) -> None:
    def never(address: str) -> None:
        raise AssertionError(f"built again at {address}")

    copy_of("wards", _build)
    assert _run(copy_of("wards", never), "SELECT count(*) FROM ward") == [(1,)]


def test_a_build_that_failed_is_begun_afresh(copy_of: CopyOf, worker_name: str) -> None:
    def half(address: str) -> None:
        _run(address, "CREATE TABLE ward (code text)")
        raise ValueError("stopped half-way")

    name = f"half_{worker_name}"
    with pytest.raises(ValueError, match="half-way"):
        copy_of(name, half)
    assert _run(copy_of(name, _build), "SELECT count(*) FROM ward") == [(1,)]
