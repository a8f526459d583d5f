"""Names beside what nobody may know of them: an illness, a disability, being a child in need. Hints, never certain.

A name is taken for one only where the text says so: after 村民, 患者, 学生 …, or right before 患. Lists with a
column of names are content.personal_data.lists' business. A masked name (张*才, 李某) is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from content.personal_data.folding import STOPS
from content.personal_data.kinds import Finding, Kind
from content.personal_data.masking import COMPOUND_SURNAMES, masked_name

# The 150 commonest of 《二〇二〇年全国姓名报告》 and its neighbours, as far as they are not mostly other words.
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄"
    "聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房"
)
_GIVEN = "[\u4e00-\u9fff]"
NAME = rf"(?:(?:{'|'.join(sorted(COMPOUND_SURNAMES))}){_GIVEN}{{1,2}}|[{_SURNAMES}]{_GIVEN}{{1,2}}?)"
_ILLNESS = re.compile(
    r"恶性肿瘤|白血病|尿毒症|艾滋病|HIV|梅毒|[肺肝胃肠乳食鼻宫][\u4e00-\u9fff]{0,3}癌|癌症|精神分裂|精神病|精神障碍|双相障碍|抑郁症|自闭症"
    r"|癫痫|乙肝|肺结核|糖尿病|冠心病|心脏病|脑瘫|脑梗|脑出血|偏瘫|瘫痪|透析|血友病|肾衰竭|苯丙酮尿"
    r"|(?:智力|肢体|视力|听力|言语|精神|多重)残疾|[一二三四1-4]级残疾|残疾[一二三四1-4]级|身患|患有|确诊"
)
_CALLED = (
    "村民|居民|患者|病人|学生|儿童|少年|孤儿|申请人|申请对象|救助对象|户主|低保户|特困人员|残疾人|成员|同志|姓名|之子|之女|妻子|丈夫|父亲|母亲"
    "|儿子|女儿|孙子|孙女"
)
_STOP = rf"[{STOPS}\s]"
_NAMED = re.compile(rf"(?:{_CALLED})[:\uff1a \x1f]?(?P<name>{NAME})(?={_STOP}|[(\uff08患因系被家现]|身患|确诊|$)")
_BEFORE_ILL = re.compile(
    rf"(?:^|{_STOP})(?P<name>{NAME})(?=[(\uff08]?[男女]?[)\uff09]?(?:身患|患|因患|确诊|被确诊|被诊断))"
)
_CHILD = re.compile(
    "(?:孤儿|事实无人抚养儿童|困境儿童|留守儿童|流浪儿童|受助学生|资助学生|贫困学生|困难学生|未成年人)"
    rf"[:\uff1a ]?(?P<name>{NAME})(?={_STOP}|[(\uff08]|$)"
)
_END_OF_SENTENCE = re.compile("[。;\uff1b!\uff01\n]")
_REACH = 40  # characters between a name and the illness


def beside_illness(text: str) -> Iterator[Finding]:
    """Names in one sentence with an illness or a disability, at most _REACH characters before or after it."""
    for illness in _ILLNESS.finditer(text):
        before = _END_OF_SENTENCE.split(text[max(0, illness.start() - _REACH) : illness.start()])[-1]
        after = _END_OF_SENTENCE.split(text[illness.end() : illness.end() + _REACH])[0]
        start = illness.start() - len(before)
        sentence = text[start : illness.end() + len(after)]
        for pattern in (_NAMED, _BEFORE_ILL):
            for match in pattern.finditer(sentence):
                yield _finding(Kind.HEALTH, match, start)


def children(text: str) -> Iterator[Finding]:
    """Names of children after a word that says that they are helped."""
    for match in _CHILD.finditer(text):
        yield _finding(Kind.MINOR, match, 0)


def _finding(kind: Kind, match: re.Match[str], offset: int) -> Finding:
    span = (offset + match.start("name"), offset + match.end("name"))
    return Finding(kind, span, masked_name(match["name"]), certain=False)
