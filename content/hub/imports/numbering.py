"""自动编号: the numbers that Word reckons when it shows a document, written into its paragraphs as text.

A paragraph says, itself or through its style, of which list (w:num) and which level it is; the list is made of an
abstract one, whose levels say how a number looks: 「第%1条」 with chineseCounting. What it amounts to stands nowhere in
the file. Source: ECMA-376 part 1, 17.9 (Numbering).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from content.hub.imports.numerals import FORMS, numeral
from content.hub.reading.archive import Archive

NUMBERING_PART = "word/numbering.xml"
STYLES_PART = "word/styles.xml"
MOST = 32_767  # Word's own limit of a number
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_VAL = _W + "val"
_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
# What the bullets of Word's own lists look like; their codes belong to its fonts Symbol and Wingdings.
_BULLETS = {"\uf06c": "●", "\uf06e": "■", "\uf075": "◆", "\uf0b2": "◇", "\uf0d8": "➢", "\uf0fc": "√", "o": "○"}
_CLOSING = "、，。．：；）)】〕》〉"


@dataclass(frozen=True)
class Level:
    """One level of a list. text: with %1 … %9 for the numbers of the levels. restarts_after: a number of a higher level
    down to this one (from 1) makes it begin anew, 0: none does.
    """

    start: int = 1
    form: str = "decimal"
    text: str = ""
    restarts_after: int = _LEVELS
    follows: str = "tab"
    in_digits: bool = False
    style: str = ""


@dataclass(frozen=True)
class Sequence:
    """A list that paragraphs name. abstract: lists of the same one count on together. starts: levels that the list
    begins anew where it is first named.
    """

    abstract: str
    levels: Mapping[int, Level]
    starts: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Style:
    based_on: str
    sequence: str
    level: str
    is_default: bool = False


@dataclass
class _Counters:
    """How far each level of each abstract list has come, and the lists that were named already."""

    reached: dict[tuple[str, int], int] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)

    def copy(self) -> _Counters:
        return _Counters(dict(self.reached), set(self.begun))


def write_numbers(document: Element, archive: Archive) -> tuple[dict[str, Element], list[str]]:
    """Put the numbers into the paragraphs of the main part.

    Returns the parts that stand for those of the archive now, for the lists are none any more, and the forms of
    numbers that are not known. Raises Unreadable.
    """
    if NUMBERING_PART not in archive.names:
        return {}, []
    numbering = archive.xml(NUMBERING_PART)
    if document.tag != _W + "document" or numbering.tag != _W + "numbering":
        return {}, []  # the namespaces of the strict form, which hardly a program writes
    styles = _styles(archive.xml(STYLES_PART)) if STYLES_PART in archive.names else {}
    numbers = _Numbers(_sequences(numbering, styles), styles)
    numbers.write(document)
    return {NUMBERING_PART: Element(_W + "numbering")}, sorted(numbers.unknown)


class _Numbers:
    def __init__(self, sequences: Mapping[str, Sequence], styles: Mapping[str, _Style]) -> None:
        self._sequences = sequences
        self._styles = styles
        self._default = next((key for key, style in styles.items() if style.is_default), "")
        self._counters = _Counters()
        self._waiting: list[Element] = []  # paragraphs whose end was deleted: they run on into the next
        self.unknown: set[str] = set()

    def write(self, element: Element) -> None:
        """Put the numbers into every paragraph below an element, in reading order."""
        waiting = [element]
        while waiting:
            inner = waiting.pop()
            if inner.tag == _W + "p":
                self._number(inner)
                waiting.extend(reversed(inner))  # a text box holds paragraphs of its own
            elif inner.tag == _MC + "AlternateContent":
                self._write_twice(inner)
            elif inner.tag != _W + "tr" or inner.find(f"{_W}trPr/{_W}del") is None:
                waiting.extend(reversed(inner))

    def _write_twice(self, alternatives: Element) -> None:
        """The same content, said in two ways, is numbered alike."""
        before = self._counters.copy()
        for alternative in alternatives:
            self._counters = before.copy()
            self.write(alternative)

    def _number(self, paragraph: Element) -> None:
        properties = paragraph.find(_W + "pPr")
        mark = properties.find(_W + "rPr") if properties is not None else None
        if mark is not None and mark.find(_W + "del") is not None:
            self._waiting.append(paragraph)
            return
        first, self._waiting = ([*self._waiting, paragraph])[0], []
        if mark is not None and mark.find(_W + "moveFrom") is not None:
            return
        label = self._label(properties, _text(paragraph))
        if label:
            run = Element(_W + "r")
            text = Element(_W + "t", {"{http://www.w3.org/XML/1998/namespace}space": "preserve"})
            text.text = label
            run.append(text)
            own = first.find(_W + "pPr")
            first.insert(0 if own is None else list(first).index(own) + 1, run)

    def _label(self, properties: Element | None, text: str) -> str:
        """The number of a paragraph and what parts it from the text; counts it."""
        key, at = self._place(properties)
        sequence = self._sequences.get(key)
        if sequence is None or at not in sequence.levels:
            return ""
        level = sequence.levels[at]
        self._count(key, sequence, at)
        if level.form == "bullet":
            label = _BULLETS.get(level.text, _PRIVATE.sub("●", level.text))
        else:
            label = _PLACE.sub(lambda found: self._written(sequence, level, int(found[1]) - 1), level.text)
        if not label.strip():
            return ""
        return label + _gap(label, level.follows, text)

    def _place(self, properties: Element | None) -> tuple[str, int]:
        """The list and the level that a paragraph names; no list: "" or 0."""
        style = _value(properties, "pStyle") if properties is not None else ""
        own = properties.find(_W + "numPr") if properties is not None else None
        key, at = _value(own, "numId"), _value(own, "ilvl")
        if key:
            return key, _level(at)
        named = style or self._default
        for name in self._ancestors(named):
            if self._styles[name].sequence:
                key = self._styles[name].sequence
                linked = self._linked(key, named, name)
                return key, _level(at) if at else linked
        return "", 0

    def _linked(self, key: str, *names: str) -> int:
        """The level of a list that belongs to a style; a style's own word for it counts less."""
        levels = self._sequences[key].levels if key in self._sequences else {}
        for name in names:
            for at, level in levels.items():
                if level.style == name:
                    return at
        return next((_level(self._styles[name].level) for name in names if self._styles[name].level), 0)

    def _ancestors(self, name: str) -> Iterator[str]:
        seen: set[str] = set()
        while name in self._styles and name not in seen:
            seen.add(name)
            yield name
            name = self._styles[name].based_on

    def _count(self, key: str, sequence: Sequence, at: int) -> None:
        reached = self._counters.reached
        if key not in self._counters.begun:
            self._counters.begun.add(key)
            for level in sequence.starts:
                reached.pop((sequence.abstract, level), None)
        before = reached.get((sequence.abstract, at))
        start = sequence.starts.get(at, sequence.levels[at].start)
        reached[sequence.abstract, at] = min(start if before is None else before + 1, MOST)
        for below in range(at + 1, _LEVELS):
            lower = sequence.levels.get(below)
            if lower is not None and at < lower.restarts_after:
                reached.pop((sequence.abstract, below), None)

    def _written(self, sequence: Sequence, shown: Level, at: int) -> str:
        level = sequence.levels.get(at)
        if level is None:
            return ""
        # A level that was not reached yet counts as begun.
        number = self._counters.reached.get((sequence.abstract, at), sequence.starts.get(at, level.start))
        form = "decimal" if shown.in_digits and level.form != "none" else level.form
        if form not in FORMS:
            self.unknown.add(form)
        return numeral(number, form)


