"""Putting right what is wrong beyond doubt in a text, each kind of repair by its name.

A repair is a function from text to text; when it changes the text, its name goes into the report. Whatever
is in doubt is left as it stands and marked for an editor (``doubts``).
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterator

from pypinyin import Style, pinyin

from content.hub.imports.markup import has_markup, without_markup
from content.hub.imports.reasons import Hint, Repair

INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
PRIVATE_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_BLANK = "\u3000\u00a0\u1680\u2000-\u200a\u202f\u205f\t"
_BLANKS = re.compile(f"[{_BLANK}]+ ?| [{_BLANK} ]+")
_EDGE_BLANKS = re.compile(f"^[{_BLANK} ]+|[{_BLANK} ]+$", re.MULTILINE)
# 公文种类 (党政机关公文处理工作条例, art. 8), typeset with blanks to fill a line: 通　知.
_SPREAD_WORD = re.compile(r"([一-龥])[ \u3000\u2002]+([一-龥])$")
_KINDS = frozenset("决议 决定 命令 公报 公告 通告 意见 通知 通报 报告 请示 批复 议案 复函 纪要 办法 规定 条例".split())
_SPREAD_CHAPTER = re.compile(r"^(第[一二三四五六七八九十百]+[编章节] )([一-龥]) ([一-龥])$", re.MULTILINE)

_ESCAPED_MARK = re.compile(r"\\+([()\[\]{}（）.、\-])")
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{1,7}|#x[0-9A-Fa-f]{1,6});")
# What is left of <a title="…">…</a> when a scraper cut it at the wrong quote: X">title X.
_TORN_TAG = re.compile(r'^(?P<mark>[^<>"]{2,40})">(?P<title>.+)$', re.DOTALL)

TONED = re.compile(r"(.)[(（]([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿê]{1,6})[)）]")
_TONE_MARKS = frozenset("\u0300\u0301\u0304\u030c")

# Book titles whose brackets went through the wrong code page of a PDF.
TITLE_MARKS = re.compile(r"•([^•‣\n]{2,80})‣")
_INNER_MARKS = re.compile(r"†([^†‡\n]{2,60})‡")
_YEAR_MARKS = re.compile(r"„((?:19|20)\d\d)‟")
# 发文字号 stands in 〔 〕: GB/T 9704-2012, 7.2.5.
NUMBER_BRACKETS = re.compile(r"[\[［﹝]((?:19|20)\d\d)[\]］﹞](?=第?\d{1,4}[号號])")

DAMAGED = re.compile(r"\ufffd|[一-龥]\?{2,}[一-龥]|\?[！!？]\?|锟斤拷|烫烫烫")

Step = tuple[Repair, Callable[[str], str]]


def repaired(text: str, *, is_traditional: bool = False, steps: tuple[Step, ...] = ()) -> tuple[str, list[Repair]]:
    """The text after every repair, and those that changed something. is_traditional: of the row as a whole."""
    done = []
    for repair, mend in (*steps, *_STEPS):
        if repair is Repair.PINYIN and not is_traditional:
            continue
        after = mend(text)
        if after != text:
            done.append(repair)
            text = after
    return text, list(dict.fromkeys(done))


def repaired_title(title: str, *, is_traditional: bool = False) -> tuple[str, list[Repair]]:
    """The same for a title, which is one line."""
    steps: tuple[Step, ...] = ((Repair.MARKUP, _sew_torn_tag), (Repair.NEWLINE_IN_TITLE, _on_one_line))
    text, done = repaired(title, is_traditional=is_traditional, steps=steps)
    after = _SPREAD_WORD.sub(_close_up, text)
    if after != text:
        done = list(dict.fromkeys([*done, Repair.BLANKS]))
    return after, done


def is_traditional(text: str) -> bool:
    """Whether the text is written in traditional characters: three or more that GB 2312 has not and Big5 has."""
    return len({character for character in set(text) if _is_traditional_only(character)}) >= 3


def doubts(before: str, after: str) -> Iterator[Hint]:
    """What an editor should look at in a text; ``before`` is it as it came."""
    if DAMAGED.search(after):
        yield Hint.DAMAGED_TEXT
    if PRIVATE_USE.search(before):
        yield Hint.LOST_CHARACTER


# ---- the repairs


def _without_invisible(text: str) -> str:
    return INVISIBLE.sub("", text)


def _without_private_use(text: str) -> str:
    return PRIVATE_USE.sub("", text)


def _even_blanks(text: str) -> str:
    text = _EDGE_BLANKS.sub("", _BLANKS.sub(" ", text))
    return _SPREAD_CHAPTER.sub(r"\1\2\3", text)


def _close_up(match: re.Match[str]) -> str:
    word = match[1] + match[2]
    return word if word in _KINDS else match[0]


def _on_one_line(title: str) -> str:
    """Lines of a broken title: closed up, unless the first is a complete one, such as an order's number."""
    lines = [line.strip() for line in title.strip().splitlines() if line.strip()]
    joined = "".join(line + (" " if line.endswith(("）", ")", "号", "令", "》")) else "") for line in lines)
    return joined.strip() if len(lines) > 1 else title.strip("\r\n")


def _without_tags(text: str) -> str:
    return without_markup(text) if has_markup(text) else text


def _sew_torn_tag(title: str) -> str:
    torn = _TORN_TAG.match(title)
    return torn["title"] if torn and torn["title"].endswith(torn["mark"]) else title


def _unescaped(text: str) -> str:
    text = _ESCAPED_MARK.sub(r"\1", text)
    return html.unescape(text) if _ENTITY.search(text) else text


def _without_pinyin(text: str) -> str:
    return TONED.sub(
        lambda match: match[1] if _is_traditional_only(match[1]) and is_reading(match[1], match[2]) else match[0], text
    )


def is_reading(character: str, syllable: str) -> bool:
    """Whether a character is read so; tone marks are not looked at."""
    readings = pinyin(character, style=Style.NORMAL, heteronym=True)[0]
    plain = "".join(part for part in unicodedata.normalize("NFD", syllable) if part not in _TONE_MARKS)
    return unicodedata.normalize("NFC", plain).replace("ü", "v") in readings


def _is_traditional_only(character: str) -> bool:
    if not "\u3400" <= character <= "\u9fff":
        return False
    return not _encodes(character, "gb2312") and _encodes(character, "big5")


def _encodes(character: str, charset: str) -> bool:
    try:
        character.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def _restore_marks(text: str) -> str:
    text = _YEAR_MARKS.sub(r"〔\1〕", text)
    text = TITLE_MARKS.sub(r"《\1》", text)
    return _INNER_MARKS.sub(r"〈\1〉", text)


def _number_brackets(text: str) -> str:
    return NUMBER_BRACKETS.sub(r"〔\1〕", text)


_STEPS: tuple[Step, ...] = (
    (Repair.INVISIBLE, _without_invisible),
    (Repair.PRIVATE_USE, _without_private_use),
    (Repair.MARKUP, _without_tags),
    (Repair.ESCAPES, _unescaped),
    (Repair.BLANKS, _even_blanks),
    (Repair.PINYIN, _without_pinyin),
    (Repair.MARKS, _restore_marks),
    (Repair.NUMBER_BRACKETS, _number_brackets),
)
