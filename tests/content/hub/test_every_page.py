"""Every page that a clerk, a reviewer and the county's office meet: in Chinese, and judged by axe-core."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe

from content.blocks import Fact, Facts, Heading, Paragraph, Table
from content.disclosure import NoticePeriod
from content.led_line import LedStyle, LedUrgency
from content.led_template import Blank, BlankForm
from content.record import COUNTY_TIME, DisclosureId, UnitCode
from tests.content.hub.conftest import PASSWORD, Hub
from tests.content.hub.test_admin import known_board
from tests.content.hub.test_board_pages import released_line
from tests.content.hub.test_screens import address, browser, english_in, log_in, pictures

__all__ = ["address", "browser", "pictures"]  # fixtures

pytestmark = [pytest.mark.screen, pytest.mark.port, pytest.mark.slow, pytest.mark.timeout(600)]


# Names of products, formats and people's devices; a browser calls itself what it likes.
NAMES = {
    "Word",
    "docx",
    "PIN",
    "JPG",
    "RSS",
    "Atom",
    "office",
    *"AppleWebKit Chrome Gecko HeadlessChrome KHTML Linux Mozilla Safari like".split(),
}
# What axe-core finds in pages that are Wagtail's own, by address and rule. Nothing else is passed over.
OF_WAGTAIL = {
    "pages/search/?q=救助": {
        "aria-allowed-role": "the number of hits is a heading and an alert at once, so that it is read out",
        "heading-order": "the other searches are named one level too low",
    },
    "reports/workflow/": {"empty-heading": "the filter's drawer has a heading without words until it is opened"},
}


@dataclass(frozen=True)
class Stock:
    """What there is to look at. Keys of pages."""

    draft: int
    waiting: int
    public: int
    unit: int
    line: int
    template: int
    opinion: int


@pytest.fixture
def stock(hub: Hub) -> Stock:
    """A draft with faults, one that waits for review, one that is public with a line, an opinion."""
    from django.db import connection

    from content.hub.checking.selectors import reports_of
    from content.hub.checking.services import remember
    from content.hub.feedback.models import Opinion
    from content.hub.release.led_templates import propose_template
    from content.hub.release.models import ReleaseOutcome
    from content.hub.review.services import submit
    from content.hub.terminals.services import enrol

    today = datetime.now(UTC).astimezone(COUNTY_TIME).date()
    blocks = (
        Heading("一、收支情况"),
        Paragraph("根据<<村民委员会组织法>>公布如下，咨询13912345678。"),
        Table(("项目", "金额（元）"), (("期初结余", "12.00"), ("本期收入", "3.00"), ("本期支出", "1.00"), ("期末结余", "13.00"))),
        Facts((Fact("受理电话", "0900-5550101"),), "异议受理"),
    )  # fmt: skip
    draft = hub.draft("柳溪村第三季度财务公开", "t01-v01", genre="村务财务季度公开", blocks=blocks)
    remember(reports_of(draft))
    waiting = hub.draft("白杨镇特困人员救助供养名单公示", "t02")
    submit(page=waiting, by=hub.editor)
    notice = NoticePeriod(today, today + timedelta(days=6), "0900-5550101")
    request = hub.released("县民政局临时救助情况", "d01", notice=notice, blocks=(Paragraph("本季度共救助十二户。"),))
    ReleaseOutcome.objects.create(request=request, status="published", version=1)
    known_board("t01-gate", "onbon-bx5k")
    line = released_line(hub, "临时救助情况已公布", "t01-gate", announced=request.disclosure)
    enrol(terminal="d01-hall", kind="terminal", units=["d01"])
    opinion = Opinion.objects.create(
        key="k" * 32, terminal_id="d01-hall", unit_id="d01", disclosure=request.disclosure, rev=1, rating="satisfied", text="很清楚",
        at=datetime.now(UTC), received_at=datetime.now(UTC),
    )  # fmt: skip
    from content.hub.disclosures.models import DisclosurePage

    public = DisclosurePage.objects.get(registration__pk=request.disclosure)
    template = propose_template(
        disclosure_id=DisclosureId(request.disclosure),
        name="停水通知",
        text="{村}今日{时间}起停水",
        blanks=[
            Blank(name="村", form=BlankForm.CHOICE, choices=("河东村", "河西村")),
            Blank(name="时间", form=BlankForm.TIME),
        ],
        boards=["t01-gate"],
        style=LedStyle.SCROLL_LEFT,
        urgency=LedUrgency.EMERGENCY,
        valid_until=datetime.now(UTC) + timedelta(days=90),
        max_hours=12,
        by=hub.editor,
    )
    found = Stock(draft.pk, waiting.pk, public.pk, draft.get_parent().pk, line.pk, template.pk, opinion.pk)
    connection.close()
    return found


def pages_of(role: str, stock: Stock) -> list[str]:
    """The addresses below /admin/ that somebody of this role is led to."""
    everybody = [
        "", f"pages/{stock.unit}/", f"review/{stock.waiting}/", f"review/{stock.public}/",
        f"review/{stock.draft}/", "pages/search/?q=救助", "catalogue/", "catalogue/missing/", "opinions/", f"opinions/inspect/{stock.opinion}/",
        "wishes/", "topics/", "surveys/", "releases/", "led-lines/", f"led-lines/inspect/{stock.line}/", "terminals/",
        "boards/", "boards/inspect/t01-gate/", "led-approvals/", "led-approvals/key/", f"led-approvals/{stock.line}/", "emergency/", f"emergency/{stock.template}/",
        "account/", "account-security/",
    ]  # fmt: skip
    writing = [
        f"pages/{stock.draft}/edit/", f"pages/{stock.waiting}/edit/", f"pages/{stock.public}/edit/",
        f"pages/{stock.public}/history/", "import/", "templates/", f"templates/{stock.unit}/",
        f"pages/add/disclosures/disclosurepage/{stock.unit}/", f"led-line/{stock.public}/", f"emergency/new/{stock.public}/",
        f"withdraw/{stock.public}/", f"pages/{stock.draft}/delete/", f"pages/{stock.draft}/copy/",
        "images/", "images/add/", "documents/", "documents/multiple/add/",
        "reports/workflow/", "reports/workflow_tasks/", "reports/site-history/", "reports/aging-pages/",
    ]  # fmt: skip
    reviewing = [f"pages/{stock.waiting}/edit/"]
    return everybody + {"editor": writing, "first": reviewing}.get(role, [f"withdraw/{stock.public}/"])


@pytest.mark.parametrize("role", ["editor", "first", "office"])
def test_no_page_is_in_english_and_axe_finds_nothing(
    hub: Hub, stock: Stock, address: str, browser: Any, role: str
) -> None:
    from django.db import connection

    if role == "office":
        from content.hub.review.roles import Role, create_account

        create_account(username="office", password=PASSWORD, roles=[(Role.COUNTY_OFFICE, UnitCode("qingyuan"))])
        connection.close()
    page = log_in(browser, address, role)
    english: dict[str, list[str]] = {}
    violations: dict[str, list[tuple[str, str]]] = {}
    for path in pages_of(role, stock):
        answer = page.goto(f"{address}/admin/{path}", wait_until="networkidle")
        assert answer is not None
        assert (answer.status, page.url) == (200, f"{address}/admin/{quote(path, safe='/?=')}"), path
        if words := [word for word in english_in(page) if word not in NAMES]:
            english[path] = [line for line in page.inner_text("body").splitlines() if any(map(line.count, words))]
        found = [one for one in Axe().run(page).response["violations"] if one["id"] not in OF_WAGTAIL.get(path, {})]
        if found:
            violations[path] = [(one["id"], node["html"][:200]) for one in found for node in one["nodes"]]
    assert (english, violations) == ({}, {})


WORKED_BY_KEYBOARD = (
    "", "import/", "review/{waiting}/", "pages/{draft}/edit/", "led-line/{public}/", "emergency/", "emergency/new/{public}/", "withdraw/{public}/",
    "led-approvals/", "boards/", "boards/inspect/t01-gate/", "opinions/inspect/{opinion}/", "surveys/",
)  # fmt: skip
# What a person sees and can use with a mouse; of radio buttons one stands for all, the arrows do the rest.
_USABLE = """() => [...document.querySelectorAll(
  "main a[href], main button, main input:not([type=hidden]), main select, main textarea, main summary")]
  .filter((one) => !one.disabled && one.tabIndex >= 0 && one.checkVisibility({ visibilityProperty: true })
    && one.getBoundingClientRect().width > 0)
  .filter((one) => one.type !== "radio" || one === document.querySelector(`[name="${one.name}"]`))"""


def test_everything_on_a_clerks_page_is_reached_by_the_tab_key(
    hub: Hub, stock: Stock, address: str, browser: Any
) -> None:
    page = log_in(browser, address, "editor")
    missed: dict[str, list[str]] = {}
    for pattern in WORKED_BY_KEYBOARD:
        path = pattern.format(**vars(stock))
        page.goto(f"{address}/admin/{path}", wait_until="networkidle")
        wanted = page.evaluate(f"() => ({_USABLE})().length")
        page.evaluate("() => { document.activeElement?.blur(); window.stops = new Set(); window.unseen = new Set(); }")
        for _ in range(4 * wanted + 120):
            page.keyboard.press("Tab")
            if page.evaluate(_STOP):
                break
        left = page.evaluate(f"() => ({_USABLE})().filter((one) => !window.stops.has(one)).map((one) => one.outerHTML)")
        left += page.evaluate("() => [...window.unseen].map((one) => `no ring: ${one.outerHTML}`)")
        if left:
            missed[path] = [html[:160] for html in left]
    assert missed == {}


# Notes where the focus is, and whether a ring is drawn there; true once it has gone round.
_STOP = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return window.stops.size > 0;
  // A date stops three times: year, month, day.
  const gone = window.stops.has(one) && one !== window.last && one.type !== "radio";
  window.last = one;
  window.stops.add(one);
  if (one.type === "radio") window.stops.add(document.querySelector(`[name="${one.name}"]`));
  const style = getComputedStyle(one);
  const ring = style.outlineStyle !== "none" || style.boxShadow !== "none" || one.closest(":focus-within")?.matches(
    "[class*=focus]");
  if (!ring && !getComputedStyle(one, "::before").outlineStyle.includes("solid")) window.unseen.add(one);
  return gone;
}"""