def _gap(label: str, follows: str, text: str) -> str:
    """一、收支, （一）收支 and 1.收支 as GB/T 9704-2012, 7.3.3 writes them; but 1. 2026年 and 第一条 总则."""
    last = label[-1]
    if follows == "nothing" or last in _CLOSING or last.isspace() or unicodedata.category(last) == "No":  # such as ①
        return ""
    return "" if last == "." and not text[:1].isdigit() else " "


def _styles(root: Element) -> dict[str, _Style]:
    found = {}
    for style in root.iter(_W + "style"):
        if style.get(_W + "type") == "paragraph":
            own = style.find(f"{_W}pPr/{_W}numPr")
            found[style.get(_W + "styleId", "")] = _Style(
                _value(style, "basedOn"),
                _value(own, "numId"),
                _value(own, "ilvl"),
                style.get(_W + "default") in ("1", "true", "on"),
            )
        elif style.get(_W + "type") == "numbering":  # names a list, for _sequences
            own = style.find(f"{_W}pPr/{_W}numPr")
            found[_numbering_style(style.get(_W + "styleId", ""))] = _Style("", _value(own, "numId"), "")
    return found


def _numbering_style(name: str) -> str:
    return "numbering:" + name


def _sequences(root: Element, styles: Mapping[str, _Style]) -> dict[str, Sequence]:
    abstracts = {one.get(_W + "abstractNumId", ""): one for one in root.iter(_W + "abstractNum")}
    named = {number.get(_W + "numId", ""): number for number in root.findall(_W + "num")}
    found = {}
    for key, number in named.items():
        abstract = _value(number, "abstractNumId")
        for _ in abstracts:  # a style may stand between a list and its levels
            linked = _value(abstracts.get(abstract), "numStyleLink")
            style = styles.get(_numbering_style(linked)) if linked else None
            if style is None or style.sequence not in named:
                break
            abstract = _value(named[style.sequence], "abstractNumId")
        levels = dict(_levels(abstracts.get(abstract)))
        starts = {}
        for override in number.findall(_W + "lvlOverride"):
            at = _level(override.get(_W + "ilvl", ""))
            levels |= dict(_levels(override))
            start = override.find(_W + "startOverride")
            if start is not None:
                starts[at] = _count(start.get(_VAL, ""), 0)
        found[key] = Sequence(abstract, levels, starts)
    return found


