"""抹除 at the hub: afterwards no file of it, database and log included, holds the leaked number; the record does not either."""

from __future__ import annotations

import gzip
import io
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from reportlab.pdfgen.canvas import Canvas

from content.blocks import Paragraph
from content.errors import StoreError
from content.hub.review.errors import ReviewError
from tests.content.hub.conftest import COUNTY, DatabaseCopy, Hub
from tests.factories import make_keys
from tests.fakes.terminal import PlainTerminal

LEAK = "110105194912310021"  # a wrong check digit, as clerks mistype them: the gate lets it pass
UNITS = [unit.code for unit in COUNTY.units]
ON_SQLITE = "sqlite"


@dataclass(frozen=True)
class Desk:
    """A hub whose signer writes into a folder of this test."""

    hub: Hub
    settings: Any
    terminal: PlainTerminal

    def sign(self) -> None:
        from content.hub.release.signer import Loop, open_repository, turn_of

        with open_repository(self.settings) as repository:
            Loop(turn_of(self.settings, repository), batch_s=0, monotonic=lambda: 0.0).step()

    def released(self) -> dict[str, Any]:
        return self.terminal.pull(datetime.now(UTC), *UNITS)

    def leaking(self) -> Any:
        """A page that was released twice with the number in title, text, file name and file; its request."""
        from django.core.files.base import ContentFile
        from wagtail.documents import get_document_model

        from content.hub.disclosures.blocks import stream_of
        from content.hub.review.services import submit

        page = self.hub.draft(f"低保名单 {LEAK}", blocks=(Paragraph(f"张三,{LEAK}。"),), source=f"来源 {LEAK}")
        file = ContentFile(leaking_pdf(), name=f"{LEAK}.pdf")
        document = get_document_model().objects.create(title=f"名单 {LEAK}", file=file)
        page.files = page.files.stream_block.to_python([{"type": "file", "value": document.pk}])
        page.save()
        self.clear(page)
        self.hub.reviewed(page)
        page.refresh_from_db()
        page.body = type(page).body.field.to_python(stream_of((Paragraph(f"改了,仍有 {LEAK}。"),), {}))
        page.save_revision(user=self.hub.editor, log_action=True)
        submit(page=page, by=self.hub.editor)
        return self.hub.approved(page)

    def clear(self, page: Any) -> None:
        """Somebody looks at what no program can read."""
        from content.hub.checking.services import clear_all

        clear_all(page=page.get_latest_revision_as_object(), by=self.hub.first)

    def files_with_leak(self) -> set[str]:
        """Files of the hub and of the feed that hold the number, packed or not; of a PostgreSQL server its tables."""
        name = Path(str(connection.settings_dict["NAME"]))
        places = [
            self.settings.repository_dir,
            self.settings.data_dir / "attachments",
            self.settings.data_dir / "media",
        ]
        files = [path for place in places for path in place.rglob("*") if path.is_file()]
        if connection.vendor == ON_SQLITE:
            files += [path for path in name.parent.glob(name.name + "*") if path.suffix != ".py"]
        else:
            with connection.cursor() as cursor:
                cursor.execute("checkpoint")
                cursor.execute("select setting from pg_settings where name = 'data_directory'")
                server = Path(cursor.fetchone()[0])
                cursor.execute("select oid from pg_database where datname = current_database()")
                files += [path for path in (server / "base" / str(cursor.fetchone()[0])).iterdir() if path.is_file()]
        found = set()
        for path in files:
            data = path.read_bytes()
            data += gzip.decompress(data) if data[:2] == b"\x1f\x8b" else b""
            if LEAK.encode() in data:
                found.add(path.name)
        return found


def leaking_pdf() -> bytes:
    """A page of text made with reportlab; the number stands behind its end, where no reader of pages looks."""
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(60, 700, "list of names")
    canvas.save()
    return out.getvalue() + b"\n% " + LEAK.encode()


