"""Collect what the touch screen says, and compile its translations.

    python setup/catalogues.py        (make catalogues)

Writes kiosk/locale/kiosk.pot, the template that translators begin with; puts new sentences, untranslated, into every
kiosk/locale/<code>/LC_MESSAGES/kiosk.po, drops those that are not said any more, and compiles each to kiosk.mo.

A sentence is a literal in ``….say("…")`` or ``marked("…", …)`` anywhere in kiosk/, or a label of the tables named
in LABELS, which stand with the data model.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PROJECT = Path(__file__).resolve().parent.parent
LOCALE = Path("kiosk/locale")
HEADER = """\
# What the touch screen says, in Chinese, and its translation. Words in {braces} are put in by the program: keep them
# as they are. In dates {month_name} may be used too, the translation of 1月 … 12月. Short words stand on buttons.
# 中文 is translated by the name of the language, in itself.
"""
BEGUN = datetime(2026, 11, 29, tzinfo=UTC)  # of the template; a date of today would make every run a change
LABELS = {  # file: names of its tables of Chinese labels that a citizen sees
    "content/terms.py": ("SIX_OPEN_LABELS", "FIVE_OPEN_LABELS", "STAGE_LABELS", "WINDOW_LABELS", "LEVEL_LABELS"),
    "content/store/outbox.py": ("RATING_LABELS",),
}


def sentences(project: Path) -> dict[str, list[tuple[str, int]]]:
    """Everything that is said: sentence → the files and lines that say it."""
    found: dict[str, list[tuple[str, int]]] = {}
    for place, literal in _literals(project):
        found.setdefault(literal.value, []).append((place, literal.lineno))
    return found


def _literals(project: Path) -> Iterator[tuple[str, ast.Constant]]:
    for file in sorted((project / "kiosk").rglob("*.py")):
        place = file.relative_to(project).as_posix()
        for node in ast.walk(ast.parse(file.read_bytes())):
            if isinstance(node, ast.Call):
                yield from ((place, literal) for literal in said(node))
    yield "kiosk/language.py", ast.Constant("中文", lineno=1)  # translated by the language's own name
    for place, tables in LABELS.items():
        for node in ast.parse((project / place).read_bytes()).body:
            named = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
            if isinstance(named, ast.Name) and named.id in tables:
                for value in getattr(node.value, "values", ()):  # type: ignore[attr-defined]
                    if isinstance(value, ast.Constant):
                        yield place, value


def said(call: ast.Call) -> list[ast.Constant]:
    called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    wanted = call.args[:1] if called == "say" else call.args if called == "marked" else []
    return [one for one in wanted if isinstance(one, ast.Constant) and isinstance(one.value, str)]


def main() -> int:
    template = _empty()
    for sentence, places in sentences(PROJECT).items():
        template.add(sentence, locations=[(place, None) for place in sorted({place for place, _ in places})])
    _write(template, PROJECT / LOCALE / "kiosk.pot")
    missing = 0
    for path in sorted((PROJECT / LOCALE).glob("*/LC_MESSAGES/kiosk.po")):
        with path.open("rb") as file:
            known = {message.id: message.string for message in read_po(file) if message.id}
        catalogue = _empty()
        for message in template:
            if message.id:
                catalogue.add(message.id, known.get(message.id, ""), message.locations)
        _write(catalogue, path)
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue)
        left = [message.id for message in catalogue if message.id and not message.string]
        missing += len(left)
        print(f"{path.relative_to(PROJECT)}: {len(template)} sentences, {len(left)} not translated", file=sys.stderr)
        for sentence in left:
            print(f"  {sentence}", file=sys.stderr)
    return 1 if missing else 0


def _empty() -> Catalog:
    return Catalog(
        project="Mingbai",
        version="kiosk",
        header_comment=HEADER,
        creation_date=BEGUN,
        revision_date=BEGUN,
        msgid_bugs_address="-",
        last_translator="-",
        language_team="-",
        charset="utf-8",
        fuzzy=False,
    )


def _write(catalogue: Catalog, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=0, sort_output=True, omit_header=False, include_lineno=False)


if __name__ == "__main__":
    sys.exit(main())
