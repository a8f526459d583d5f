"""Our own Chinese for Wagtail: what is compiled is what was written."""

from __future__ import annotations

import gettext
import re
from pathlib import Path


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
