"""manuscript-misses, manuscript-false: what 稿件体检 overlooks, and what it stops for nothing.

Misses: faults of eight kinds, each in several forms, are planted into clean real texts, one at a time, at a place that
chance chooses; a fault counts as found if a finding of its kind touches the place, hints included. The forms and the
tables (readings, traditional characters) were written down by hand, from how such faults come about: page numbers of
PDF files, readings that search engines add, code pages; nothing is taken from the rules. Missing parts: a short text of
each kind that has required parts, with every part said in an office's own words, and then without one of them.

False: paragraphs and titles as they stand, of which every certain finding is one, but for the three that are faults
indeed. Without the real texts nothing is measured.
"""

from __future__ import annotations

import csv
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from content.hub.checking.check import check
from content.hub.checking.finding import Fault, Finding
from content.hub.checking.manuscript import manuscript
from content.hub.deadlines.command import Clocks, clocks

REAL = Path(__file__).resolve().parents[2] / "shared" / "real"
PLANTED = 400  # of each kind
PARTS_ROUNDS = 12  # each kind of text so often, in other words
MAX_MISSED = 0.05  # of all of them together
TRUE_FAULTS = 3  # certain findings that are right: a number in square brackets, two marks that nobody sees

# A planter takes texts and chance. It returns the texts with a fault, the number of the text and the fault's span in
# it, and the name of the form; None if it does not fit there.
Planted = tuple[list[str], int, tuple[int, int], str]
Planter = Callable[[Sequence[str], random.Random], Planted | None]

READINGS = (
    "镇zhèn 县xiàn 村cūn 府fǔ 政zhèng 民mín 务wù 公gōng 开kāi 财cái 账zhàng 贴tiē 补bǔ 款kuǎn "
    "项xiàng 预yù 算suàn 审shěn 批pī 规guī 划huà 建jiàn 设shè 农nóng 业yè 水shuǐ 利lì 路lù 灯dēng "
    "学xué 校xiào 医yī 院yuàn 养yǎng 老lǎo 保bǎo 障zhàng 监jiān 督dū 查chá 处chǔ 长zhǎng 行xíng "
    "银yín 量liàng 女nǚ 绿lǜ 岚lán 岢kě 崞guō 埠bù 圳zhèn 汾fén 沁qìn "
).split()
TRADITIONAL = dict(
    zip(
        "国务会议县农业产发区办规划设备镇乡级级预算资金补贴审计监督检查问题处理东车门开关书见贝长马鸟鱼龙齐",
        "國務會議縣農業產發區辦規劃設備鎮鄉級級預算資金補貼審計監督檢查問題處理東車門開關書見貝長馬鳥魚龍齊",
        strict=True,
    )
)
TRADITIONAL = {one: other for one, other in TRADITIONAL.items() if one != other}


def measure() -> list[dict[str, Any]]:
    """Both figures, from one fixed seed."""
    here, documents, titles = clocks(), list(_documents()), list(_titles())
    if not documents or not titles:
        print("manuscripts: the real texts are not on this machine; nothing measured", file=sys.stderr)
        return []
    chance = random.Random(20261129)
    missed: Counter[str] = Counter()
    planted: Counter[str] = Counter()
    for kind, (fault, planters) in PLANTERS.items():
        for (text, number, span, _), found in _trials(
            fault, planters, (documents, [[one] for one in titles]), chance, here
        ):
            planted[kind] += 1
            missed[kind] += not any(_touches(one, text, number, span) for one in found)
    complete, stopped = 0, 0
    for what, is_right in _parts(here, chance):
        if what == "complete":
            complete += 1
            stopped += not is_right
        else:
            planted["parts"] += 1
            missed["parts"] += not is_right
    certain, hints, texts = 0, 0, 0
    for text in (*documents, *([one] for one in titles)):
        found = _found(text, here)
        certain += sum(one.is_certain for one in found)
        hints += sum(not one.is_certain for one in found)
        texts += len(text)
    share = missed.total() / planted.total()
    told = ", ".join(f"{kind} {missed[kind]} of {planted[kind]}" for kind in planted)
    return [
        {
            "name": "manuscript-misses",
            "value": round(100 * share, 2),
            "unit": f"% of {planted.total():,} planted faults ({told})",
            "against": "",
            "ratio": None,
            "goal": f"≤ {100 * MAX_MISSED:g} %",
            "met": share <= MAX_MISSED,
        },
        {
            "name": "manuscript-false",
            "value": certain - TRUE_FAULTS + stopped,
            "unit": f"of {texts:,} real paragraphs and titles ({hints} hinted at), {complete} complete texts stopped",
            "against": "",
            "ratio": None,
            "goal": "0",
            "met": certain - TRUE_FAULTS + stopped <= 0,
        },
    ]


