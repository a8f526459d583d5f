"""Personal data (个人信息) in a text: true identity numbers for certain; all else is for a person to look at.

An 18-digit citizen identity number is **certain** when its check digit holds and its birth date exists, however it is
disguised: full-width or other decimal digits, blanks, hyphens, dots, zero-width characters between them, split over
lines or adjacent table cells, any letter that looks like X. It must not be published, by nobody and on no channel.

Everything else is uncertain, a hint to the editor: identity numbers of 15 digits, and of 18 whose check digit is
wrong; mobile numbers, bank cards, plates; dwellings below township; names beside an illness or a disability, and of
children who are helped. One module knows each kind; ``gate`` asks them all, ``lists`` reads tables by their heads.
What lies in pictures or scans is not seen here.
"""

from content.personal_data.folding import CELL
from content.personal_data.gate import certain_in, findings, findings_in, masked
from content.personal_data.identity import is_identity_number
from content.personal_data.kinds import KIND_LABELS, Finding, Kind
from content.personal_data.lists import ListFinding, list_findings, masked_list, names_in

__all__ = [
    "CELL",
    "KIND_LABELS",
    "Finding",
    "Kind",
    "ListFinding",
    "certain_in",
    "findings",
    "findings_in",
    "is_identity_number",
    "list_findings",
    "masked",
    "masked_list",
    "names_in",
]
