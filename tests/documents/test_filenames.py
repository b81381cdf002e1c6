"""File names lose what could hide or harm, and keep what people need."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.documents import filenames


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("letter.pdf", "letter.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\photo.jpg", "photo.jpg"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\u200b\u2066b.txt", "ab.txt"),
        ("line\nbreak\r\0.txt", "linebreak.txt"),
        ('say "hi"; <b>.txt', "say hi b.txt"),
        ("..", "document"),
        ("", "document"),
        (".htaccess", "htaccess"),
        ("con.txt", "document con.txt"),
        ("  Łódź   street .jpg ", "Łódź street.jpg"),
    ],
)
def test_name_is_cleaned(sent, kept):
    assert filenames.clean(sent) == kept


def test_long_name_is_shortened_but_keeps_its_ending():
    kept = filenames.clean("x" * 500 + ".pdf")
    assert len(kept) == 120
    assert kept.endswith(".pdf")


@given(st.text(max_size=300))
def test_cleaning_twice_changes_nothing_and_leaves_no_path(sent):
    kept = filenames.clean(sent)
    assert filenames.clean(kept) == kept
    assert kept
    assert not set(kept) & {"/", "\\", "\n", "\r", "\0", "\u202e", '"'}
    assert len(kept) <= 120


def test_ending_is_that_of_the_cleaned_name():
    assert filenames.ending("photo\u202egpj.exe") == "exe"
    assert filenames.ending("nothing") == ""
    assert filenames.ending("A.JPG") == "jpg"


def test_name_may_be_given_another_ending():
    assert filenames.with_ending("letter.docx", "pdf") == "letter.pdf"