def _levels(outer: Element | None) -> Iterator[tuple[int, Level]]:
    for one in outer.findall(_W + "lvl") if outer is not None else ():
        form = one.find(_W + "numFmt")
        if form is None:  # a format of one's own, beside what older programs show
            form = one.find(f"{_MC}AlternateContent/{_MC}Fallback/{_W}numFmt")
        text = one.find(_W + "lvlText")
        level = Level(
            start=_count(_value(one, "start"), 0),
            form=form.get(_VAL, "decimal") if form is not None else "decimal",
            text=text.get(_VAL, "") if text is not None else "",
            follows=_value(one, "suff") or "tab",
            in_digits=_is_on(one.find(_W + "isLgl")),
            style=_value(one, "pStyle"),
        )
        restart = _value(one, "lvlRestart")
        if restart:
            level = replace(level, restarts_after=_count(restart, _LEVELS))
        yield _level(one.get(_W + "ilvl", "")), level


def _text(paragraph: Element) -> str:
    return next((text.text for text in paragraph.iter(_W + "t") if text.text), "")


def _value(element: Element | None, name: str) -> str:
    inner = element.find(_W + name) if element is not None else None
    return inner.get(_VAL, "") if inner is not None else ""


def _is_on(element: Element | None) -> bool:
    return element is not None and element.get(_VAL, "1") not in ("0", "false", "off")


def _level(text: str) -> int:
    return min(_count(text, 0), _LEVELS - 1)


def _count(text: str, otherwise: int) -> int:
    return min(int(text), MOST) if re.fullmatch(r"[0-9]{1,6}", text) else otherwise
