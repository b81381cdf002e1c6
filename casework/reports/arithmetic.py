"""The arithmetic of a report: change, rate and share from whole counts, and the refusal of a typed figure that differs."""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from casework.reports.types import FigureDiffersError

SMALLEST_BASE = 20
NOT_AVAILABLE = "n/a"
_WIDEST = 1_000_000_000


@dataclass(frozen=True)
class Change:
    """What a count was and what it is: the percentage is None where the base is nought or too small to carry one."""

    old: int
    new: int
    percent: Decimal | None

    @property
    def text(self) -> str:
        """The change in words: +15.6%, or the two counts where a percentage would mislead, or n/a."""
        if self.old == 0:
            return NOT_AVAILABLE
        if self.percent is None:
            return f"{self.old:,} to {self.new:,}"
        return f"{self.percent:+}%" if self.percent else "0.0%"


def change(old: int, new: int) -> Change:
    """The percentage change to one decimal, half up; none over nought, counts only under a base of 20."""
    percent = percentage_change(old, new) if abs(old) >= SMALLEST_BASE else None
    return Change(old, new, percent)


def percentage_change(old: int, new: int, *, decimals: int = 1) -> Decimal:
    """The plain percentage change, half up; refuses a base of nought."""
    return rounded(Fraction(new - old, old) * 100, decimals)


def rate_per_1000(count: int, population: int) -> Decimal:
    """The rate per 1,000 residents to one decimal, half up; refuses a population of nought or less."""
    if population <= 0:
        raise ValueError("A rate needs a population above nought.")
    return rounded(Fraction(count, population) * 1000, 1)


def share(part: int, whole: int) -> Decimal | None:
    """The part as a percentage of the whole to one decimal, half up; None where the whole is nought."""
    return rounded(Fraction(part, whole) * 100, 1) if whole else None


def rounded(exact: Fraction, decimals: int) -> Decimal:
    """An exact fraction as a decimal, halves away from nought."""
    scaled = abs(exact) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    signed = Decimal(whole if exact >= 0 else -whole)
    return (signed.scaleb(-decimals)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def bases_of_change(new: int, percent: Decimal) -> tuple[int, int]:
    """The least and greatest earlier count from which the later count is the stated change, at the decimals it states."""
    decimals = _decimals(percent)
    return _between(lambda old: percentage_change(old, new, decimals=decimals), percent)


def populations_of_rate(count: int, rate: Decimal) -> tuple[int, int]:
    """The least and greatest population for which the count has the stated rate per 1,000, at the decimals it states."""
    decimals = _decimals(rate)
    return _between(lambda population: rounded(Fraction(count, population) * 1000, decimals), rate)


def refuse_typed_difference(typed: Decimal, computed: Decimal, *, what: str) -> None:
    """Refuse a typed percentage or rate that is not the one the stored counts give."""
    if typed != computed:
        raise FigureDiffersError(f"The {what} worked out from the stored counts is {computed}, not {typed}.")


def _decimals(figure: Decimal) -> int:
    exponent = figure.as_tuple().exponent
    if not isinstance(exponent, int):
        raise ValueError("A figure must be a number.")
    return max(-exponent, 0)


def _between(figure: Callable[[int], Decimal], stated: Decimal) -> tuple[int, int]:
    # The figure falls as its base rises, so both ends are found by halving.
    bases = range(1, _WIDEST)
    least = bisect_left(bases, -stated, key=lambda base: -figure(base))
    beyond = bisect_left(bases, True, key=lambda base: figure(base) < stated)
    if least >= beyond:
        raise FigureDiffersError(f"No whole number gives {stated}.")
    return bases[least], bases[beyond - 1]
