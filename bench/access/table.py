"""The table that a measurement prints: ratios first, since times are of one machine on one day."""

from typing import Any

from bench.access.partnership import BIG, MEASURED

Figures = dict[int, list[dict[str, Any]]]
HEAD = "| what | cases | statements | ms, most | 1 % | 20 cases | oldest | to the SQL by hand | growth, worst |"


def of(figures: Figures) -> str:
    """Return the table of one or more sizes: each organisation over the one that sees most, and the worst growth of the four."""
    lines = [HEAD, "|---|---:|---:|---:|---:|---:|---:|---:|---:|"]
    sizes = sorted(figures)
    names = list(dict.fromkeys(figure["name"] for figure in figures[sizes[-1]]))
    for name in names:
        for size in sizes:
            lines.append(_line(name, size, figures, smallest=sizes[0]))
    return "\n".join(lines)


def _line(name: str, size: int, figures: Figures, *, smallest: int) -> str:
    held = {figure["who"]: figure for figure in figures[size] if figure["name"] == name}
    most = held.get(BIG) or next(iter(held.values()))
    ratios = [f"{held[who]['ms'] / most['ms']:.1f}" if who in held else "" for who in MEASURED if who != BIG]
    hand = [figure["ms"] / figure["by_hand_ms"] for figure in held.values() if figure["by_hand_ms"]]
    before = {figure["who"]: figure["ms"] for figure in figures[smallest] if figure["name"] == name}
    growth = max((figure["ms"] / before[who] for who, figure in held.items() if who in before), default=None)
    statements = max(figure["statements"] for figure in held.values())
    cells = [
        name, f"{size:,}", f"{statements}", f"{most['ms']:.1f}", *ratios, f"{min(hand):.1f} to {max(hand):.1f}" if hand else "",
        f"{growth:.1f}" if growth is not None and size != smallest else "",
    ]  # fmt: skip
    return f"| {' | '.join(cells)} |"
