"""Fill a database with made-up cases, measure, and print the table.

python -m bench.access --cases 100000 --cases 1000000
python -m bench.access --database sqlite --cases 10000 --cases 100000
"""

import argparse
import json
import sys
import time
from pathlib import Path

from bench.access import measure, stores, table


def main() -> None:
    """Load each size in turn, measure it, throw it away, and print how the sizes compare."""
    asked = _asked()
    if asked.attach:
        with stores.attached(asked.attach) as store:
            found = {asked.cases[0] if asked.cases else 0: measure.everything(store, asked.only, check=not asked.no_check)}
        _tell(found, asked.keep)
        return
    found = {}
    for size in sorted(asked.cases or [100_000]):
        began = time.perf_counter()
        with stores.loaded(asked.database, size) as store:
            print(f"{size:,} cases loaded in {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
            if asked.hold:
                print(f"Held in {store.folder} until a line comes in.", file=sys.stderr, flush=True)
                sys.stdin.readline()
                continue
            found[size] = measure.everything(store, asked.only, check=not asked.no_check)
        _tell(found, asked.keep)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.access", description=__doc__)
    parser.add_argument("--cases", type=int, action="append", help="how many cases; may be given twice, for the growth between")
    parser.add_argument("--database", choices=("postgres", "sqlite"), default="postgres")
    parser.add_argument("--only", default="", help="only the reads whose name has this in it")
    parser.add_argument("--keep", type=Path, help="also write the figures to this file, beside those of other sizes in it")
    parser.add_argument("--no-check", action="store_true", help="leave out the check of every derived grant")
    parser.add_argument("--hold", action="store_true", help="load only, and hold the database for --attach")
    parser.add_argument("--attach", type=Path, help="measure the database that another run holds in this folder")
    return parser.parse_args()


def _tell(found: table.Figures, keep: Path | None) -> None:
    if keep is not None:
        held = {int(size): rows for size, rows in json.loads(keep.read_text(encoding="utf-8")).items()} if keep.exists() else {}
        found = held | found
        keep.write_text(json.dumps(found, indent=1), encoding="utf-8")
    print(table.of(found), flush=True)


if __name__ == "__main__":
    main()
