"""Where the police's published counts come from: handed in, as the package that takes files in stands beside this one."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from casework.kernel.actor import Actor


class Published(Protocol):
    """ASB incidents and crimes of one small area and month."""

    @property
    def lsoa_code(self) -> str: ...

    @property
    def month(self) -> date: ...

    @property
    def asb(self) -> int: ...

    @property
    def crimes(self) -> int: ...


@dataclass
class Police:
    """The reads of published police figures."""

    months_held: Callable[[Actor, date, date], Sequence[date]]
    recorded: Callable[[Actor, date, date, Collection[str]], Sequence[Published]]


def _no_months(actor: Actor, first: date, last: date) -> Sequence[date]:
    return ()


def _no_rows(actor: Actor, first: date, last: date, codes: Collection[str]) -> Sequence[Published]:
    return ()


POLICE = Police(_no_months, _no_rows)


def use(
    months_held: Callable[[Actor, date, date], Sequence[date]],
    recorded: Callable[[Actor, date, date, Collection[str]], Sequence[Published]],
) -> None:
    """Take the reads of published police figures. Called once, by the wiring."""
    POLICE.months_held, POLICE.recorded = months_held, recorded
