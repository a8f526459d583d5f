"""How a title is indexed and how what a citizen typed becomes a question to the index.

FTS5's tokenizers know no Chinese words, so every character, digit and letter is stored as a token of its own
and a word becomes a phrase. A title is short and is asked for at every key that is pressed, so its neighbours are
stored as pairs too: two characters, two initials or two syllables are then one look-up, however common each is.

    typed        asks for
    低            the token 低 in the title
    低保          the pair 低保 in the title, or the phrase 低 保 in the text
    dibao        the pair ·di·bao of the syllables; the last syllable may be unfinished: diba, dib
    dbgs         the pairs db bg gs of the initials
    dibgs        both, cut into di·b·g·s: the syllable di, and db bg gs of the initials
    低保gs2026    every run of one kind must match
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from msgspec import Struct

from content.disclosure import Disclosure, texts_of

MAX_TYPED = 64  # characters; more than fits on the kiosk's key grid
MAX_CUTS = 4  # ways to read a run of letters that are asked for at once

_HANZI = r"〇㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff"
_BREAK = "¦"  # a token that nobody can type: no phrase crosses from one reading, or one paragraph, into the next
_BETWEEN = f" {_BREAK} "
_END = "\x1f"  # between two texts on their way through ``spaced``
_SPACE = " ".encode("utf-32-le")


# Compiled when first needed: sets of tens of thousands of characters take longer than all the rest of this module.
@cache
def _run() -> re.Pattern[str]:
    return re.compile(rf"(?P<hanzi>[{_HANZI}0-9]+)|(?P<letters>[A-Za-z]+)")


@cache
def _no_token() -> re.Pattern[str]:
    return re.compile(rf"[^{_HANZI}0-9A-Za-z{_END}]+")


@cache
def _perhaps_not_normal() -> re.Pattern[str]:
    """Whatever is not ASCII, a common character or a mark may change in normal form (NFKC): ０, ①, ㎡."""
    return re.compile(
        r"[^\x00-\x7f㐀-䶿一-鿿\u2010-\u2027\u3000-\u3037\u303b-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]"
    )


# The syllables of 普通话 without tones, ü written v as on every Chinese keyboard (lüe also lue). Source:
# 汉语拼音方案 and the table of syllables in 现代汉语词典; interjections without a vowel (hm, ng) left out.
_SYLLABLES = frozenset(
    """
    a ai an ang ao e ei en eng er o ou
    ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu
    pa pai pan pang pao pei pen peng pi pian piao pie pin ping po pou pu
    ma mai man mang mao me mei men meng mi mian miao mie min ming miu mo mou mu
    fa fan fang fei fen feng fo fou fu
    da dai dan dang dao de dei den deng di dia dian diao die ding diu dong dou du duan dui dun duo
    ta tai tan tang tao te teng ti tian tiao tie ting tong tou tu tuan tui tun tuo
    na nai nan nang nao ne nei nen neng ni nian niang niao nie nin ning niu nong nou nu nuan nue nuo nv nve
    la lai lan lang lao le lei leng li lia lian liang liao lie lin ling liu lo long lou lu luan lue lun luo lv lve
    ga gai gan gang gao ge gei gen geng gong gou gu gua guai guan guang gui gun guo
    ka kai kan kang kao ke kei ken keng kong kou ku kua kuai kuan kuang kui kun kuo
    ha hai han hang hao he hei hen heng hong hou hu hua huai huan huang hui hun huo
    ji jia jian jiang jiao jie jin jing jiong jiu ju juan jue jun
    qi qia qian qiang qiao qie qin qing qiong qiu qu quan que qun
    xi xia xian xiang xiao xie xin xing xiong xiu xu xuan xue xun
    zha zhai zhan zhang zhao zhe zhei zhen zheng zhi zhong zhou zhu zhua zhuai zhuan zhuang zhui zhun zhuo
    cha chai chan chang chao che chen cheng chi chong chou chu chua chuai chuan chuang chui chun chuo
    sha shai shan shang shao she shei shen sheng shi shou shu shua shuai shuan shuang shui shun shuo
    ran rang rao re ren reng ri rong rou ru rua ruan rui run ruo
    za zai zan zang zao ze zei zen zeng zi zong zou zu zuan zui zun zuo
    ca cai can cang cao ce cen ceng ci cong cou cu cuan cui cun cuo
    sa sai san sang sao se sen seng si song sou su suan sui sun suo
    ya yan yang yao ye yi yin ying yo yong you yu yuan yue yun
    wa wai wan wang wei wen weng wo wu
    """.split()
)
_LONGEST = max(map(len, _SYLLABLES))
_UNFINISHED = frozenset(syllable[:end] for syllable in _SYLLABLES for end in range(1, len(syllable) + 1))
_INITIALS = frozenset("b p m f d t n l g k h j q x zh ch sh r z c s y w a o e".split())


class SearchColumns(Struct, frozen=True):
    """One item as the search index stores it; the fields are the index's columns."""

    title: str
    body: str
    syllables: str
    initials: str