@pytest.fixture
def desk(hub: Hub, tmp_path: Path) -> Desk:
    done = make_keys(tmp_path, COUNTY)
    settings = hub.settings.model_copy(update={"repository_dir": tmp_path / "feed", "keys_dir": tmp_path / "online"})
    return Desk(hub, settings, PlainTerminal(tmp_path / "terminal", tmp_path / "feed", done.root))


def erase(by: Any, reason: str = "名单里有身份证号码", **which: Any) -> Any:
    from content.hub.erasures.models import What
    from content.hub.erasures.services import erase

    return erase(what=What.IDENTITY, reason=reason, by=by, **which)


def finish() -> int:
    from content.hub.erasures.services import finish_erasures

    return finish_erasures()


def test_a_released_disclosure_is_erased_from_every_file_of_hub_and_feed(desk: Desk) -> None:
    request = desk.leaking()
    desk.sign()
    assert (request.disclosure, request.rev) == ("t01/000001", 2)
    assert len(desk.files_with_leak()) >= 5, "database, log, blobs, packs, attachment, document"

    erasure = erase(desk.hub.second, disclosure_id="t01/000001")
    desk.sign()
    assert finish() == 1

    assert desk.files_with_leak() == set()
    assert desk.released() == {}
    assert desk.terminal.withdrawn == {"t01/000001": 2}
    assert (erasure.sha256, erasure.person_name, erasure.what) == (request.sha256, "second", "identity-number")


def test_what_stays_is_who_did_what_when_and_hashes(desk: Desk) -> None:
    from content.hub.erasures.selectors import lines_of, standing_of
    from content.hub.release.models import ReleaseRequest

    first = desk.leaking()
    desk.sign()
    erasure = erase(desk.hub.secrecy, disclosure_id=first.disclosure)
    before = standing_of(erasure)
    assert [(place.name, place.done_at is None) for place in before.places] == [
        ("签名目录", True), ("公众网页", True), ("平台上的文件", False), ("平台的数据库", True)
    ]  # fmt: skip
    desk.sign()
    finish()

    kept = list(ReleaseRequest.objects.filter(disclosure=first.disclosure).order_by("pk"))
    assert [(one.kind, one.rev, len(one.payload) > 0) for one in kept] == [
        ("publish", 1, False), ("publish", 2, False), ("erase", 2, True)
    ]  # fmt: skip
    assert kept[1].sha256 == first.sha256 and kept[1].approvals == first.approvals
    standing = standing_of(erasure)
    assert all(place.done_at for place in standing.places)
    assert {path.partition("/")[0] for path in standing.paths} == {"blobs", "packs"}
    printed = "\n".join(lines_of(standing, "https://gk.example.gov.cn/feed"))
    assert f"https://gk.example.gov.cn/feed/blobs/{first.sha256[:2]}" not in printed, "the signer adds a short text"
    assert "/feed/blobs/" in printed and LEAK not in printed


def test_a_line_that_announces_it_goes_with_it(desk: Desk) -> None:
    from content.hub.disclosures.models import Registration
    from content.hub.release.models import EmergencyTemplate, LedLineRequest, ReleaseRequest

    request = desk.hub.released()
    announced = Registration.objects.get(pk=request.disclosure)
    line = Registration.objects.create(id="t01/000002", unit_id="t01", announces=announced, rev=1)
    waiting = Registration.objects.create(id="t01/000003", unit_id="t01", announces=announced)
    for one in (line, waiting):
        LedLineRequest.objects.create(
            registration=one,
            payload=LEAK.encode(),
            text=LEAK,
            valid_until=datetime(2027, 1, 1, tzinfo=UTC),
            proposed_by=desk.hub.editor.pk,
            proposed_by_name="editor",
        )
    template = EmergencyTemplate.objects.create(
        name="模板",
        announces=announced,
        payload=LEAK.encode(),
        sha256="0" * 64,
        text=LEAK,
        valid_until=datetime(2027, 1, 1, tzinfo=UTC),
        proposed_by=desk.hub.editor.pk,
        proposed_by_name="editor",
    )
    erase(desk.hub.second, disclosure_id=request.disclosure)
    template.refresh_from_db()
    assert (bytes(template.payload), template.text, template.is_retired) == (b"", "(已抹除)", True)
    asked = ReleaseRequest.objects.filter(kind="erase").values_list("disclosure", flat=True)
    assert set(asked) == {"t01/000001", "t01/000002"}
    rows = LedLineRequest.objects.order_by("pk")
    assert [(bytes(row.payload), row.text, row.is_cancelled, row.urgency.value) for row in rows] == [
        (b"", "(已抹除)", True, "routine")
    ] * 2
    assert Registration.objects.filter(is_withdrawn=False).count() == 0
    finish()
    assert LEAK not in json.dumps(list(desk.files_with_leak()))


