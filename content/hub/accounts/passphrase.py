"""口令: long, and not one that a guesser tries early. Django's validator; see ADR 0028.

NIST SP 800-63B-4, 3.1.1.2: length and a list of what is common; no rules on kinds of characters, no change by calendar.
How early a guesser would try it is estimated by zxcvbn, which knows common passwords, names, dates, keyboard rows,
repetitions and whatever is close to the person and the county: their names, in pinyin, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError

ENOUGH = 4  # of 4: at least 10^10 guesses; behind the lock-out out of reach, and dear even for who stole the hashes
_LOOKED_AT = 72  # characters; more make the estimate slow, and none weaker
TOO_EASY = "这个口令太容易被猜到{why}。请换一个，例如几个互不相干的词连起来。"
_WHY = {
    "dictionary": "常见的口令、单词、人名，或与本人、本县有关的字样",
    "spatial": "键盘上相邻的按键",
    "repeat": "重复的内容",
    "sequence": "连续的字母或数字",
    "regex": "年份",
    "date": "日期",
}


class PassphraseValidator:
    """For AUTH_PASSWORD_VALIDATORS."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError, in Chinese, if a guesser would find it early."""
        from zxcvbn import zxcvbn  # here: its lists take a moment to read, and most processes never ask

        found = zxcvbn(password[:_LOOKED_AT], user_inputs=[*_near(user)], max_length=_LOOKED_AT)
        if found["score"] < ENOUGH:
            patterns = {part["pattern"] for part in found["sequence"]}
            why = "、".join(said for pattern, said in _WHY.items() if pattern in patterns)
            raise ValidationError(TOO_EASY.format(why=f"：其中有{why}" if why else ""), code="password_too_easy")

    def get_help_text(self) -> str:
        return "口令至少 12 个字符，可以是几个互不相干的词；不要用单位、姓名、生日、电话。"


def _near(user: Any) -> Iterator[str]:
    """What somebody who knows the person or the county would try first."""
    from pypinyin import Style, lazy_pinyin

    from content.hub.units.models import County, Unit

    names = ["mingbai", *County.objects.values_list("code", flat=True)]
    for name in (*County.objects.values_list("name", flat=True), *Unit.objects.values_list("name", flat=True)):
        names += [name, name.removeprefix("县")]
    if user is not None:
        names += [user.get_username(), user.first_name, user.last_name, user.email.partition("@")[0]]
    for name in set(filter(None, names)):
        yield name
        yield "".join(lazy_pinyin(name))
        yield "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))
