"""What the commands of an installation need from above: how an application is made, and what fills the demonstration."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from flask import Flask

from casework.operations.jobs import Work
from config import Config

Filler = Callable[[], object]
Planter = Callable[[Path], int]


@dataclass(frozen=True, slots=True)
class Making:
    """How an application is made, and what fills the demonstration with its cases: handed in by `casework.starting`."""

    create: Callable[[Config], Flask]
    fillers: tuple[Filler, ...] = ()
    plant: Planter | None = None
    work: Mapping[str, Work] = field(default_factory=dict)
    regular: Mapping[str, timedelta] = field(default_factory=dict)
