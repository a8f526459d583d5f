"""Everything the touch screen says can be said in every language that comes with it."""

from __future__ import annotations

import ast
import gettext
import importlib.util
import re
import string
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.pofile import read_po

HAN = re.compile("[一-鿿]")
NOT_SAID = {  # files whose Chinese is no sentence of the interface
    "kiosk/linebreak.py": "the rules of line breaking",
    "kiosk/candidates.py": "what counts as an ideograph",
    "kiosk/tour.py": "what is typed on the tour",
    "kiosk/language.py": "the name of the language",
    "kiosk/glyphs.py": "which characters are measured",
}
GENRES = {"答复", "调查问卷"}  # values of the store, as the hub writes them
MORE_FACTS = {"month_name"}  # which translations of dates may use besides what the Chinese sentence names


@pytest.fixture(scope="module")
def tool(project: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("catalogues", project / "setup" / "catalogues.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def english(project: Path) -> dict[str, str]:
    with (project / "kiosk/locale/en/LC_MESSAGES/kiosk.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id}


def test_every_sentence_is_translated_into_english(project: Path, tool: ModuleType) -> None:
    said = tool.sentences(project)
    assert len(said) > 150
    known = english(project)
    assert [f"{places[0][0]}: {one}" for one, places in said.items() if not known.get(one)] == []


def test_english_holds_no_chinese_but_the_example_to_be_typed(project: Path) -> None:
    left = {text for text in english(project).values() if HAN.search(text)}
    assert left <= {"Type pinyin, initials or digits: dibao or db finds 低保."}


def test_translations_name_the_facts_of_their_sentence(project: Path) -> None:
    for sentence, translation in english(project).items():
        assert facts(translation) - MORE_FACTS <= facts(sentence), sentence


def facts(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_no_chinese_stands_in_the_kiosk_unsaid(project: Path, tool: ModuleType) -> None:
    """Every Chinese literal is inside say() or marked(), or is a docstring."""
    unsaid = []
    for file in sorted((project / "kiosk").rglob("*.py")):
        place = file.relative_to(project).as_posix()
        if place in NOT_SAID:
            continue
        tree = ast.parse(file.read_bytes())
        said = {id(one) for node in ast.walk(tree) if isinstance(node, ast.Call) for one in tool.said(node)}
        docstrings = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in said | docstrings:
                continue
            if HAN.search(node.value) and node.value not in GENRES:
                unsaid.append(f"{place}:{node.lineno}: {node.value}")
    assert unsaid == []


def test_the_compiled_catalogue_is_that_of_its_source(project: Path) -> None:
    with (project / "kiosk/locale/en/LC_MESSAGES/kiosk.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for sentence, translation in english(project).items():
        assert compiled.gettext(sentence) == translation


def test_the_template_for_translators_holds_what_is_said(project: Path, tool: ModuleType) -> None:
    with (project / "kiosk/locale/kiosk.pot").open("rb") as file:
        template = {str(message.id) for message in read_po(file) if message.id}
    assert template == set(tool.sentences(project))
