"""Reads the answer about published faults: `python -m tests.support.dependency_audit answer.json log`.

A package that could not be looked up counts as not checked, so a closed service never reads as a clean bill.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path


def verdict(answer: str, log: str) -> tuple[int, str]:
    """The exit status and what to say: 0 all checked and none known, 1 faults known, 2 could not check."""
    try:
        packages = json.loads(answer)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return 2, f"Could not check: the service of published faults gave no answer.\n{log[-500:]}".strip()
    known = [f"{each['name']} {each['version']}: {fault['id']}" for each in packages for fault in each.get("vulns", [])]
    if known:
        return 1, "\n".join(["Published faults in what is pinned:", *known])
    unchecked = [each["name"] for each in packages if "skip_reason" in each]
    if unchecked or not packages:
        return 2, f"Could not check {len(unchecked)} of {len(packages)} packages: {', '.join(unchecked)}"
    return 0, f"{len(packages)} packages checked, no published fault known."


def main(arguments: Sequence[str]) -> int:
    """Say the verdict."""
    answer, log = (Path(each).read_text(encoding="utf-8") for each in arguments)
    status, words = verdict(answer, log)
    print(words)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