def test_a_draft_that_never_left_is_erased_without_the_signer(desk: Desk) -> None:
    from content.hub.disclosures.models import DisclosurePage
    from content.hub.release.models import ReleaseRequest

    page = desk.hub.draft(f"草稿 {LEAK}")
    page.save_revision(user=desk.hub.editor, log_action=True)
    erasure = erase(desk.hub.second, page=page)
    finish()
    assert (erasure.disclosure, erasure.unit, len(erasure.sha256)) == ("", "t01", 64)
    assert DisclosurePage.objects.count() == 0 and ReleaseRequest.objects.count() == 0
    assert desk.files_with_leak() == set()


def test_only_who_decides_what_is_public_or_secret_may_erase(desk: Desk) -> None:
    from content.hub.disclosures.models import DisclosurePage
    from content.hub.erasures.models import Erasure

    request = desk.hub.released()
    for person in (desk.hub.editor, desk.hub.first, desk.hub.outsider, desk.hub.admin, desk.hub.supervisor):
        with pytest.raises(ReviewError, match="不能抹除"):
            erase(person, disclosure_id=request.disclosure)
    assert (Erasure.objects.count(), DisclosurePage.objects.count()) == (0, 1)


@pytest.mark.parametrize(
    ("reason", "said"),
    [("  ", "理由"), ("理" * 201, "200 字"), (f"有{LEAK[:-1]}X", "不能再写出"), ("11010519491231002X", "不能再写出")],
)
def test_the_record_does_not_repeat_what_has_to_go(desk: Desk, reason: str, said: str) -> None:
    request = desk.hub.released()
    with pytest.raises(ValueError, match=said):
        erase(desk.hub.second, reason=reason, disclosure_id=request.disclosure)


def test_an_unknown_id_and_a_second_time_are_refused(desk: Desk) -> None:
    request = desk.hub.released()
    with pytest.raises(ValueError, match="从未发布"):
        erase(desk.hub.second, disclosure_id="t01/000099")
    erase(desk.hub.second, disclosure_id=request.disclosure)
    with pytest.raises(ValueError, match="已经抹除"):
        erase(desk.hub.second, disclosure_id=request.disclosure)


def test_a_document_that_another_page_uses_stays(desk: Desk) -> None:
    from django.core.files.base import ContentFile
    from wagtail.documents import get_document_model

    document = get_document_model().objects.create(title="共用", file=ContentFile(b"%PDF-1.4 shared", name="a.pdf"))
    pages = [desk.hub.draft(f"第{number}件") for number in (1, 2)]
    for page in pages:
        page.files = page.files.stream_block.to_python([{"type": "file", "value": document.pk}])
        page.save()
    erase(desk.hub.second, page=pages[0])
    assert get_document_model().objects.filter(pk=document.pk).exists()
    erase(desk.hub.second, page=pages[1])
    assert not get_document_model().objects.filter(pk=document.pk).exists()
    assert not Path(document.file.path).exists()


