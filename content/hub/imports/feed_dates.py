"""The day that an item of a feed says, in the county's time.

Sites write what they like: RFC 822, ISO 8601, 2023年10月9日, seconds since 1970. A general parser guesses, and turns
the Chinese form into the first of a month; so nothing is guessed here, and what is none of these is refused by name.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import mktime_tz, parsedate_tz

from content.record import COUNTY_TIME

_NUMBERS = re.compile(r"(?P<day>\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?)(?P<rest>.*)", re.DOTALL)
_ZONE = re.compile(r"\d\s*(?:Z|[+-]\d\d:?\d\d)$")
_SECONDS = re.compile(r"\d{10}(?:\d{3})?")  # thousandths, too
_UNIX = re.compile(r"(?:[A-Z][a-z]{2} )?([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d:\d\d) (?:[A-Z]{3,4} )?(\d{4})")
_WORD_ZONE = re.compile(r"\d (?:[+-]\d{4}|GMT|UTC|UT|Z)$")
_NO_ZONE = re.compile(r"\s+(?:CST|BJT)$")  # on a Chinese site China's time, which the standard takes for Chicago's


def day_of(written: str) -> str:
    """YYYY-MM-DD, or the words as they are: of a moment the county's day, of a time without a zone the day it says."""
    written = written.strip()
    if _SECONDS.fullmatch(written):
        return _here(datetime.fromtimestamp(int(written[:10]), UTC))
    numbers = _NUMBERS.fullmatch(written)
    if numbers is not None:
        if _ZONE.search(numbers["rest"]):
            try:
                return _here(datetime.fromisoformat(written))
            except ValueError:
                pass  # a zone after something that is no time: the day stands there all the same
        year, month, day = re.findall(r"\d+", numbers["day"])
        return f"{year}-{month:0>2}-{day:0>2}"
    words = _UNIX.sub(r"\2 \1 \4 \3", _NO_ZONE.sub("", written))
    moment = parsedate_tz(words) or parsedate_tz(words + " 00:00:00")
    if moment is None:
        return written
    if not _WORD_ZONE.search(words):
        return f"{moment[0]:04d}-{moment[1]:02d}-{moment[2]:02d}"
    try:
        return _here(datetime.fromtimestamp(mktime_tz(moment), UTC))
    except (ValueError, OverflowError, OSError):
        return written


def _here(moment: datetime) -> str:
    return moment.astimezone(COUNTY_TIME).date().isoformat()
