"""For processes under libfaketime, by way of PYTHONPATH: a sleep that it leaves alone.

libfaketime 0.9.10 makes nonsense of an absolute clock_nanosleep, which time.sleep is since Python 3.11 (EINVAL).
"""

import select
import time


def sleep(seconds: float) -> None:
    select.select([], [], [], seconds)


time.sleep = sleep