def search_columns(disclosure: Disclosure) -> SearchColumns:
    """What of a disclosure can be found, as space-separated tokens."""
    title, *texts = texts_of(disclosure)
    pinyin = disclosure.search
    return SearchColumns(
        title=_with_pairs(spaced(title).split()),
        body=spaced(_END.join(texts)).replace(_END, _BREAK),
        syllables=_BETWEEN.join(_with_pairs(one.split(), "·") for one in pinyin.syllables.lower().split("|")),
        initials=_BETWEEN.join(_with_pairs([*letters.strip()]) for letters in pinyin.initials.lower().split("|")),
    )


def syllables_of(column: str) -> str:
    """The column ``syllables`` of the index as the hub sent it: readings separated by " | ", without the pairs."""
    parts = column.split(_BETWEEN)
    return " | ".join(part for part in parts if not part.startswith("·"))


def spaced(text: str) -> str:
    """Text as the index stores it: one token a character, everything else dropped."""
    if _perhaps_not_normal().search(text):
        text = unicodedata.normalize("NFKC", text)
    tokens = _no_token().sub("", text).lower()
    # " ".join(tokens), three times as fast; a first pull brings 15 million characters.
    between = array("I", _SPACE * (2 * len(tokens)))
    between[::2] = array("I", tokens.encode("utf-32-le"))
    return between.tobytes().decode("utf-32-le")[:-1]


def fts_query(typed: str) -> str:
    """The FTS5 expression for what was typed, or "" if nothing in it can be searched.

    Every run must match: characters and digits in title or text (a single one in the title only), letters as
    pinyin, initials or a mixture of both, or as Latin letters of the title.
    """
    parts = []
    for run in _runs(typed):
        found = _title_query(run)
        tokens = spaced(run["hanzi"] or "")
        parts.append(f'({found} OR body : "{tokens}")' if " " in tokens else found)
    return " AND ".join(parts)


def title_query(typed: str) -> str:
    """Like ``fts_query``, but every run must match in the title."""
    return " AND ".join(map(_title_query, _runs(typed)))


def pairs_in(typed: str) -> list[str]:
    """An expression for each pair of neighbours in what was typed: titles that have it are near."""
    parts = []
    for run in _runs(typed):
        if run["hanzi"]:
            parts += [f'title : "{pair}"' for pair in _pairs(spaced(run["hanzi"]).split())]
        else:
            letters = run["letters"].lower()
            cut = [piece.letters for piece in next(iter(_cuts(letters)), ())]
            parts += [f'syllables : "{pair}"' for pair in _pairs(cut, "·")]
            parts += [f'initials : "{pair}"' for pair in _pairs([*letters])]
    return list(dict.fromkeys(parts))


def characters_in(typed: str) -> list[str]:
    """An expression for each character and digit in what was typed."""
    tokens = [token for run in _runs(typed) for token in spaced(run["hanzi"] or "").split()]
    return [f'title : "{token}"' for token in dict.fromkeys(tokens)]


