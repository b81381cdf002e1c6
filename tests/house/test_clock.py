"""One clock: nobody but kernel/clock.py asks the machine what day it is."""

import ast
import re

import pytest

from tests.house.source import Source, sources

ASKS = re.compile(r"\b(?:date|datetime|dt|datetime\.date|datetime\.datetime)\.(?:today|now|utcnow)$|^time\.time$")
KEEPER = "casework/kernel/clock.py"


def faults(source: Source) -> list[str]:
    """Every call that reads the machine's clock."""
    if source.path == KEEPER:
        return []
    calls = (node for node in ast.walk(source.tree) if isinstance(node, ast.Call))
    return [f"{source.path}:{call.lineno}: {ast.unparse(call.func)}" for call in calls if ASKS.search(ast.unparse(call.func))]


def test_nobody_else_reads_the_clock() -> None:
    assert [fault for source in sources("casework/*.py") for fault in faults(source)] == []


@pytest.mark.parametrize(
    "text", ["date.today()", "datetime.now(UTC)", "datetime.datetime.utcnow()", "time.time()", "dt.date.today()"]
)
def test_a_second_clock_is_found(text: str) -> None:
    assert faults(Source("casework/cases/services.py", text))
    assert not faults(Source(KEEPER, text))


@pytest.mark.parametrize("text", ["clock.today()", "time.monotonic()", "case.opened_on.today"])
def test_the_one_clock_passes(text: str) -> None:
    assert not faults(Source("casework/cases/services.py", text))
