"""口令: what is taken and what is not."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import ValidationError

from config.settings import HubSettings
from tests.content.hub.conftest import Hub

WEAK = [  # tried early by every guesser, or by one who knows the person or the county
    ("passwordpassword", "重复"),
    ("1qaz2wsx3edc4rfv", "太常见"),
    ("qwer1234QWER!@#$", "键盘"),
    ("abcdefghijklmn", "连续"),
    ("aaaaaaaaaaaaaaaa", "重复"),
    ("qingyuanxian2026", "常见"),
    ("Qingyuan@2026!!", "本县"),
    ("Liuxizhen#2026", "本县"),
    ("minzhengju2026", "本县"),
    ("Zhao@19781203", "日期"),
    ("Woaini520520!", "常见"),
    ("zhaomeilin1978", "本人"),
]
STRONG = ["correct horse battery staple", "a-long-Pass-phrase-9", "春天 拖拉机 绿皮 四十六", "mLq7-vT2x-9Rkd"]


@pytest.mark.parametrize(("password", "why"), WEAK)
def test_what_a_guesser_tries_early_is_refused_in_chinese(hub: Hub, password: str, why: str) -> None:
    from django.contrib.auth.password_validation import validate_password

    hub.editor.username, hub.editor.last_name = "zhaomeilin", "赵美林"
    with pytest.raises(ValidationError) as refused:
        validate_password(password, hub.editor)
    said = "".join(refused.value.messages)
    assert why in said
    assert not re.search("[A-Za-z]{3}", said)


@pytest.mark.parametrize("password", STRONG)
def test_long_and_unrelated_words_are_taken(hub: Hub, password: str) -> None:
    from django.contrib.auth.password_validation import validate_password

    validate_password(password, hub.editor)


def test_no_kind_of_character_is_asked_for_and_length_has_no_upper_limit(hub: Hub) -> None:
    from django.contrib.auth.password_validation import validate_password

    validate_password("wozai duanqiao xiamian deng ni lai xizao" * 5, hub.editor)


def test_a_hash_of_a_countys_hub_takes_as_many_rounds_as_are_advised(hub_settings: HubSettings) -> None:
    from django.conf import global_settings
    from django.utils.module_loading import import_string

    from content.hub.settings import settings_for

    # The tests' own process hashes in fewer. OWASP Password Storage Cheat Sheet: 600,000 of PBKDF2-HMAC-SHA256.
    first, *_ = settings_for(hub_settings).get("PASSWORD_HASHERS", global_settings.PASSWORD_HASHERS)
    algorithm, rounds, *_ = import_string(first)().encode("a pass phrase", "salt").split("$")
    assert algorithm == "pbkdf2_sha256"
    assert int(rounds) >= 600_000
