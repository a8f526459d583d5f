"""How far an erasure has come, place by place, and where the bytes may lie that nobody here can reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from content.hub.disclosures.models import Registration
from content.hub.erasures.models import Erasure, Place
from content.hub.release.models import Kind, ReleaseRequest, Status
from content.hub.settings import public_dir
from content.hub.terminals.models import Kind as MachineKind
from content.hub.terminals.models import Terminal
from content.public_side.pages import page_path
from content.record import COUNTY_TIME
from content.sync.pull import TRACES_LEFT

FEED = dict(Place.choices)[Place.FEED]
UNREACHABLE = (
    "备份、离线副本（U 盘、数据库归档）里的，由保管人删除；",
    "他人已经下载、拍照、打印的，要求其删除；搜索引擎的快照，向其申请删除；",
    "文件系统和闪存已释放的块，由设备自行覆盖。",
)


@dataclass(frozen=True)
class PlaceShown:
    """One place. done_at: None while it waits; note: what it waits for, or what went."""

    name: str
    done_at: datetime | None
    note: str


@dataclass(frozen=True)
class Standing:
    """paths: of the feed, that proxies or a CDN may keep. kept: file → other disclosures that show it too.

    terminals: those that have not said yet that they hold it no more, with the time of their last complete pull.
    """

    erasure: Erasure
    places: list[PlaceShown]
    paths: list[str]
    kept: Mapping[str, list[str]]
    terminals: list[tuple[str, datetime | None]]
    terminal_count: int

    @property
    def is_done(self) -> bool:
        return not self.terminals and all(place.done_at for place in self.places)


def standing_of(erasure: Erasure) -> Standing:
    """As of now."""
    steps = list(erasure.steps.all())
    places = []
    paths: list[str] = []
    kept: dict[str, list[str]] = {}
    released_at: datetime | None = None
    if erasure.disclosure:
        feed, released_at = _feed(erasure)
        for step in steps:
            if step.place == Place.FEED:
                paths += step.details["paths"]
                kept |= step.details["kept"]
        places += [feed, _public_page(erasure, released_at)]
    for value, name in Place.choices[1:]:
        found = next((step for step in steps if step.place == value), None)
        places.append(PlaceShown(name, found.at if found else None, "" if found else "等待平台的定时任务"))
    waiting, count = _terminals(released_at) if erasure.disclosure else ([], 0)
    return Standing(erasure, places, sorted(set(paths)), kept, waiting, count)


def lines_of(standing: Standing, feed_address: str) -> Iterator[str]:
    """The same for a technician at a command line."""
    erasure = standing.erasure
    yield f"{erasure} 已抹除，指纹 {erasure.sha256}"
    for place in standing.places:
        yield f"{place.name}\t{_written(place.done_at)}\t{place.note}".rstrip()
    if erasure.disclosure:
        yield f"终端\t{standing.terminal_count - len(standing.terminals)}/{standing.terminal_count} 台已清除"
    for path, others in standing.kept.items():
        yield f"仍保留\t{path}\t{'、'.join(others)} 也有此附件"
    for path in standing.paths:
        yield f"请在代理和 CDN 上清除\t{feed_address}/{path}"
    for line in UNREACHABLE:
        yield f"平台够不到\t{line}"


def _feed(erasure: Erasure) -> tuple[PlaceShown, datetime | None]:
    announced = list(Registration.objects.filter(announces=erasure.disclosure).values_list("pk", flat=True))
    asked = ReleaseRequest.objects.filter(kind=Kind.ERASE, disclosure__in=[erasure.disclosure, *announced])
    requests = list(asked.select_related("outcome").order_by("pk"))
    before = erasure.steps.filter(place=Place.FEED).first()
    if not requests and before is not None:
        return PlaceShown(FEED, before.at, "恢复备份之前已经清除"), before.at
    outcomes = [getattr(request, "outcome", None) for request in requests]
    refused = [outcome.reason for outcome in outcomes if outcome is not None and outcome.status == Status.REFUSED]
    if refused:
        return PlaceShown(FEED, None, f"签发拒绝：{refused[0]}"), None
    if not outcomes or None in outcomes:
        return PlaceShown(FEED, None, "等待签发"), None
    at = max(outcome.at for outcome in outcomes if outcome is not None)
    return PlaceShown(FEED, at, ""), at


def _public_page(erasure: Erasure, released_at: datetime | None) -> PlaceShown:
    """Whether the page is gone, where the public folder lies on this machine."""
    folder = public_dir(settings.HUB)
    if not folder.is_dir():
        return PlaceShown("公众网页", released_at, "在另一台机器上，随签名目录撤下")
    page, files = folder / page_path(erasure.disclosure), folder / erasure.disclosure
    is_there = page.exists() or (files.is_dir() and any(files.iterdir()))
    if is_there:
        return PlaceShown("公众网页", None, "等待网页更新（mingbai public）")
    return PlaceShown("公众网页", released_at, "")


def _terminals(released_at: datetime | None) -> tuple[list[tuple[str, datetime | None]], int]:
    waiting: list[tuple[str, datetime | None]] = []
    machines = list(Terminal.objects.filter(kind=MachineKind.TERMINAL, is_active=True).select_related("heartbeat"))
    for machine in machines:
        beat = getattr(machine, "heartbeat", None)
        pulled = beat.last_pull if beat else None
        has_traces = beat is not None and any(line.startswith(f"{TRACES_LEFT}:") for line in beat.problems.splitlines())
        if released_at is None or pulled is None or pulled < released_at or has_traces:
            waiting.append((machine.pk, pulled))
    return waiting, len(machines)


def _written(moment: datetime | None) -> str:
    return f"{moment.astimezone(COUNTY_TIME):%Y-%m-%d %H:%M:%S}" if moment else "未完成"
