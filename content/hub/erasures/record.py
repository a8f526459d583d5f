"""What the signer writes down about an erasure; it knows nothing else of this app."""

from __future__ import annotations

from collections.abc import Mapping

from content.disclosure import DisclosureId
from content.feed.erasing import Erased
from content.hub.disclosures.models import Registration
from content.hub.erasures.models import Erasure, ErasureStep, Place


def note_feed(erased: Mapping[DisclosureId, Erased]) -> None:
    """Which files of the feed went for each id. Must run in the transaction that answers the requests."""
    for id_, files in erased.items():
        announced = Registration.objects.filter(pk=id_).values_list("announces", flat=True).first()
        erasure = Erasure.objects.filter(disclosure__in=[id_, announced or id_]).first()
        if erasure is not None:
            kept = {path: list(ids) for path, ids in files.kept.items()}
            details = {"id": id_, "paths": list(files.paths), "kept": kept}
            ErasureStep.objects.create(erasure=erasure, place=Place.FEED, details=details)