def test_what_waits_for_the_signer_is_never_released_after_an_erasure(desk: Desk) -> None:
    request = desk.leaking()
    erase(desk.hub.second, disclosure_id=request.disclosure)
    desk.sign()
    assert desk.released() == {}
    request = type(request).objects.get(pk=request.pk)
    assert request.outcome.status == "refused"
    finish()
    assert desk.files_with_leak() == set()


def test_a_restored_backup_does_not_bring_it_back(desk: Desk) -> None:
    """Database and folder of the feed are of yesterday; the signer's ledger, which no backup holds, is of today."""
    from content.hub.erasures.models import Erasure
    from content.hub.erasures.selectors import standing_of

    request = desk.leaking()
    desk.sign()
    feed = desk.settings.repository_dir
    kept = {path: path.read_bytes() for path in feed.rglob("*") if path.is_file() and "metadata" not in path.parts}
    with DatabaseCopy(str(connection.settings_dict["NAME"]), "today"):
        erase(desk.hub.second, disclosure_id=request.disclosure)
        desk.sign()
        finish()
    for path, data in kept.items():
        path.write_bytes(data)
    assert len(desk.files_with_leak()) >= 3 and Erasure.objects.count() == 0

    desk.sign()
    assert finish() == 1
    assert desk.files_with_leak() == set()
    erasure = Erasure.objects.get()
    assert (erasure.disclosure, erasure.sha256, erasure.person) == (request.disclosure, request.sha256, 0)
    assert all(place.done_at for place in standing_of(erasure).places)
    desk.sign()
    assert (Erasure.objects.count(), finish()) == (1, 0)


def test_while_somebody_reads_the_log_the_traces_wait(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != ON_SQLITE:
        pytest.skip("PostgreSQL has no log that a reader holds")
    import sqlite3

    desk.hub.released(f"名单 {LEAK}")
    reader = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    reader.execute("begin")
    reader.execute("select count(*) from release_releaserequest").fetchone()
    erase(desk.hub.second, disclosure_id="t01/000001")
    with connection.cursor() as cursor:
        cursor.execute("pragma busy_timeout = 0")
    with pytest.raises(StoreError, match="being read"):
        finish()
    reader.close()
    assert finish() == 1
    assert desk.files_with_leak() == set()
    assert finish() == 0


EMPTIED = {  # table → columns that may be emptied, and nothing else may change
    "release_releaserequest": {"payload"},
    "checking_confirmation": {"says"},
    "checking_clearedpage": {"file_name"},
    "review_consent": {"comment", "reasons"},
    "catalogue_negativequestion": {"says", "quote"},
    "catalogue_negativedecision": {"reason"},
}


@pytest.mark.parametrize("table", EMPTIED)
def test_the_database_lets_these_columns_be_emptied_and_nothing_else(desk: Desk, table: str) -> None:
    from content.hub.catalogue.models import NegativeDecision, NegativeQuestion
    from content.hub.checking.models import ClearedPage, Confirmation
    from content.hub.release.models import ReleaseRequest
    from content.hub.review.models import Consent

    desk.leaking()
    Confirmation.objects.create(page_id=1, key="k", fault="f", says="s", person=desk.hub.first, person_name="first")
    if not ClearedPage.objects.exists():
        ClearedPage.objects.create(sha256="a", part="p", file_name="n", person=desk.hub.first, person_name="first")
    asked = NegativeQuestion.objects.create(page_id=1, key="k", asked_by=desk.hub.editor, asked_by_name="editor")
    NegativeDecision.objects.create(question=asked, may_be_public=True, reason="r", person=desk.hub.secrecy)
    models = (ReleaseRequest, Confirmation, ClearedPage, Consent, NegativeQuestion, NegativeDecision)
    model = next(one for one in models if one._meta.db_table == table)
    assert model.objects.exists()
    for field in model._meta.concrete_fields:
        other = _other_value(field.get_internal_type())
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f'update {table} set "{field.column}" = {other}')
    emptied = model.objects.all().emptied(*EMPTIED[table])
    assert emptied == model.objects.count() > 0
    assert {bytes(row.payload) for row in model.objects.all()} == {b""} if table == "release_releaserequest" else True


