"""Writes wars by stated odds for a page: `python -m crossroads.runs.storage.webassembly FOLDER`.

The folder receives `week.wasm` (the module), `week.bin` (the tables, one after the other) and `week.json` (what lies
where).
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from crossroads.engine.webassembly import bundle
from crossroads.errors import InputError
from crossroads.runs.storage.files import whole_files


def main() -> None:
    """Write the bundle."""
    parser = argparse.ArgumentParser(description="Write the week by stated odds as WebAssembly, with its tables.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, help="seed of the luck that the tables stand for")
    asked = parser.parse_args()
    code, raw, about = bundle() if asked.seed is None else bundle(asked.seed)
    told = f"{json.dumps(about, indent=1)}\n".encode()
    with whole_files(asked.folder) as folder:
        for name, content in (("week.wasm", code), ("week.bin", raw), ("week.json", told)):
            (folder / name).write_bytes(content)
            print(f"{asked.folder / name}: {len(content):,} bytes")


if __name__ == "__main__":
    try:
        main()
    except InputError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