def _trials(
    fault: Fault,
    planters: Sequence[Planter],
    sources: Sequence[Sequence[Sequence[str]]],
    chance: random.Random,
    here: Clocks,
) -> Iterator[tuple[Planted, list[Finding]]]:
    """PLANTED faults of a kind, planters and sources in turn, each with the findings of that kind."""
    done = 0
    for turn in range(600 * PLANTED):
        if done == PLANTED:
            return
        text = chance.choice(sources[turn // len(planters) % len(sources)])
        at = chance.randrange(len(text))
        made = planters[turn % len(planters)](text[max(0, at - 3) : at + 3], chance)  # neighbours matter, not the rest
        if made is None:
            continue
        done += 1
        yield made, [one for one in _found(made[0], here) if one.fault is fault]


def _found(texts: Sequence[str], here: Clocks) -> list[Finding]:
    body = [{"type": "paragraph", "value": text} for text in texts]
    return check(manuscript({}, body), body, here)


def _touches(one: Finding, text: Sequence[str], number: int, span: tuple[int, int]) -> bool:
    if one.block != number:
        return False
    start, end = one.span if one.span != (0, 0) else (0, len(text[number]))
    return start <= span[1] and span[0] <= end


# ---- planters


def _into(
    texts: Sequence[str], chance: random.Random, pattern: str, change: Callable[[re.Match[str]], tuple[str, str] | None]
) -> Planted | None:
    """The first text with the pattern, one match of it changed. change: what to write instead and the form's name."""
    places = [(number, match) for number, text in enumerate(texts) for match in re.finditer(pattern, text)]
    if not places:
        return None
    number, match = chance.choice(places)
    made = change(match)
    if made is None:
        return None
    instead, form = made
    text = texts[number][: match.start()] + instead + texts[number][match.end() :]
    return [*texts[:number], text, *texts[number + 1 :]], number, (match.start(), match.start() + len(instead)), form


def pinyin_of_one(texts: Sequence[str], chance: random.Random) -> Planted | None:
    """镇(zhèn), as search engines and reading aids leave it."""
    readings = {pair[0]: pair[1:] for pair in READINGS}

    def change(match: re.Match[str]) -> tuple[str, str]:
        reading = readings[match[0]]
        form = chance.choice(("round", "wide", "plain", "blank", "capital"))
        if form == "plain":
            reading = reading.translate(str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ", "aaaaeeeeiiiioooouuuuvvvv"))
        if form == "capital":
            reading = reading.capitalize()
        reading = f" {reading} " if form == "blank" else reading
        return (f"{match[0]}（{reading}）" if form in ("wide", "blank") else f"{match[0]}({reading})"), form

    return _into(texts, chance, f"[{''.join(readings)}]", change)


def pinyin_of_several(texts: Sequence[str], chance: random.Random) -> Planted | None:
    """岢岚(kě lán)."""
    readings = {pair[0]: pair[1:] for pair in READINGS}

    def change(match: re.Match[str]) -> tuple[str, str]:
        joined = chance.choice(("", " ")).join(readings[character] for character in match[0])
        return f"{match[0]}{chance.choice(('({})', '（{}）')).format(joined)}", "several"

    return _into(texts, chance, f"[{''.join(readings)}]{{2,3}}", change)


def traditional(texts: Sequence[str], chance: random.Random) -> Planted | None:
    """One or some characters of a paragraph in their traditional form."""
    many = chance.randint(1, 4)

    def change(match: re.Match[str]) -> tuple[str, str]:
        left = many
        out = ""
        for character in match[0]:
            if left and character in TRADITIONAL:
                out += TRADITIONAL[character]
                left -= 1
            else:
                out += character
        return out, "one" if many == 1 else "several"

    return _into(texts, chance, f"[{''.join(TRADITIONAL)}].{{0,12}}", change)


def half_a_title(texts: Sequence[str], chance: random.Random) -> Planted | None:
    """《 or 》 lost."""

    def change(match: re.Match[str]) -> tuple[str, str]:
        return chance.choice(((f"《{match[1]}", "right lost"), (f"{match[1]}》", "left lost")))

    return _into(texts, chance, "《([^《》]{2,40})》", change)


def title_in_other_marks(texts: Sequence[str], chance: random.Random) -> Planted | None:
    """<<名称>> and its like, as plain-text programs write it."""
    marks = (
        "<<{}>>",
        "＜＜{}＞＞",
        "<{}>",
        "＜{}＞",
        "〈〈{}〉〉",
        "«{}»",
        "≪{}≫",
        "•{}‣",
        "︽{}︾",
    )

    def change(match: re.Match[str]) -> tuple[str, str]:
        form = chance.choice(marks)
        return form.format(match[1]), form

    return _into(texts, chance, "《([^《》]{4,40})》", change)


def title_without_marks(texts: Sequence[str], chance: random.Random) -> Planted | None:
    """Both marks of a law lost."""
    return _into(texts, chance, "《([^《》]{2,30}(?:法|条例|办法|规定))》", lambda match: (match[1], "both lost"))


def percent_lost(texts: Sequence[str], chance: random.Random) -> Planted | None:
    return _into(texts, chance, r"(\d+(?:\.\d+)?)[%％]", lambda match: (match[1], "lost"))


def percent_alike(texts: Sequence[str], chance: random.Random) -> Planted | None:
    signs = ("℅", "﹪", "٪", "°/o", "o/o", " %o", "0/0", "﹪")

    def change(match: re.Match[str]) -> tuple[str, str]:
        sign = chance.choice(signs[:3])
        return match[1] + sign, sign

    return _into(texts, chance, r"(\d+(?:\.\d+)?)[%％]", change)


PAGES = (
    "- {} -",
    "-{}-",
    "— {} —",
    "—{}—",
    "－{}－",
    "–{}–",
    "第{}页",
    "第 {} 页",
    "第{}页 共12页",
    "第 {} 页，共 12 页",
    "{}/12",
    "-- {} --",
    "·{}·",
    "- {} - ",
)


def page_number(texts: Sequence[str], chance: random.Random) -> Planted | None:
    """The foot of a page that was copied along, in the middle of a sentence."""
    form = chance.choice(PAGES)
    page = form.format(chance.randint(1, 40))
    return _into(texts, chance, "(?<=[一-龥，、])(?=[一-龥])", lambda _: (page, form))


def page_number_alone(texts: Sequence[str], chance: random.Random) -> Planted | None:
    """The same as a paragraph of its own."""
    form = chance.choice(PAGES)
    page = form.format(chance.randint(1, 40))
    return [*texts, page], len(texts), (0, len(page)), form + " alone"


def number_brackets(texts: Sequence[str], chance: random.Random) -> Planted | None:
    forms = (
        "[{}]",
        "［{}］",
        "【{}】",
        "{{{}}}",
        "〖{}〗",
        "﹝{}﹞",
        "〈{}〉",
        "<{}>",
        "「{}」",
        "({})",
        "（{}）",
        "（{}﹞",
        "[{}〕",
        "〔{}]",
        "„{}‟",
        "?{}?",
        "□{}□",
        "＜{}＞",
        "<<{}>>",
        "“{}”",
        "{}",
    )

    def change(match: re.Match[str]) -> tuple[str, str]:
        form = chance.choice(forms)
        return match[1] + form.format(match[2]) + match[3], form

    return _into(texts, chance, r"([一-龥])〔((?:19|20)\d\d)〕(第?\d{1,4}号)", change)


def repeated(texts: Sequence[str], chance: random.Random) -> Planted | None:
    """A paragraph that was pasted twice: as it is, in other widths or blanks, with another number before it."""
    long = [number for number, text in enumerate(texts) if len(text) >= 20]
    if not long:
        return None
    number = chance.choice(long)
    text = texts[number]
    form = chance.choice(("same", "same", "blanks", "marks", "numbered"))
    again = {
        "same": text,
        "blanks": "　　" + text.replace("，", "， "),
        "marks": text.translate(str.maketrans("，；：（）", ",;:()")),
        "numbered": f"{chance.randint(2, 9)}." + text,
    }[form]
    at = chance.randint(number + 1, len(texts))
    return [*texts[:at], again, *texts[at:]], at, (0, len(again)), form


def unreadable(texts: Sequence[str], chance: random.Random) -> Planted | None:
    """What a wrong code page, a lost font or a web page leaves."""
    forms: dict[str, Callable[[str], str]] = {
        "replacement": lambda part: part[:2] + "\ufffd" + part[3:],
        "private": lambda part: part[:2] + chr(0xE000 + chance.randrange(6000)) + part[3:],
        "utf-8 as gbk": lambda part: part.encode().decode("gb18030", "replace"),
        "utf-8 as latin": lambda part: part.encode().decode("latin-1"),
        "gbk as latin": lambda part: part.encode("gb18030").decode("latin-1"),
        "gbk as utf-8": lambda part: part.encode("gb18030").decode("utf-8", "replace"),
        "question marks": lambda part: part[:2] + "???" + part[5:],
        "zero width": lambda part: part[:2] + chance.choice("\u200b\u200c\ufeff\u2060\u00ad") + part[2:],
        "control": lambda part: part[:2] + chr(chance.choice((0, 1, 8, 11, 12, 27, 127))) + part[2:],
        "gbk lock": lambda part: part[:2] + "锟斤拷锟斤拷" + part[2:],
        "entity": lambda part: part[:2] + chance.choice(("&nbsp;", "&ldquo;", "&#8226;", "&amp;", "&lt;")) + part[2:],
        "escape": lambda part: part[:2] + "\\u" + format(ord(part[2]), "04x") + part[3:],
        "boxes": lambda part: part[:2] + "□□" + part[4:],
        "big5 as gbk": lambda part: (
            "".join(TRADITIONAL.get(one, one) for one in part).encode("big5", "ignore").decode("gb18030", "replace")
        ),
        "tag": lambda part: part[:2] + chance.choice(("<br>", "</p>", '<span style="color:red">')) + part[2:],
    }

    def change(match: re.Match[str]) -> tuple[str, str] | None:
        form = chance.choice(list(forms))
        made = forms[form](match[0])
        return (made, form) if made != match[0] else None

    return _into(texts, chance, "[一-龥]{8}", change)


PLANTERS: dict[str, tuple[Fault, tuple[Planter, ...]]] = {
    "pinyin": (Fault.PINYIN, (pinyin_of_one, pinyin_of_one, pinyin_of_several)),
    "traditional": (Fault.TRADITIONAL, (traditional,)),
    "book marks": (Fault.BOOK_MARKS, (half_a_title, title_in_other_marks, title_without_marks)),
    "percent": (Fault.PERCENT, (percent_lost, percent_alike)),
    "page numbers": (Fault.PAGE_NUMBER, (page_number, page_number, page_number_alone)),
    "number brackets": (Fault.NUMBER_BRACKETS, (number_brackets,)),
    "repeated": (Fault.REPEATED, (repeated,)),
    "unreadable": (Fault.UNREADABLE, (unreadable,)),
}


# ---- required parts

# Each part in the words of notices that offices wrote, none of them looked up in the rule packs; and what the part is
# instead where it is a field or a block. A sentence says its own part and no other one.
SAID: dict[str, tuple[str, ...]] = {
    "contact": (
        "公示期间如有异议，请向镇纪委反映，监督电话：0350-2012345。",
        "对公示内容有不同意见的，请与镇民政办联系，电话0350-2012345。",
        "干部群众可通过来信、来访等方式反映情况，举报信箱设在镇政府一楼大厅。",
    ),
    "period-of-comments": (
        "请于2026年11月30日前反馈。",
        "征求意见时间为2026年11月1日至11月30日。",
        "意见反馈截止日期：2026年11月30日。",
    ),
    "way-of-comments": (
        "意见可发送至电子邮箱fgj@example.gov.cn。",
        "书面意见请寄县政府大楼305室，邮政编码030000。",
        "可致电0350-2012345提出。",
    ),
    "standard": ("每亩补贴67元。", "按照每人每月285元的标准执行。", "小麦良种补贴10元/亩。"),
    "fee": ("本事项不收费。", "办理免费。", "工本费每证10元，依据省发改委规定收取。"),
    "time-limit": ("自收到申请之日起15个工作日内办结。", "当场办理。", "法定时限为20日，承诺时限为5日。"),
    "procedure": (
        "办理流程：申请、受理、审核、发证。",
        "按照受理、审查、决定的步骤办理。",
        "办事程序：先到窗口取号，再提交申请表。",
    ),
    "materials": ("申请材料：身份证复印件一份、申请表一份。", "须提交户口簿、结婚证原件。", "请携带有关证件。"),
    "income-and-expense": ("本季度收支情况如下。", "收入3.2万元，支出2.1万元。", "总收入12000元，总支出9000元。"),
    "penalty": (
        "处罚内容：罚款人民币五千元。",
        "依据《中华人民共和国食品安全法》第一百二十四条，决定没收违法所得。",
        "给予警告的行政处罚，责令停产停业。",
    ),
    "duties": ("领导分工如下。", "主要职责是拟订全镇发展规划。", "张三负责财政、审计工作。"),
    "office": ("办公地址：柳溪镇人民路1号。", "办公电话0350-2012345。", "联系方式：0350-2012345。"),
    "reception": (
        "接访日为每周一上午。",
        "领导接待日：每月15日，地点在信访接待室。",
        "来访接待时间为工作日上午九时至十一时。",
    ),
    "policy": (
        "根据《关于做好耕地地力保护补贴工作的通知》执行。",
        "依据晋农发〔2026〕12号文件。",
        "政策文件见县政府网站。",
    ),
    "progress": ("工程已完工并通过验收。", "目前进度为百分之六十。", "三件事项已全部办结。"),
    "amount": ("总投资120万元。", "共需资金三十六万。", "每户筹资15元，合计4500元。"),
    "who": ("责任单位：县水利局。", "由镇农业服务中心牵头。", "由王村长负责落实。"),
    "area": ("流转土地120亩。", "宅基地面积为一百二十平方米。", "占地0.8公顷。"),
    "purpose": ("征收目的：修建县第二中学。", "拟征收土地用于修建公路。", "征收范围为东至大街、西至河堤。"),
    "compensation": (
        "补偿标准按照市场评估价确定。",
        "补偿方式为货币补偿或者产权调换。",
        "被征收人可选择货币补偿，补偿金额见附表。",
    ),
    "votes": ("经村民代表会议表决通过。", "应到三十人，实到二十八人，二十七人同意。", "会议以举手方式全票通过。"),
}
BLOCKS: dict[str, dict[str, Any]] = {
    "list": {
        "type": "table",
        "value": {
            "grid": {"caption": "", "columns": [{"type": "text", "heading": "户主"}], "rows": [{"values": ["张*才"]}]},
            "has_total": False,
        },
    }
}
FIELDS = {"notice-period": "notice"}


def _with_parts(kind: str, parts: Sequence[str], here: Clocks, chance: random.Random) -> list[str]:
    """The parts that the check says are missing in a text that has exactly these, by their labels."""
    body: list[dict[str, Any]] = [{"type": "paragraph", "value": "现将有关事项公开如下。"}]
    for part in parts:
        if part in SAID:
            body.append({"type": "paragraph", "value": chance.choice(SAID[part])})
        elif part in BLOCKS:
            body.append(BLOCKS[part])
    filled = frozenset(FIELDS[part] for part in parts if part in FIELDS)
    found = check(manuscript({"genre": kind, "title": f"柳溪镇{kind}"}, body, filled=filled), body, here)
    return [one.says for one in found if one.fault is Fault.MISSING_PART]


def _parts(here: Clocks, chance: random.Random) -> Iterator[tuple[str, bool]]:
    """Texts of every kind: what was said of it, and whether that is right."""
    for _ in range(PARTS_ROUNDS):
        for kind, asked in here.kinds.items():
            if asked.parts:
                yield "complete", not _with_parts(kind, asked.parts, here, chance)
            for left_out in asked.parts:
                said = _with_parts(kind, [part for part in asked.parts if part != left_out], here, chance)
                yield left_out, any(here.parts[left_out].label in one for one in said)


# ---- clean texts


def _documents() -> Iterator[list[str]]:
    for file in REAL.glob("*.jsonl"):
        for line in file.read_text(encoding="utf-8").splitlines():
            paragraphs = [part.strip() for part in json.loads(line)["Body"].split("\n") if part.strip()]
            if paragraphs:
                yield paragraphs


def _titles() -> Iterator[str]:
    for file in sorted(REAL.glob("titles/*.tsv")):
        with file.open(encoding="utf-8", newline="") as lines:
            yield from (row["title"] for row in csv.DictReader(lines, delimiter="\t") if row["title"])


def main() -> int:
    """Print the figures as JSON."""
    print(json.dumps(measure(), ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
