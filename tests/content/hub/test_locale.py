"""Our own Chinese for Wagtail: complete, and what is compiled is what was written."""

from __future__ import annotations

import gettext
import re
from datetime import timedelta
from pathlib import Path

import wagtail
from babel.messages.pofile import read_po
from django.test import Client

from tests.content.hub.conftest import PASSWORD, Hub


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


def test_a_duration_reads_as_one_says_it_and_does_not_break(hub: Hub) -> None:
    from django.template import Context, Template
    from django.utils import timezone, translation

    said = Template("{% load wagtailadmin_tags %}{{ when|timesince_simple }}")
    cases = {  # minutes ago: what a clerk reads; \xa0 does not break
        0: "刚刚",
        5: "5\xa0分钟前",
        140: "2\xa0小时\xa020\xa0分钟前",
        60 * 24 * 8: "1\xa0周\xa01\xa0日前",
    }
    with translation.override("zh-hans"):
        for minutes, words in cases.items():
            when = timezone.now() - timedelta(minutes=minutes)
            assert said.render(Context({"when": when})) == words


PAGES = ("/admin/account/", "/admin/users/", "/admin/users/new/", "/admin/account-security/password/", "/admin/login/")


def test_an_account_and_a_password_have_one_name_each(hub: Hub) -> None:
    client = Client()
    client.force_login(hub.admin)
    for path in PAGES:
        page = client.get(path).content.decode()
        assert [word for word in ("帐号", "帐户", "账户", "密码") if word in page] == [], path
    weak = {"old_password": PASSWORD, "new_password1": "123", "new_password2": "123"}
    page = client.post("/admin/account-security/password/", weak).content.decode()
    assert "口令太短，至少 12 个字符。" in page
    assert "密码" not in page


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
