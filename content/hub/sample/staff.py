"""The people of the sample county's hub: one for each role, two for LED lines, so that every flow can be gone through.

Names of accounts only. No account comes with the hub: whoever makes them gives each a password of its own.
"""

from __future__ import annotations

from content.hub.review.role import Role
from content.hub.sample.county import COUNTY
from content.record import UnitCode

STAFF: tuple[tuple[str, Role, UnitCode], ...] = (
    ("demo-editor", Role.EDITOR, COUNTY),
    ("demo-first", Role.FIRST_REVIEWER, COUNTY),
    ("demo-second", Role.SECOND_REVIEWER, COUNTY),
    ("demo-final", Role.FINAL_REVIEWER, COUNTY),
    ("demo-secrecy", Role.SECRECY_REVIEWER, COUNTY),
    ("demo-supervisor", Role.SUPERVISOR, COUNTY),
    ("demo-led", Role.LED_APPROVER, COUNTY),
    ("demo-led-two", Role.LED_APPROVER, COUNTY),
    ("demo-clerk", Role.CLERK, COUNTY),
    ("demo-office", Role.COUNTY_OFFICE, COUNTY),
    ("demo-auditor", Role.AUDITOR, COUNTY),
)
