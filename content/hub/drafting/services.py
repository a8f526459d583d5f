"""用模板新建: a draft page below a unit, from one of its templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from content.hub.checking.selectors import clocks_of_hub
from content.hub.disclosures.services import create_drafts
from content.hub.drafting.templates import Template, draft_of, templates_of
from content.hub.review.flow_packs import Subject
from content.hub.review.standing import flows
from content.hub.units.models import UnitPage
from content.hub.units.selectors import current_county
from content.record import UnitCode
from content.terms import Level


@dataclass(frozen=True)
class Offered:
    """A template as a unit is offered it. flow: whom it goes through. clock, notice: in words, empty for none.

    parts: what must be written in it.
    """

    key: str
    template: Template
    flow: str
    clock: str
    notice: str
    parts: tuple[str, ...]


def offered_to(unit_page: UnitPage) -> list[Offered]:
    """The templates of a unit's level, in the order of the packs."""
    unit, clocks = unit_page.unit, clocks_of_hub()
    found = []
    for key, template in templates_of(settings.HUB.rule_packs, clocks.kinds).items():
        if Level(unit.level) not in template.levels:
            continue
        kind = clocks.kinds[template.kind]
        above = frozenset(_codes_above(unit))
        subject = Subject(above, Level(unit.level), template.six_open, template.kind, template.stage)
        found.append(
            Offered(
                key,
                template,
                flows().flow_of(subject).name,
                clocks.rules[kind.clock].label if kind.clock else "",
                clocks.rules[kind.notice].label if kind.notice else "",
                tuple(clocks.parts[part].label for part in kind.parts),
            )
        )
    return found


def begin_draft(*, template: str, unit_page: UnitPage, today: date, by: Any) -> Any:
    """The new page. Raises ValueError if the unit has no such template, PermissionError if ``by`` may not add it."""
    if not unit_page.permissions_for_user(by).can_add_subpage():
        raise PermissionError(f"{by.get_username()} 不能在{unit_page.title}下新建")
    chosen = next((one.template for one in offered_to(unit_page) if one.key == template), None)
    county = current_county()
    if chosen is None or county is None:
        raise ValueError(f"{unit_page.title}没有模板「{template[:40]}」")
    unit = next(unit for unit in county.units if unit.code == UnitCode(unit_page.unit_id))
    return create_drafts([draft_of(chosen, unit, today)], by=by)[0]


def _codes_above(unit: Any) -> list[str]:
    codes = [unit.pk]
    while unit.parent_id:
        unit = unit.parent
        codes.append(unit.pk)
    return codes
