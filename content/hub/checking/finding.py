"""What a check looks at, and what it finds: shapes without behaviour.

A fault is **certain** where the text is damaged, breaks a written rule, or does not add up. Such a manuscript is not
reviewed until the fault is repaired or somebody has confirmed, by name, that it stands as it should: a rule that
nobody can overrule would make clerks distort correct texts (a page number may be quoted, a rare character may need
its reading). All else is a hint.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from content.blocks import Table

Path = tuple[str | int, ...]
BLANK = re.compile("【待填(?:[：:](?P<what>[^】]{0,60}))?】")  # what a template leaves to be written
MAX_QUOTE = 60  # characters of a quote, without what stands around it


class Fault(enum.Enum):
    """What is wrong."""

    PINYIN = "pinyin-in-brackets"
    TRADITIONAL = "traditional-characters"
    BOOK_MARKS = "book-marks"
    PERCENT = "percent-sign"
    PAGE_NUMBER = "page-number"
    NUMBER_BRACKETS = "document-number-brackets"
    REPEATED = "repeated-paragraph"
    UNREADABLE = "unreadable-characters"
    MISSING_PART = "missing-part"
    SHORT_NOTICE = "short-notice-period"
    LEDGER = "ledger"
    NEGATIVE = "negative-list"
    BLANK = "blank"


FAULT_LABELS = {
    Fault.PINYIN: "括号内拼音",
    Fault.TRADITIONAL: "简繁混用",
    Fault.BOOK_MARKS: "书名号",
    Fault.PERCENT: "百分号",
    Fault.PAGE_NUMBER: "混入页码",
    Fault.NUMBER_BRACKETS: "文号括号",
    Fault.REPEATED: "段落重复",
    Fault.UNREADABLE: "不能识读的字符",
    Fault.MISSING_PART: "缺少要素",
    Fault.SHORT_NOTICE: "公示期不足",
    Fault.LEDGER: "账目不平",
    Fault.NEGATIVE: "负面清单",
    Fault.BLANK: "没有填写",
}


class Answerer(enum.Enum):
    """Whose name lets a certain fault stand."""

    EDITOR = "editor"
    SECRECY = "secrecy-reviewer"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Passage:
    """One text. path: of keys from the manuscript's raw form to it. place: the same for a clerk."""

    path: Path
    place: str
    text: str


@dataclass(frozen=True)
class Manuscript:
    """What is checked. tables: with the number of their block, from 0. filled: names of fields that are not empty.

    notice: both days of the public notice. item: the key and the path of the catalogue item that it names.
    labels: paths of texts that only name what stands beside them, where nothing stands there yet: the head of an
    empty column, the label of an empty row.
    """

    genre: str
    passages: tuple[Passage, ...]
    tables: tuple[tuple[int, Table], ...] = ()
    filled: frozenset[str] = field(default_factory=frozenset)
    notice: tuple[date, date] | None = None
    item: tuple[str, ...] = ()
    labels: frozenset[Path] = frozenset()

    @property
    def text(self) -> str:
        """Everything, a passage a line."""
        return "\n".join(passage.text for passage in self.passages)

    @property
    def written(self) -> str:
        """What somebody wrote, for the question whether something is said at all: no title, no label of what is
        missing, no text in which a blank is left.
        """
        return "\n".join(
            passage.text
            for passage in self.passages
            if passage.path != ("title",) and passage.path not in self.labels and not BLANK.search(passage.text)
        )


@dataclass(frozen=True)
class Hit:
    """What a rule found in one text. span: [start, end). instead: what should stand there, None if unknown."""

    fault: Fault
    span: tuple[int, int]
    says: str
    instead: str | None = None
    is_certain: bool = True


@dataclass(frozen=True)
class Finding:
    """One fault in a manuscript.

    place: for a clerk. quote: what stands there, with some words around it. says: a sentence. advice: the suggested
    repair. path, span, instead: the repair as a program makes it; instead None: only a person can.
    basis: the text that the fault was found in, which a confirmation is bound to. answered_by: who may confirm it.
    """

    fault: Fault
    place: str
    quote: str
    says: str
    advice: str
    is_certain: bool
    basis: str
    path: Path = ()
    span: tuple[int, int] = (0, 0)
    instead: str | None = None
    answered_by: Answerer = Answerer.EDITOR

    @property
    def key(self) -> str:
        """What a confirmation names: another text at the same place is another fault."""
        named = "\x1f".join((self.fault.value, self.says, self.basis))
        return sha256(named.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def block(self) -> int | None:
        """The number of the block in the body, from 0."""
        return self.path[1] if len(self.path) > 1 and isinstance(self.path[1], int) else None

    @property
    def label(self) -> str:
        return FAULT_LABELS[self.fault]

    @property
    def context(self) -> tuple[str, str, str]:
        """The quote in three: what stands before, the fault itself, what stands after."""
        start, end = self.span
        fault = self.basis[start:end][:MAX_QUOTE]
        if start == end or fault not in self.quote:
            return "", self.quote, ""
        before, _, after = self.quote.partition(fault)
        return before, fault, after


def unsettled(findings: Iterable[Finding], confirmed: frozenset[str]) -> Iterator[Finding]:
    """The certain ones that nobody has confirmed, or that nobody may confirm."""
    return (
        one for one in findings if one.is_certain and (one.key not in confirmed or one.answered_by is Answerer.NOBODY)
    )
