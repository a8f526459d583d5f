"""Measure one file in a process of its own: ``python -m bench.child FILE OUT``."""

from __future__ import annotations

import json
import runpy
import sys
from pathlib import Path


def main(arguments: list[str]) -> int:
    file, out = map(Path, arguments)
    figures = runpy.run_path(str(file), run_name=f"bench.{file.stem}")["measure"]()
    out.write_text(json.dumps(figures, ensure_ascii=False), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
