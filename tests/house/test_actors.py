"""Every read and every deed names who is asking, first."""

import pytest

from tests.house.source import LEVELS, Function, Source, sources

ROOMS = {"queries", "services"}
# Below this level stand sign-in, the audit trail and reference data, which serve before anyone is known.
FROM_LEVEL = LEVELS["people"]
# "path function", each with its reason.
ALLOWED: dict[str, str] = {}


def faults(source: Source) -> list[str]:
    """The public reads and deeds of one file whose first argument is not the actor."""
    if source.room not in ROOMS or LEVELS.get(source.package or "", 0) < FROM_LEVEL:
        return []
    public = [node for node in source.tree.body if isinstance(node, Function) and not node.name.startswith("_")]
    found = []
    for node in public:
        named = [*node.args.posonlyargs, *node.args.args]
        if not (named and named[0].arg == "actor") and f"{source.path} {node.name}" not in ALLOWED:
            found.append(f"{source.path}:{node.lineno}: {node.name} does not begin with its actor")
    return found


def test_every_read_and_deed_begins_with_its_actor() -> None:
    assert [fault for source in sources("casework/*.py") for fault in faults(source)] == []


def test_every_exception_still_stands() -> None:
    names = {f"{source.path} {node.name}" for source in sources("casework/*.py") for node in source.functions()}
    assert [key for key, reason in ALLOWED.items() if key not in names or not reason] == []


@pytest.mark.parametrize(
    "text", ["def close(ref): ...", "def close(ref, actor): ...", "def close(*, actor): ...", "def close(): ..."]
)
def test_a_nameless_deed_is_found(text: str) -> None:
    assert faults(Source("casework/cases/services/close.py", text))
    assert faults(Source("casework/people/queries.py", text))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("casework/cases/services.py", "def close(actor, ref): ..."),
        ("casework/cases/services.py", "def _tidy(text): ..."),
        ("casework/accounts/queries.py", "def actor_for(user): ..."),
        ("casework/cases/types.py", "def label(stage): ..."),
    ],
)
def test_what_needs_no_actor_passes(path: str, text: str) -> None:
    assert not faults(Source(path, text))
