"""Rules about characters: readings in brackets, traditional among simplified ones, and what nobody can read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from opencc import OpenCC

from content.hub.checking.finding import Fault, Hit
from content.hub.imports.repair import DAMAGED, INVISIBLE, PRIVATE_USE, TONED, is_reading

# 通用规范汉字表 (2013) has these, for names or in one sense; converters change them nevertheless.
_STANDARD = frozenset("昇邨甯迺澂乾藉瞭夥徵祇堃喆淼")
_COMMON = range(0xB0, 0xD8)  # first bytes of GB 2312's first level: the 3,755 commonest characters
_NOT_ASCII = re.compile("[^\x00-\x7f]{4,}")
_LATIN = re.compile("(?:[\u00c2-\u00ef][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{1,2}){2,}")
_REPLACED_SHARE = 0.2  # of the characters of a run that was read in the wrong encoding and is cut at its ends


def pinyin_in_brackets(text: str) -> Iterator[Hit]:
    """圳(zhèn). Beside a rare character the reading may be meant; beside a common one a web page left it there."""
    for match in TONED.finditer(text):
        if is_reading(match[1], match[2]):
            says = f"「{match[1]}」后面夹着拼音「{match[2]}」。"
            yield Hit(Fault.PINYIN, match.span(), says, match[1], is_certain=_is_common(match[1]))


def traditional_characters(text: str) -> Iterator[Hit]:
    """The traditional characters of one text, from the first to the last, as one finding."""
    simplified = _simplified(text)
    pairs = enumerate(zip(text, simplified, strict=True))
    # Beyond the basic plane are simplified forms that hardly a font has: such a name stays as it is.
    places = [at for at, (one, other) in pairs if one != other and other <= "\uffff"]
    if places:
        start, end = places[0], places[-1] + 1
        named = "".join(dict.fromkeys(text[at] for at in places))
        shown = named[:10] + ("等" if len(named) > 10 else "")
        says = f"有繁体字「{shown}」，应用规范汉字。"
        is_certain = len(named) > 1  # a single one may belong to somebody's name
        yield Hit(Fault.TRADITIONAL, (start, end), says, simplified[start:end], is_certain)


def unreadable_characters(text: str) -> Iterator[Hit]:
    """Characters that no font has, that a wrong encoding left, or that nobody sees."""
    for match in PRIVATE_USE.finditer(text):
        says = f"有私用区字符 U+{ord(match[0]):04X}，各处显示不同，可能是生僻字。"
        yield Hit(Fault.UNREADABLE, match.span(), says)
    for match in DAMAGED.finditer(text):
        yield Hit(Fault.UNREADABLE, match.span(), f"有乱码「{match[0]}」。")
    for match in INVISIBLE.finditer(text):
        says = f"有看不见的字符 U+{ord(match[0]):04X}。"
        yield Hit(Fault.UNREADABLE, match.span(), says, "")


def wrong_encoding(text: str) -> Iterator[Hit]:
    """UTF-8 that was read as GBK (涓浗) or as Latin letters (ä¸­å›½), with what it was."""
    for pattern, encodings in ((_NOT_ASCII, ("gb18030",)), (_LATIN, ("cp1252", "latin-1"))):
        for match in pattern.finditer(text):
            meant = next(filter(None, (_meant(match[0], encoding) for encoding in encodings)), None)
            if meant is not None:
                whole = None if "\ufffd" in meant else meant
                says = f"有编码错误的文字，原文应是「{meant[:20].replace(chr(0xFFFD), '?')}」。"
                yield Hit(Fault.UNREADABLE, match.span(), says, whole)


def _meant(run: str, encoding: str) -> str | None:
    """What the run says if its bytes are UTF-8, None if they are not. The ends may be cut."""
    read = run.encode(encoding, "ignore").decode("utf-8", "replace")
    if len(read) >= len(run) or read.count("\ufffd") > _REPLACED_SHARE * len(read) + 1:
        return None
    is_chinese = sum("\u4e00" <= character <= "\u9fff" or "\u3000" <= character <= "\u303f" for character in read)
    return read if is_chinese >= 2 and all(unicodedata.category(one) not in ("Co", "Cn") for one in read) else None


def _simplified(text: str) -> str:
    """The text in simplified characters, place for place."""
    read = str(_converter().convert(text))
    if len(read) != len(text):
        read = "".join(character if len(one) != 1 else one for character in text for one in [_of_one(character)])
    return "".join(one if one in _STANDARD else other for one, other in zip(text, read, strict=True))


def _of_one(character: str) -> str:
    return str(_converter().convert(character))


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")  # its tables are read once


def _is_common(character: str) -> bool:
    try:
        coded = character.encode("gb2312")
    except UnicodeEncodeError:
        return _simplified(character) != character
    return len(coded) == 2 and coded[0] in _COMMON
