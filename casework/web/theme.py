"""A partnership's own colour as a small style sheet of the same origin, since no page may carry a style of its own."""

import re

THEMES = {"": "Navy", "teal": "Teal", "plum": "Plum", "forest": "Forest", "brick": "Brick", "slate": "Slate"}
_HEX = re.compile(r"#[0-9a-fA-F]{6}", re.ASCII)


def _parts(colour: str) -> tuple[int, int, int]:
    if not _HEX.fullmatch(colour):
        raise ValueError("A colour is written as # and six figures, like #1f3b57")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def contrast_with_white(colour: str) -> float:
    """The contrast ratio of a colour with white, as WCAG counts it."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (each / 255 for each in _parts(colour))
    )
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _mixed(colour: str, other: int, share: float) -> str:
    return "#" + "".join(f"{round(part + (other - part) * share):02x}" for part in _parts(colour))


def stylesheet(colour: str) -> str:
    """The style sheet for one colour; refuses one on which white text cannot be read (less than 4.5 to 1)."""
    if contrast_with_white(colour) < 4.5:
        raise ValueError("Choose a darker colour: white text on this one cannot be read")
    names = {"brand": colour.lower(), "brand-dark": _mixed(colour, 0, 0.3), "brand-tint": _mixed(colour, 255, 0.93)}
    return ":root{" + ";".join(f"--cw-{name}:{value}" for name, value in names.items()) + "}\n"
