"""How many disclosures match, as SQL whose cost does not grow with the store.

The tally holds every steady disclosure (schema.py). To it come those that pass, as far as they may be shown now,
and from it go those that have not begun.
"""

from __future__ import annotations

from typing import Literal

from content.store.filter import SHOWABLE, Filter, Values, tallied
from content.store.tally import EVERY_UNIT

Facet = Literal["unit", "window", "six_open", "five_open", "timing", "domain", "year"]


def count_query(wanted: Filter) -> tuple[str, Values]:
    """One row: how many match. The filter must be one that ``is_tallied``."""
    parts, values = tallied(wanted)
    return f"select coalesce(sum(held), 0) from ({_held('1', parts, _rows(wanted))})", values


def facet_query(facet: Facet, wanted: Filter) -> tuple[str, Values]:
    """Rows of (value, how many match with it), the commonest first, none without any. The filter ``is_tallied``."""
    parts, values = tallied(wanted)
    sums = f"select value, sum(held) as held from ({_held(facet, parts, _rows(wanted, facet))}) group by value"
    return f"{sums} having sum(held) > 0 order by 2 desc, 1", values


def _rows(wanted: Filter, facet: str = "") -> str:
    """Which rows of the tally are summed: those of units, or the sums over all of them."""
    return f"unit <> '{EVERY_UNIT}'" if wanted.units or facet == "unit" else f"unit = '{EVERY_UNIT}'"


def _held(facet: str, parts: list[str], rows: str) -> str:
    column = facet if facet == "1" else f'"{facet}"'
    narrowed = "".join(f" and {part}" for part in parts)
    return f"""
        select {column} as value, sum(held) as held from tally where {rows} {narrowed} group by 1
        union all
        select {column}, count(*) from item indexed by item_passing
        where kind = 'disclosure' and (valid_until is not null or max_offline_s > 0)
            and (valid_until > :now or valid_until is null) and {SHOWABLE} {narrowed} group by 1
        union all
        select {column}, -count(*) from item indexed by item_begins
        where kind = 'disclosure' and valid_until is null and max_offline_s = 0 and valid_from > :now {narrowed}
        group by 1
    """
