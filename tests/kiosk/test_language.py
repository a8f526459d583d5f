"""Which languages are offered, and what they say."""

from __future__ import annotations

import gettext
import logging
from pathlib import Path

import pytest

from kiosk.language import CHINESE, Language, load


def test_a_language_without_a_catalogue_is_left_out_and_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        assert load(["bo", "zh"], tmp_path) == (CHINESE,)
    assert [record.__dict__["language"] for record in caplog.records] == ["bo"]


@pytest.mark.parametrize("content", [b"", b"no catalogue", b"\xde\x12\x04\x95" + b"\xff" * 24])
def test_a_damaged_catalogue_is_left_out(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "en" / "LC_MESSAGES" / "kiosk.mo"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    assert load(["en"], tmp_path) == (CHINESE,)


def test_facts_stand_where_the_sentence_names_them() -> None:
    assert CHINESE.say("共{n}条", n=3) == "共3条"
    assert CHINESE.say("没有{括号}也行") == "没有{括号}也行"


class Wrong(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return {"共{n}条": "{count} entries", "第{n}页": "page {n"}[message]


def test_a_translation_with_wrong_names_is_said_in_chinese(caplog: pytest.LogCaptureFixture) -> None:
    language = Language("xx", "xx", Wrong())
    assert language.say("共{n}条", n=3) == "共3条"
    assert language.say("第{n}页", n=3) == "第3页"
    assert [record.__dict__["said"] for record in caplog.records] == ["共{n}条", "第{n}页"]
