"""How long to wait after a failure: full jitter, 5 s doubled up to 5 min, so that terminals do not return as one."""

from __future__ import annotations

FIRST_S = 5.0
LONGEST_S = 300.0


def delay_s(failures: int, chance: float) -> float:
    """Seconds to wait after so many failures in a row. chance: evenly distributed in [0, 1).

    >>> [delay_s(failures, 0.5) for failures in (1, 2, 3, 9)]
    [2.5, 5.0, 10.0, 150.0]
    """
    return chance * min(LONGEST_S, FIRST_S * 2.0 ** min(failures - 1, 16))
