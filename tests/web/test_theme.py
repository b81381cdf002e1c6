"""A partnership's own colour."""

import pytest

from casework.web import theme


def test_a_dark_colour_becomes_a_style_sheet() -> None:
    assert theme.stylesheet("#0F4C4F") == ":root{--cw-brand:#0f4c4f;--cw-brand-dark:#0a3537;--cw-brand-tint:#eef2f3}\n"


@pytest.mark.parametrize("colour", ["red", "#12345", "#1234567", "#fff}body{display:none", "#ffdd00", "#1f3b57\n"])
def test_what_is_no_colour_or_too_light_is_refused(colour: str) -> None:
    with pytest.raises(ValueError, match=r"colour"):
        theme.stylesheet(colour)


def test_contrast_as_wcag_counts_it() -> None:
    assert round(theme.contrast_with_white("#000000"), 2) == 21
    assert round(theme.contrast_with_white("#767676"), 2) == 4.54
