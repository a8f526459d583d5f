"""The language of the interface. Every sentence stands in the code in Chinese; gettext's catalogues translate it."""

from __future__ import annotations

import gettext

from msgspec import Struct


class Language(Struct, frozen=True):
    """code: as in kiosk/locale/<code>/LC_MESSAGES. name: of the language, in itself."""

    code: str
    name: str
    catalogue: gettext.NullTranslations

    def say(self, sentence: str, **facts: object) -> str:
        """The sentence in this language; {names} in it are replaced by the facts."""
        translated = self.catalogue.gettext(sentence)
        return translated.format(**facts) if facts else translated


CHINESE = Language("zh", "中文", gettext.NullTranslations())
