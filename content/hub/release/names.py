"""Lists of names (名单) never go to a board: a line may name nobody who stands in a list of what it announces.

The one exception is 任前公示, which has to name the cadres.
"""

from __future__ import annotations

from content.blocks import Table
from content.disclosure import Disclosure, decode_disclosure
from content.hub.release.models import Kind, ReleaseRequest
from content.personal_data import names_in
from content.personal_data.masking import masked_name
from content.record import DisclosureId

NAMING_GENRES = frozenset({"任前公示"})


def listed_names(text: str, announced: Disclosure) -> list[str]:
    """Who stands in the line and in a list of the disclosure, masked, in order."""
    if announced.genre in NAMING_GENRES:
        return []
    lists = [(block.columns, *block.rows) for block in announced.blocks if isinstance(block, Table)]
    people = set().union(*map(names_in, lists))
    return sorted(masked_name(name) for name in people if name in text)


def announced_disclosure(disclosure: DisclosureId, rev: int) -> Disclosure | None:
    """The revision that a line announces, as it was handed to the signer; None if there was none or it was erased."""
    request = ReleaseRequest.objects.filter(kind=Kind.PUBLISH, disclosure=disclosure, rev=rev).last()
    return decode_disclosure(bytes(request.payload)) if request is not None and request.payload else None
