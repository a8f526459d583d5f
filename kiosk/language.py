"""The language of the interface. Every sentence stands in the code in Chinese; gettext's catalogues translate it.

A language is a folder: ``locale/<code>/LC_MESSAGES/kiosk.mo`` beside this file. Another one is added without
code; what its catalogue lacks is said in Chinese. Its name, in itself, is its translation of 中文.
Content from the store is never translated.
"""

from __future__ import annotations

import gettext
import logging
import struct
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

log = logging.getLogger(__name__)

CATALOGUES = Path(__file__).resolve().parent / "locale"
DOMAIN = "kiosk"


class Language(Struct, frozen=True):
    """code: as in kiosk/locale/<code>/LC_MESSAGES. name: of the language, in itself."""

    code: str
    name: str
    catalogue: gettext.NullTranslations

    def say(self, sentence: str, **facts: object) -> str:
        """The sentence in this language; {names} in it are replaced by the facts."""
        translated = self.catalogue.gettext(sentence)
        if not facts:
            return translated
        try:
            return translated.format(**facts)
        except (KeyError, IndexError, ValueError):  # a catalogue comes from outside; its mistake must not cost a page
            log.warning("translation names facts that there are not", extra={"language": self.code, "said": sentence})
            return sentence.format(**facts)


CHINESE = Language("zh", "中文", gettext.NullTranslations())


def load(codes: Iterable[str], folder: Path = CATALOGUES) -> tuple[Language, ...]:
    """The languages that this terminal offers, in this order; one without a readable catalogue is left out and told."""
    found = []
    for code in codes:
        if code == CHINESE.code:
            found.append(CHINESE)
            continue
        try:
            catalogue = gettext.translation(DOMAIN, folder, [code])
        except (OSError, ValueError, struct.error) as err:  # what gettext raises for a file that is no catalogue
            log.error("language cannot be offered", extra={"language": code, "problem": str(err)})
            continue
        name = catalogue.gettext(CHINESE.name)
        found.append(Language(code, name if name != CHINESE.name else code, catalogue))
    return tuple(found) or (CHINESE,)


def marked(*sentences: str) -> tuple[str, ...]:
    """Sentences that stand in a table and are said later; the mark is how the catalogue's check finds them."""
    return sentences
