"""Pictures of a Word file come over drawn anew, with a text that the clerk owes, and nobody hands them in unseen."""

from __future__ import annotations

import io
import struct
import zlib
from hashlib import sha256
from typing import Any

import docx
import pytest
from docx.shared import Cm
from PIL import Image

from content.blocks import Paragraph, Picture, Table
from content.hub.imports.pictures import ALT_BLANK
from content.hub.imports.word import read_word_file
from tests.content.hub.conftest import Hub
from tests.content.hub.test_admin import client_of
from tests.content.hub.test_word_import import NUMBER, drafts, sent


def picture(form: str = "PNG", size: tuple[int, int] = (200, 100), **more: Any) -> bytes:
    """The left half red, the right half blue."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, size[0], size[1]))
    out = io.BytesIO()
    image.save(out, form, **more)
    return out.getvalue()


def word_with(*pictures: bytes, alts: tuple[str, ...] = (), before: str = "修路前后对比如下。") -> Any:
    document = docx.Document()
    document.add_paragraph("村道修缮情况公开")
    document.add_paragraph(before)
    for one in pictures:
        document.add_picture(io.BytesIO(one), width=Cm(8))
    for shape, alt in zip(document.inline_shapes, alts, strict=False):
        shape._inline.docPr.set("descr", alt)
    return document


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_picture_stands_where_it_stood_with_its_text_or_a_blank() -> None:
    document = word_with(
        picture(), picture("JPEG"), alts=("村口道路硬化以后的样子", "图片包含 户外, 道路\n\n描述已自动生成")
    )
    document.add_paragraph("工程已验收。")
    made = read_word_file(saved(document))
    png, jpeg = made.files
    assert (png.media_type, jpeg.media_type) == ("image/png", "image/jpeg")
    assert made.blocks == (
        Paragraph("修路前后对比如下。"),
        Picture(sha256(png.data).hexdigest(), "村口道路硬化以后的样子"),
        Picture(sha256(jpeg.data).hexdigest(), ALT_BLANK),
        Paragraph("工程已验收。"),
    )
    assert made.left_out == ()


def test_where_and_when_a_photograph_was_taken_stays_behind_and_it_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    exif[0x010E] = "secret words"
    exif.get_ifd(0x8825)[2] = (38.0, 42.0, 1.0)  # the latitude
    (file,) = read_word_file(saved(word_with(picture("JPEG", exif=exif, comment=b"secret words")))).files
    kept = Image.open(io.BytesIO(file.data))
    assert kept.size == (100, 200)
    assert (not kept.getexif(), "comment" in kept.info, b"secret" in file.data) == (True, False, False)
    upper = kept.getpixel((50, 20))
    assert isinstance(upper, tuple)
    assert upper[0] > 200 > 60 > upper[2], "what was left is above"


def test_what_word_has_cropped_away_is_not_published() -> None:
    document = word_with(picture())
    fill = document.inline_shapes[0]._inline.graphic.graphicData.pic.blipFill
    cut = fill.makeelement("{http://schemas.openxmlformats.org/drawingml/2006/main}srcRect", {"r": "50000"})
    fill.insert(1, cut)
    (file,) = read_word_file(saved(document)).files
    kept = Image.open(io.BytesIO(file.data))
    assert (kept.size, kept.getcolors()) == ((100, 100), [(10_000, (255, 0, 0))])


def test_a_transparent_picture_lies_on_white_and_a_large_one_is_made_smaller() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (4_000, 1_000), (0, 0, 0, 0)).save(out, "PNG")
    (file,) = read_word_file(saved(word_with(out.getvalue()))).files
    kept = Image.open(io.BytesIO(file.data))
    assert (kept.mode, kept.size, kept.getpixel((5, 5))) == ("RGB", (2_400, 600), (255, 255, 255))


def huge() -> bytes:
    """A PNG that says it has 90,000 × 90,000 pixels and holds a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 90_000, 90_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


BAD = [  # bytes that stand in for the picture, what is said
    (huge, "像素"),
    (lambda: b"\xd7\xcd\xc6\x9a" + bytes(100), "不是 PNG、JPEG 一类的图片"),
    (lambda: picture()[:60], "不是 PNG、JPEG 一类的图片，或已损坏"),
    (lambda: picture(size=(200, 3)), "只有 200 × 3 像素"),
]


@pytest.mark.parametrize(("data", "said"), BAD)
def test_what_is_no_picture_or_too_large_is_left_out_in_a_sentence(data: Any, said: str) -> None:
    document = word_with(picture())
    (part,) = [one for one in document.part.package.iter_parts() if str(one.partname).startswith("/word/media/")]
    part._blob = data()
    made = read_word_file(saved(document))
    assert (made.blocks, made.files) == ((Paragraph("修路前后对比如下。"),), ())
    (sentence,) = made.left_out
    assert sentence.startswith("第 1 张图片没有导入：")
    assert said in sentence


def test_a_picture_in_a_table_stands_after_it() -> None:
    document = word_with()
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("姓名", "照片", "张*才", ""), strict=True):
        cell.text = text
    table.cell(1, 1).paragraphs[0].add_run().add_picture(io.BytesIO(picture()))
    made = read_word_file(saved(document))
    assert made.blocks[1:] == (
        Table(("姓名", "照片"), (("张*才", ""),)),
        Picture(sha256(made.files[0].data).hexdigest(), ALT_BLANK),
    )


# Wagtail does not close the file in which it makes a smaller picture for the edit page.
@pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning")
@pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <function SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"
)
def test_an_imported_picture_waits_for_its_text_and_for_a_named_person(hub: Hub) -> None:
    from django.core.exceptions import ValidationError

    from content.hub.checking.services import clear_all, refuse_files, refuse_unsettled

    sent(hub.editor, saved(word_with(picture())))
    page = drafts().get()
    with pytest.raises(ValidationError, match="「图片的文字说明」还没有填写"):
        refuse_unsettled(page)
    with pytest.raises(ValidationError, match=r"图片《图 1》是扫描件或图片，平台不能识读其中有无个人信息"):
        refuse_files(page)
    html = client_of(hub.editor).get(f"/admin/pages/{page.pk}/edit/").content.decode()
    (image,) = [block.value["image"] for block in page.body if block.block_type == "picture"]
    assert f'<a href="{image.file.url}"' in html
    shown = client_of(hub.editor).get(image.file.url)
    assert (shown.status_code, len(b"".join(shown.streaming_content))) == (200, image.file.size)
    clear_all(page=page, by=hub.editor)
    refuse_files(page)


def test_a_picture_travels_with_the_form_while_numbers_are_masked(hub: Hub) -> None:
    document = word_with(picture(), alts=(f"张某的证件{NUMBER}照片",), before=f"领款人张某，{NUMBER}。")
    answer = sent(hub.editor, saved(document))
    assert "文件里有 2 处身份证号" in answer.content.decode()
    held = answer.context_data["held"]
    client_of(hub.editor).post("/admin/import/", {"unit": "t01-v01", "step": "mask", "held": held})
    text, shown = drafts().get().body
    assert (text.value, shown.value["alt"]) == ("领款人张某，11*************02X。", "张某的证件11*************02X照片")
    assert (shown.value["image"].width, shown.value["image"].height) == (200, 100)