def _other_value(kind: str) -> str:
    """Something that no row of these tests holds, as SQL."""
    if kind == "BinaryField":
        return "X'01'" if connection.vendor == ON_SQLITE else "'\\x01'::bytea"
    if kind == "JSONField":
        return "'[1]'"
    if kind == "BooleanField":
        return "false"
    if kind == "DateTimeField":
        return "'2001-01-01 00:00:00'"
    return "'x'" if kind in {"CharField", "TextField"} else "987654"


@pytest.mark.parametrize("table", ["erasures_erasure", "erasures_erasurestep"])
@pytest.mark.parametrize("verb", ["update {} set id = id", "delete from {}"])
def test_the_record_of_erasures_is_append_only(desk: Desk, table: str, verb: str) -> None:
    request = desk.hub.released()
    erase(desk.hub.second, disclosure_id=request.disclosure)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb.format(table))


def test_the_page_asks_twice_and_shows_how_far_it_has_come(desk: Desk) -> None:
    client = Client()
    request = desk.hub.released()
    page = _page_of(request)
    client.force_login(desk.hub.editor)
    assert client.get(f"/admin/erase/{page.pk}/").status_code in (302, 403)
    client.force_login(desk.hub.second)
    address = f"/admin/erase/{page.pk}/"
    assert f'href="{address}"' in client.get(f"/admin/review/{page.pk}/").content.decode()
    assert client.get(f"/admin/erasures/?id={request.disclosure}")["Location"] == address
    assert "没有编号为 t01/000099" in client.get("/admin/erasures/?id=t01/000099").content.decode()
    given = {"what": "identity-number", "reason": "名单里有身份证号码"}
    unsure = client.post(address, given)
    assert unsure.status_code == 422 and "抹除之后不能恢复" in unsure.content.decode()
    assert client.post(address, {**given, "sure": "yes", "what": "x"}).status_code == 422

    answer = client.post(address, {**given, "sure": "yes"})
    shown = client.get(answer["Location"]).content.decode()
    assert "等待签发" in shown and request.sha256 in shown
    desk.sign()
    finish()
    shown = client.get(answer["Location"]).content.decode()
    assert "等待签发" not in shown and "未完成" not in shown
    assert "t01/000001" in client.get("/admin/erasures/").content.decode()


def test_a_terminal_counts_once_it_has_pulled_after_the_erasure(desk: Desk) -> None:
    from content.hub.erasures.selectors import standing_of
    from content.hub.terminals.models import Heartbeat, Terminal

    request = desk.hub.released()
    desk.sign()
    erasure = erase(desk.hub.second, disclosure_id=request.disclosure)
    desk.sign()
    released_at = standing_of(erasure).places[0].done_at
    assert released_at is not None
    for name, pulled in (("behind", released_at.replace(year=2025)), ("done", released_at), ("stuck", released_at)):
        terminal = Terminal.objects.create(id=name, kind="terminal", token_sha256="")
        problems = "erasure: its log is being read" if name == "stuck" else ""
        Heartbeat.objects.create(terminal=terminal, at=pulled, last_pull=pulled, problems=problems)
    Terminal.objects.create(id="silent", kind="terminal", token_sha256="")
    Terminal.objects.create(id="desk", kind="approver", token_sha256="")
    standing = standing_of(erasure)
    assert [name for name, _ in standing.terminals] == ["behind", "silent", "stuck"]
    assert standing.terminal_count == 4


def _page_of(request: Any) -> Any:
    from content.hub.disclosures.models import Registration

    return Registration.objects.get(pk=request.disclosure).page