def _runs(typed: str) -> list[re.Match[str]]:
    return list(_run().finditer(unicodedata.normalize("NFKC", typed[:MAX_TYPED])[:MAX_TYPED]))


def _title_query(run: re.Match[str]) -> str:
    if run["hanzi"]:
        return f'title : "{_phrase(spaced(run["hanzi"]).split())}"'
    return _letters_query(run["letters"].lower())


def _pairs(tokens: Sequence[str], mark: str = "") -> list[str]:
    """Neighbours as one token each. mark: before either of the two, so that ·xi·an is not xian."""
    return [f"{mark}{one}{mark}{other}" for one, other in pairwise(tokens)]


def _with_pairs(tokens: Sequence[str], mark: str = "") -> str:
    """The tokens, then their pairs."""
    pairs = _pairs(tokens, mark)
    return " ".join([*tokens, _BREAK, *pairs] if pairs else tokens)


def _phrase(tokens: Sequence[str], mark: str = "") -> str:
    """How tokens that stand together are asked for: as pairs, where there are two."""
    return " ".join(_pairs(tokens, mark) or tokens)


class _Piece(Struct, frozen=True):
    """Some of the letters typed. ``whole``: a complete syllable; else an initial, or an unfinished last one."""

    letters: str
    whole: bool


def readings(letters: str) -> list[list[str]]:
    """Ways to cut letters into pinyin: syllables, bare initials, and an unfinished end; fewest pieces first.

    >>> readings("cunwu")[0]
    ['cun', 'wu']
    >>> readings("xian")[:2]
    [['xian'], ['xi', 'an']]
    """
    return [[piece.letters for piece in cut] for cut in _cuts(letters)]


def _letters_query(letters: str) -> str:
    wanted = [f'{column} : "{_phrase(letters)}"' for column in ("title", "initials")]
    wanted += [query for cut in _cuts(letters) if (query := _cut_query(cut))]
    return "(" + " OR ".join(wanted) + ")"


def _cut_query(cut: tuple[_Piece, ...]) -> str:
    """The expression for one cut, or "" where the initials alone already say it."""
    if not any(len(piece.letters) > 1 and piece.letters not in _INITIALS for piece in cut):
        return ""
    phrases: list[list[str]] = [[]]
    last = len(cut) - 1
    for position, piece in enumerate(cut):
        if piece.whole or (position == last and len(piece.letters) > 1) or (position == last and phrases[-1]):
            phrases[-1].append(piece.letters)
        else:
            phrases.append([])
    open_end = bool(phrases[-1])
    asked = [f'syllables : "{_phrase(phrase, "·")}"' for phrase in phrases if phrase]
    if open_end:
        asked[-1] += " *"
    if len(phrases) > 1:  # bare initials among them: they tell where the syllables stand
        asked.append(f'initials : "{_phrase([piece.letters[0] for piece in cut])}"')
    return asked[0] if len(asked) == 1 else "(" + " AND ".join(asked) + ")"


def _cuts(letters: str) -> list[tuple[_Piece, ...]]:
    """At most MAX_CUTS cuts, none with two pieces more than the shortest.

    Built from the end and pruned at each letter, so that its cost grows with the length only.
    """
    best: list[list[tuple[_Piece, ...]]] = [[] for _ in range(len(letters) + 1)]
    best[len(letters)] = [()]
    for start in range(len(letters) - 1, -1, -1):
        found = []
        for end in range(min(len(letters), start + _LONGEST), start, -1):
            head = letters[start:end]
            whole = head in _SYLLABLES
            if whole or head in _INITIALS or (end == len(letters) and head in _UNFINISHED):
                found += [(_Piece(head, whole), *rest) for rest in best[end]]
        found.sort(key=lambda cut: (len(cut), sum(not piece.whole for piece in cut)))
        best[start] = [cut for cut in found[:MAX_CUTS] if len(cut) <= len(found[0]) + 1]
    return best[0]
