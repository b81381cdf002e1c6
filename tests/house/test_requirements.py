"""What is installed is pinned, hashed, from nowhere in particular, and accounted for."""

import json
import re
import tomllib

import pytest

from tests.house.source import ROOT, tracked

PINNED = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(?:\[[\w,-]+\])?==(?P<version>[^ ;]+)")
FILES = ("requirements.txt", "requirements-dev.txt", "requirements-uv.txt")


def entries(text: str) -> list[str]:
    """The requirements of a file, each with its hashes on one line, comments left out."""
    lines = (line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#"))
    return "\n".join(lines).replace("\\\n", " ").splitlines()


def faults(name: str, text: str) -> list[str]:
    """Every entry that is not pinned and hashed, or says where to fetch from."""
    found = []
    for entry in entries(text):
        if entry.startswith("-") or "://" in entry or " @ " in entry:
            found.append(f"{name}: says where to fetch from: {entry[:60]}")
        elif not PINNED.match(entry):
            found.append(f"{name}: not pinned: {entry[:60]}")
        elif "--hash=sha256:" not in entry:
            found.append(f"{name}: no hash: {entry[:60]}")
    return found


def pins(text: str) -> dict[str, str]:
    """Name to version."""
    matches = (PINNED.match(entry) for entry in entries(text))
    return {match["name"].lower().replace("_", "-"): match["version"] for match in matches if match}


def direct() -> dict[str, list[str]]:
    """The direct dependencies as pyproject.toml lists them, by the file they are compiled into."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {"requirements.txt": project["project"]["dependencies"], "requirements-dev.txt": project["dependency-groups"]["dev"]}


def unlisted(listed: dict[str, list[str]], page: str) -> list[str]:
    """The direct dependencies that have no row in the page that accounts for them."""
    rows = set(re.findall(r"^\|[^|]*\| `([^`]+)`", page, re.M))
    names = {re.split(r"[=\[]", each)[0] for group in listed.values() for each in group}
    return sorted(names ^ rows)


@pytest.mark.parametrize("name", FILES)
def test_everything_is_pinned_and_hashed(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert entries(text)
    assert faults(name, text) == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_the_compiled_file_holds_what_the_project_asks_for(name: str) -> None:
    held = pins((ROOT / name).read_text(encoding="utf-8"))
    asked = pins("\n".join(direct()[name]))
    assert len(asked) == len(direct()[name])
    assert {key: held.get(key) for key in asked} == asked


def test_both_files_agree() -> None:
    run, dev = (pins((ROOT / name).read_text(encoding="utf-8")) for name in FILES[:2])
    assert {key: dev.get(key) for key in run} == run


def test_each_direct_dependency_has_its_row_and_each_row_its_dependency() -> None:
    assert unlisted(direct(), (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")) == []


def test_packages_of_the_assets_are_exact() -> None:
    wanted = [json.loads((ROOT / path).read_text(encoding="utf-8")) for path in tracked("package.json")]
    versions = [
        version for each in wanted for key in ("dependencies", "devDependencies") for version in each.get(key, {}).values()
    ]
    assert [version for version in versions if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("flask>=3\n", "not pinned"),
        ("flask==3.1.3\n", "no hash"),
        ("flask @ file:///tmp/flask.whl\n", "where to fetch from"),
        ("--extra-index" + "-url https://example.invalid\n", "where to fetch from"),
    ],
)
def test_a_loose_entry_is_found(text: str, words: str) -> None:
    assert any(words in fault for fault in faults("requirements.txt", text))


def test_a_sound_entry_passes_and_is_read() -> None:
    text = "flask[async]==3.1.3 ; python_version > '3' \\\n    --hash=sha256:aa\n    # via casework\n"
    assert faults("requirements.txt", text) == []
    assert pins(text) == {"flask": "3.1.3"}


def test_a_missing_and_a_left_over_row_are_found() -> None:
    page = "| need | package |\n| --- | --- |\n| web | `flask` | why |\n| gone | `six` | why |\n"
    assert unlisted({"requirements.txt": ["flask==3.1.3", "wtforms==3.3.2"]}, page) == ["six", "wtforms"]
