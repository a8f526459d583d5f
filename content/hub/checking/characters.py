"""Rules about characters: readings in brackets, traditional among simplified ones, and what nobody can read."""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache
from itertools import accumulate

from opencc import OpenCC

from content.hub.checking.finding import Fault, Hit
from content.hub.imports.markup import TAG
from content.hub.imports.repair import DAMAGED, INVISIBLE, PRIVATE_USE, is_reading

# 通用规范汉字表 (2013) has these, for names or in one sense; converters change them nevertheless.
_STANDARD = frozenset("昇邨甯迺澂乾藉瞭夥徵祇堃喆淼")
_COMMON = range(0xB0, 0xD8)  # first bytes of GB 2312's first level: the 3,755 commonest characters
_READING = re.compile(
    r"(?P<read>[\u3400-\u9fff]{1,6})[(（]\s*(?P<letters>[A-Za-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿê'’\s]{1,40}?)\s*[)）]"
)
_NOT_ASCII = re.compile("[^\x00-\x7f]{4,}")
_LATIN = re.compile("(?:[\u00c2-\u00ef][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{1,2}){2,}")
_LATIN_OF_GBK = re.compile("[\u00a1-\u00fe]{6,}")  # no language writes six of them in a row
# Chinese characters and marks in UTF-8. Three in a row come about by chance, too, but not with a byte below A1, which
# GB 2312 has not.
_UTF_8 = re.compile(
    rb"(?:[\xe4-\xe9][\x80-\xbf]{2}|\xe3\x80[\x80-\xbf]|\xef[\xbc\xbd][\x80-\xbf]|\xe2\x80[\x80-\xbf]){3,}"
)
_BELOW_GB_2312 = re.compile(rb"[\x80-\xa0]")
_CERTAINLY_UTF_8 = 5  # characters in a row
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{2,6}|#x[0-9A-Fa-f]{2,5});")
_ESCAPE = re.compile(r"(?:\\u[0-9a-fA-F]{4})+")
_BOXES = re.compile(r"(?<=[一-龥])□{2,}(?=[一-龥])")
_LONGEST_READING = 6  # zhuang
_REPLACED_SHARE = 0.2  # of the characters of a run that was read in the wrong encoding and is cut at its ends


def pinyin_in_brackets(text: str) -> Iterator[Hit]:
    """圳(zhèn), 岢岚(kě lán). Beside a rare character the reading may be meant; a web page left that of common ones."""
    for match in _READING.finditer(text):
        letters = "".join(match["letters"].lower().replace("'", "").replace("’", "").split())
        for start in range(match.end("read") - 1, match.start("read") - 1, -1):
            read = text[start : match.end("read")]
            if letters and _spells(read, letters):
                says = f"「{read}」后面夹着拼音「{match['letters']}」。"
                is_certain = all(map(_is_common, read))
                yield Hit(Fault.PINYIN, (start, match.end()), says, read, is_certain)
                break


def _spells(characters: str, letters: str) -> bool:
    """Whether the letters are the readings of these characters, one after the other and nothing else."""
    if not characters:
        return not letters
    return any(
        is_reading(characters[0], letters[:length]) and _spells(characters[1:], letters[length:])
        for length in range(1, min(len(letters), _LONGEST_READING) + 1)
    )


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
    for match in _BOXES.finditer(text):
        yield Hit(Fault.UNREADABLE, match.span(), f"「{match[0]}」处像是缺了字。", is_certain=False)
    for match in INVISIBLE.finditer(text):
        says = f"有看不见的字符 U+{ord(match[0]):04X}。"
        yield Hit(Fault.UNREADABLE, match.span(), says, "")


def web_remains(text: str) -> Iterator[Hit]:
    """&nbsp;, <br> and \\u56fd: what a web page or a program left of itself."""
    for match in TAG.finditer(text):
        says = f"有网页标签「{match[0][:30]}」。"
        yield Hit(Fault.UNREADABLE, match.span(), says, "", is_certain=False)  # a text may speak of such a tag
    for match in _ENTITY.finditer(text):
        meant = html.unescape(match[0])
        if meant != match[0]:
            says = f"有网页代码「{match[0]}」。"
            yield Hit(
                Fault.UNREADABLE, match.span(), says, "" if INVISIBLE.fullmatch(meant) else meant.replace("\xa0", " ")
            )
    for match in _ESCAPE.finditer(text):
        meant = "".join(chr(int(code, 16)) for code in match[0].split("\\u")[1:])
        is_whole = all("\u4e00" <= character <= "\u9fff" or "\u3000" <= character <= "\u303f" for character in meant)
        yield Hit(Fault.UNREADABLE, match.span(), f"有程序代码「{match[0][:30]}」。", meant if is_whole else None)


def wrong_encoding(text: str) -> Iterator[Hit]:
    """UTF-8 that was read as GBK (涓浗) or as Latin letters (ä¸­å›½), GBK that was read as Latin letters (ÖÐ¹ú), with
    what it was.
    """
    for match in _NOT_ASCII.finditer(text):
        meant = _meant(match[0], "gb18030")
        if meant is not None:
            yield _misread(match.span(), meant)
        else:
            yield from _utf_8_within(match[0], match.start())
    ends = [0]
    for match in _LATIN.finditer(text):
        meant = next(filter(None, (_meant(match[0], encoding) for encoding in ("cp1252", "latin-1"))), None)
        if meant is not None:
            ends.append(match.end())
            yield _misread(match.span(), meant)
    for match in _LATIN_OF_GBK.finditer(text):
        if match.start() < max(ends):
            continue
        meant = match[0].encode("latin-1").decode("gb2312", "replace")
        if sum("\u4e00" <= character <= "\u9fff" for character in meant) * 2 > len(meant):
            yield _misread(match.span(), meant)


def _misread(span: tuple[int, int], meant: str) -> Hit:
    whole = None if "\ufffd" in meant else meant
    says = f"有编码错误的文字，原文应是「{meant[:20].replace(chr(0xFFFD), '?')}」。"
    return Hit(Fault.UNREADABLE, span, says, whole)


def _utf_8_within(run: str, shift: int) -> Iterator[Hit]:
    """A few words of UTF-8 read as GBK amid text that is in order. Where characters were cut only a person can mend."""
    # Two bytes each; what has four is no remains of another encoding.
    coded = [two if len(two) == 2 else b"?" for two in (character.encode("gb18030", "replace") for character in run)]
    begins = list(accumulate(map(len, coded), initial=0))
    for match in _UTF_8.finditer(b"".join(coded)):
        meant = match[0].decode("utf-8")
        if _BELOW_GB_2312.search(match[0]) or len(meant) >= _CERTAINLY_UTF_8:
            start, end = bisect_right(begins, match.start()) - 1, bisect_left(begins, match.end())
            is_whole = (begins[start], begins[end]) == match.span()
            yield _misread((shift + start, shift + end), meant if is_whole else meant + "\ufffd")


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
