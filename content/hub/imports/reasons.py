"""Why a row was refused, repaired, or marked for an editor's eye: stable keys and their Chinese words."""

from __future__ import annotations

import enum


class Refusal(enum.Enum):
    """A row that does not become a draft."""

    IDENTITY_NUMBER = "identity-number"
    NO_TITLE = "no-title"
    NO_BODY = "no-body"
    SCRAPING_ERROR = "scraping-error"
    DUPLICATE = "duplicate"
    ALREADY_IN_HUB = "already-in-hub"
    TITLE_TOO_LONG = "title-too-long"
    BODY_TOO_LONG = "body-too-long"
    IMPOSSIBLE_DATE = "impossible-date"
    FUTURE_DATE = "future-date"
    WRONG_COLUMNS = "wrong-columns"
    OPEN_QUOTE = "open-quote"
    NOT_JSON = "not-json"
    REFUSED_BY_HUB = "refused-by-hub"
    UNREADABLE_FILE = "unreadable-file"
    FILE_TOO_LARGE = "file-too-large"
    UNKNOWN_TYPE = "unknown-type"
    UNSAFE_XML = "unsafe-xml"
    NOTHING_TO_IMPORT = "nothing-to-import"


class Repair(enum.Enum):
    """Something that was put right, because there was no doubt about it."""

    ENCODING = "encoding"
    INVISIBLE = "invisible-characters"
    PRIVATE_USE = "private-use-characters"
    BLANKS = "blanks"
    NEWLINE_IN_TITLE = "newline-in-title"
    MARKUP = "markup"
    ESCAPES = "escapes"
    PINYIN = "pinyin-in-brackets"
    MARKS = "mis-encoded-marks"
    NUMBER_BRACKETS = "document-number-brackets"
    STATUS_MARK = "status-mark"
    PAGE_FURNITURE = "page-furniture"
    REPEATED_TITLE = "repeated-title"
    FIELDS = "fields-from-body"
    COLLECTION = "collection"
    SPLIT = "split"


class Hint(enum.Enum):
    """Something an editor should look at; the row is accepted."""

    DAMAGED_TEXT = "damaged-text"
    LOST_CHARACTER = "lost-character"
    PERSONAL_DATA = "personal-data"
    DATES_REVERSED = "dates-reversed"
    CUT_TITLE = "cut-title"
    GENERIC_TITLE = "generic-title"
    SAME_TITLE = "same-title"
    NO_PUBLISHER = "no-publisher"


REFUSAL_LABELS = {
    Refusal.IDENTITY_NUMBER: "含真实身份证号",
    Refusal.NO_TITLE: "没有标题",
    Refusal.NO_BODY: "应有正文而正文为空",
    Refusal.SCRAPING_ERROR: "正文只有抓取出错的字样",
    Refusal.DUPLICATE: "与本次导入的另一行重复",
    Refusal.ALREADY_IN_HUB: "库中已有",
    Refusal.TITLE_TOO_LONG: "标题过长",
    Refusal.BODY_TOO_LONG: "正文过长",
    Refusal.IMPOSSIBLE_DATE: "日期不存在或读不懂",
    Refusal.FUTURE_DATE: "日期在将来",
    Refusal.WRONG_COLUMNS: "列数与表头不符",
    Refusal.OPEN_QUOTE: "引号不成对",
    Refusal.NOT_JSON: "不是 JSON 对象",
    Refusal.REFUSED_BY_HUB: "入库时被拒绝",
    Refusal.UNREADABLE_FILE: "文件读不了",
    Refusal.FILE_TOO_LARGE: "文件过大",
    Refusal.UNKNOWN_TYPE: "不认识的文件类型",
    Refusal.UNSAFE_XML: "XML 含实体声明等不安全内容",
    Refusal.NOTHING_TO_IMPORT: "文件夹或文件里没有可导入的内容",
}
REPAIR_LABELS = {
    Repair.ENCODING: "由 GB 18030 或 UTF-16 转为 UTF-8",
    Repair.INVISIBLE: "删去零宽字符、控制字符",
    Repair.PRIVATE_USE: "删去私用区字符",
    Repair.BLANKS: "整理全角及多余空格",
    Repair.NEWLINE_IN_TITLE: "标题内换行合并",
    Repair.MARKUP: "删去网页标签",
    Repair.ESCAPES: "还原转义字符",
    Repair.PINYIN: "删去繁体字后的括注拼音",
    Repair.MARKS: "还原错码的书名号、括号",
    Repair.NUMBER_BRACKETS: "文号括号改为六角括号",
    Repair.STATUS_MARK: "标题中的效力标记移入要素",
    Repair.PAGE_FURNITURE: "删去网页按钮、推广等残留",
    Repair.REPEATED_TITLE: "删去正文开头重复的标题",
    Repair.FIELDS: "正文开头的文号、索引号等移入字段",
    Repair.COLLECTION: "合集拆成各篇",
    Repair.SPLIT: "过长的正文拆成几部分",
}
HINT_LABELS = {
    Hint.DAMAGED_TEXT: "疑有乱码",
    Hint.LOST_CHARACTER: "删去的私用区字符可能是生僻字",
    Hint.PERSONAL_DATA: "疑有手机号、住址、病情等个人信息",
    Hint.DATES_REVERSED: "成文日期晚于发布日期",
    Hint.CUT_TITLE: "标题可能不完整",
    Hint.GENERIC_TITLE: "标题过于笼统",
    Hint.SAME_TITLE: "同题且缺日期，疑为重复",
    Hint.NO_PUBLISHER: "发布机构待核",
}
