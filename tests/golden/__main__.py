"""Rewrite one golden case: ``python -m tests.golden dots/<case>``; look at the diff before you commit it.

Only pictures of dots can be rewritten. The frames of tests/golden/display/onbon come from the maker's document
and are never made by this project.
"""

from __future__ import annotations

import sys

from tests.golden import dots


def main(arguments: list[str]) -> int:
    names = [f"dots/{case}" for case in dots.cases()]
    if len(arguments) != 1 or arguments[0] not in names:
        print(f"Which case? {', '.join(names)}", file=sys.stderr)
        return 2
    case = arguments[0].removeprefix("dots/")
    picture = dots.drawn(case)
    (dots.FOLDER / f"{case}.txt").write_text(picture, encoding="utf-8")
    print(picture, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
