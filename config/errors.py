"""What is wrong with a settings file. Apart from ``config.load``, so that naming the error costs no validator."""

from __future__ import annotations


class SettingsError(Exception):
    """The settings file cannot be used; ``mistakes`` holds one line for each thing to mend."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes
