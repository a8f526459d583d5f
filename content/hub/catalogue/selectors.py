"""Reading the catalogue: the version that holds, its items, when they are due, and what is due and not there."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec
from django.db.models import Max
from django.db.models.fields.json import KeyTextTransform
from wagtail.models import Page

from content.county import Unit
from content.hub.catalogue.differences import CatalogueDifference, difference
from content.hub.catalogue.item import LEVEL_OF_UNIT, Item
from content.hub.catalogue.limits import is_recurring, rule_of
from content.hub.catalogue.models import CatalogueVersion
from content.hub.catalogue.publishers import Publishers
from content.hub.deadlines.reckon import Period, period
from content.hub.deadlines.rules import Rule
from content.hub.deadlines.workdays import WorkCalendar
from content.hub.units.models import UnitPage
from content.record import COUNTY_TIME, UnitCode

_ITEMS = msgspec.json.Decoder(tuple[Item, ...])


def current_version() -> CatalogueVersion | None:
    """The version that holds: the last one that was confirmed."""
    found: CatalogueVersion | None = CatalogueVersion.objects.filter(decision__holds=True).order_by("-pk").first()
    return found


def items_of(version: CatalogueVersion | None) -> tuple[Item, ...]:
    """In the order of the file; none of no version."""
    return _ITEMS.decode(bytes(version.items)) if version is not None else ()


def item_named(key: str) -> Item | None:
    """The item of the version that holds, by its key or its path."""
    if not key:
        return None
    return next((item for item in items_of(current_version()) if key in (item.key, item.path)), None)


def changes_of(version: CatalogueVersion) -> tuple[CatalogueVersion | None, CatalogueDifference]:
    """What a version changes: in the one it was confirmed against, or in the one that holds now."""
    decision = getattr(version, "decision", None)
    before = decision.compared_with if decision is not None else current_version()
    return before, difference(items_of(before), items_of(version))


def items_for(unit: Unit, units: Sequence[Unit]) -> list[Item]:
    """What a unit may name in a disclosure: items that oblige it, or its level and nobody else."""
    publishers = Publishers(units)
    return [
        item
        for item in items_of(current_version())
        if LEVEL_OF_UNIT[unit.level] in item.levels and (not (obliged := publishers.of(item)) or unit.code in obliged)
    ]


# --- clocks -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Due:
    """What the catalogue says of one disclosure. rule None: a person reads item.limit. period None: it has no start."""

    item: Item
    rule: Rule | None
    period: Period | None


def due_of(key: str, formed_on: date | None, work: WorkCalendar) -> Due | None:
    """When something that was formed (or changed) on a day must be public by its item; None if it names none."""
    item = item_named(key)
    if item is None:
        return None
    rule = rule_of(item)
    if rule is None or rule.is_notice or formed_on is None:
        return Due(item, rule, None)
    return Due(item, rule, period(rule, formed_on, work))


class Lack(enum.Enum):
    """In what way something is due and not there."""

    NEVER = "从未公开"
    NOT_RENEWED = "到期未更新"
    LATE = "已形成，逾期未公开"


@dataclass(frozen=True)
class Missing:
    """One item that one unit owes. due: the day by which it should have been public, None if none can be reckoned.

    last_on: when it was public last. page: the draft that is late.
    """

    unit: UnitCode
    item: Item
    lack: Lack
    due: date | None = None
    last_on: date | None = None
    page: int | None = None


def missing(
    units: Sequence[Unit], today: date, work: WorkCalendar, of: Collection[UnitCode] | None = None
) -> list[Missing]:
    """What is due and not there, unit by unit in the order of the catalogue.

    units: all of the county, among whom the catalogue's words are looked up. of: those that are asked about, else all.
    What was never disclosed is due from the beginning, whatever its limit says: nobody knows whether there was
    anything to disclose, and 没有 is an answer that a unit should give. Items on request are owed to nobody unasked.
    """
    items = items_of(current_version())
    asked = {unit.code for unit in units if of is None or unit.code in of}
    released, drafts, publishers = _released(asked), _drafts(asked), Publishers(units)
    found: dict[UnitCode, list[Missing]] = {code: [] for code in asked}
    for item in items:
        if not item.on_own:
            continue
        rule = rule_of(item)
        for code in publishers.of(item):
            if code not in asked:
                continue
            last_on = released.get((code, item.key))
            if rule is not None and not rule.is_notice and not is_recurring(item):
                late = _late(code, item, rule, drafts[(code, item.key)], today, work)
                found[code] += late
                if late:
                    continue
            if last_on is None:
                found[code].append(Missing(code, item, Lack.NEVER))
            elif rule is not None and is_recurring(item):
                due = period(rule, last_on, work).last_day
                if due < today:
                    found[code].append(Missing(code, item, Lack.NOT_RENEWED, due, last_on))
    return [one for unit in units for one in found.get(unit.code, ())]


def nobodys(units: Sequence[Unit]) -> list[Item]:
    """Items whose 公开主体 names no unit of this county: nobody is reminded of them."""
    publishers = Publishers(units)
    return [item for item in items_of(current_version()) if not publishers.of(item)]


def _late(
    code: UnitCode, item: Item, rule: Rule, drafts: Iterable[tuple[int, date]], today: date, work: WorkCalendar
) -> list[Missing]:
    dues = ((page, period(rule, formed_on, work).last_day) for page, formed_on in drafts)
    return [Missing(code, item, Lack.LATE, due, page=page) for page, due in dues if due < today]


def _released(units: Collection[UnitCode]) -> dict[tuple[UnitCode, str], date]:
    """The day on which each of these units disclosed an item last."""
    from content.hub.disclosures.models import Registration
    from content.hub.release.models import Kind, ReleaseRequest, Status

    naming = Registration.objects.exclude(page=None).exclude(page__catalogue_item="")
    rows = naming.values_list("pk", "unit_id", "page__catalogue_item")
    of_id = {pk: (UnitCode(unit), key) for pk, unit, key in rows if unit in units}
    last: dict[tuple[UnitCode, str], date] = {}
    if not of_id:
        return last
    requests = ReleaseRequest.objects.filter(kind=Kind.PUBLISH, outcome__status=Status.PUBLISHED)
    for disclosure, at in requests.values_list("disclosure").annotate(Max("created_at")):
        if disclosure in of_id:
            day = at.astimezone(COUNTY_TIME).date()
            last[of_id[disclosure]] = max(day, last.get(of_id[disclosure], day))
    return last


def _drafts(units: Collection[UnitCode]) -> dict[tuple[UnitCode, str], list[tuple[int, date]]]:
    """Pages of these units that were never released: their key and the day on which what they disclose was formed."""
    from content.hub.disclosures.models import DisclosurePage

    found: dict[tuple[UnitCode, str], list[tuple[int, date]]] = defaultdict(list)
    unit_at = {path: unit for path, unit in UnitPage.objects.values_list("path", "unit_id") if unit in units}
    waiting = DisclosurePage.objects.filter(registration=None)
    rows = list(waiting.filter(latest_revision=None).exclude(catalogue_item="").exclude(formed_on=None).
                values_list("pk", "path", "catalogue_item", "formed_on"))  # fmt: skip
    edited = waiting.exclude(latest_revision=None).values_list("pk", "path")
    keys = [pk for pk, path in edited if path[: -Page.steplen] in unit_at]
    # Two words of each text, not the texts.
    named = DisclosurePage.objects.filter(pk__in=keys).annotate(
        item=KeyTextTransform("catalogue_item", "latest_revision__content"),
        day=KeyTextTransform("formed_on", "latest_revision__content"),
    )
    for pk, path, item, day in named.values_list("pk", "path", "item", "day"):
        if item and day:
            rows.append((pk, path, item, date.fromisoformat(day)))
    for pk, path, key, formed_on in rows:
        unit = unit_at.get(path[: -Page.steplen])
        if unit is not None:
            found[(UnitCode(unit), key)].append((pk, formed_on))
    return found
