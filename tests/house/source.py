"""What the house rules read: our own files, parsed, and where each stands in the house."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Low to high; a package imports from lower levels and from itself, peers never from each other.
LEVELS = {
    "kernel": 0.0,
    "statute": 0.0,
    "web": 1.0,
    "audit": 1.0,
    "organisations": 2.0,
    "accounts": 3.0,
    "sharing": 4.0,
    "diary": 4.5,
    "places": 5.0,
    "documents": 5.0,
    "tasks": 5.0,
    "index": 5.0,
    "people": 6.0,
    "disclosure": 6.5,
    "cases": 7.0,
    "referrals": 8.0,
    "enforcement": 8.0,
    "exchange": 8.0,
    "papers": 8.5,
    "reports": 9.0,
    "demonstration": 9.3,
    "intake": 9.0,
    "governance": 9.0,
    "desk": 9.0,
    "operations": 9.5,
}
ROOMS = frozenset({"types", "models", "queries", "services", "forms", "views", "commands"})
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the root, as on disk or as a rule's own test imagines it, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed file."""
        return ast.parse(self.text, self.path)

    @property
    def parts(self) -> tuple[str, ...]:
        """The path in parts, without the suffix."""
        return Path(self.path).with_suffix("").parts

    @property
    def package(self) -> str | None:
        """The package under casework/ this file belongs to."""
        return self.parts[1] if self.parts[0] == "casework" and len(self.parts) > 2 else None

    @property
    def room(self) -> str | None:
        """The room, which may be a file or a folder of the same name; none for a package's own __init__."""
        return self.parts[2] if self.package and self.parts[2] != "__init__" else None

    @property
    def is_template(self) -> bool:
        """Whether this is a page rather than Python."""
        return self.path.endswith(".html")

    def functions(self) -> Iterator[Function]:
        """Every function, inner ones and methods too."""
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))


def tracked(*patterns: str) -> list[str]:
    """The paths of our files, those not yet committed included, what git ignores left out."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return sorted(path for path in set(listed) if (ROOT / path).is_file())


def sources(*patterns: str) -> list[Source]:
    """Our files that match, read."""
    return [Source(path, (ROOT / path).read_text(encoding="utf-8")) for path in tracked(*patterns)]
