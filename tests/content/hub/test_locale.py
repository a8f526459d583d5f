"""Our own Chinese for Wagtail: complete, and what is compiled is what was written."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import wagtail
from babel.messages.pofile import read_po


def test_the_compiled_catalogue_is_that_of_its_source(project: Path) -> None:
    folder = project / "content/hub/locale/zh_Hans/LC_MESSAGES"
    for domain in ("django", "djangojs"):
        with (folder / f"{domain}.mo").open("rb") as file:
            compiled = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
        source = (folder / f"{domain}.po").read_text(encoding="utf-8")
        said = re.findall(r'^msgstr(?:\[0\])? "(.+)"$', source, re.MULTILINE)
        known = {str(text).replace('"', '\\"') for text in compiled.values()}
        assert [text for text in said if text not in known] == []
        assert len(said) > 15


def test_no_sentence_of_the_parts_of_wagtail_in_use_is_left_in_english(project: Path) -> None:
    """Wagtail's own English catalogues against its Chinese ones and ours: whatever has no Chinese is named here."""
    folder = Path(wagtail.__file__).parent
    ours = chinese(project / "content/hub/locale")
    left = []
    for app in ("", "admin", "documents", "images", "snippets", "users", "contrib/typed_table_block"):
        for domain in ("django", "djangojs"):
            english = folder / app / "locale/en/LC_MESSAGES" / f"{domain}.po"
            if english.exists():
                known = ours | chinese(folder / app / "locale")
                left += [(app, said) for said in sentences(english) if said not in known]
    assert left == []


def test_chinese_names_no_placeholder_that_the_english_lacks(project: Path) -> None:
    wrong = []
    for source in (project / "content/hub/locale/zh_Hans/LC_MESSAGES").glob("*.po"):
        with source.open("rb") as file:
            for message in read_po(file):
                english = [message.id] if isinstance(message.id, str) else [*message.id]
                allowed = set().union(*(places_in(text) for text in english))
                said = message.string if isinstance(message.string, str) else message.string[0]
                if not places_in(said) <= allowed:
                    wrong.append(said)
    assert wrong == []


def places_in(text: str) -> set[str]:
    """%(name)s and {name}."""
    return set(re.findall(r"%\(\w+\)[sd]|(?<!\{)\{\w+\}", text))


def sentences(source: Path) -> set[str]:
    with source.open("rb") as file:
        return {message.id if isinstance(message.id, str) else message.id[0] for message in read_po(file)} - {""}


def chinese(locale: Path) -> set[str]:
    """The English sentences that this folder has in Chinese."""
    found = set()
    for source in (locale / "zh_Hans/LC_MESSAGES").glob("*.po"):
        with source.open("rb") as file:
            for message in read_po(file):
                said = message.string if isinstance(message.string, str) else message.string[0]
                if said and not message.fuzzy:
                    found.add(message.id if isinstance(message.id, str) else message.id[0])
    return found
