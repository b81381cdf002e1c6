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
    parser = argparse.ArgumentParser(prog="python -m bench.access", description=__doc__)
    parser.add_argument("--cases", type=int, action="append", help="how many cases; may be given twice, for the growth between")
    parser.add_argument("--database", choices=("postgres", "sqlite"), default="postgres")
    parser.add_argument("--only", default="", help="only the reads whose name has this in it")
    parser.add_argument("--keep", type=Path, help="also write the figures to this file")
    parser.add_argument("--hold", action="store_true", help="stay with the last database until Enter is pressed")
    parser.add_argument("--no-check", action="store_true", help="leave out the check of every derived grant")
    asked = parser.parse_args()
    sizes = sorted(asked.cases or [100_000])
    found = {}
    for size in sizes:
        began = time.perf_counter()
        with stores.loaded(asked.database, size) as store:
            print(f"{size:,} cases loaded in {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
            if asked.hold and size == sizes[-1] and store.server is not None:
                print(store.server.folder, file=sys.stderr, flush=True)
            found[size] = measure.everything(store, asked.only, check=not asked.no_check)
            print(table.of(found), flush=True)
            if asked.keep:
                asked.keep.write_text(json.dumps(found, indent=1), encoding="utf-8")
            if asked.hold and size == sizes[-1]:
                sys.stdin.readline()


if __name__ == "__main__":
    main()
