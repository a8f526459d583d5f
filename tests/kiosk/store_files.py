"""Files of the invented county: a document of so many pages, a chart, a photograph."""

from __future__ import annotations

import io


def pdf_of(pages: int) -> bytes:
    """An A4 document with a grid on every page."""
    from PIL import Image, ImageDraw

    sheets = []
    for page in range(pages):
        sheet = Image.new("RGB", (827, 1170), "white")
        pen = ImageDraw.Draw(sheet)
        pen.rectangle((60, 60, 767, 1110), outline="black", width=2)
        for row in range(22):
            pen.line((60, 120 + row * 45, 767, 120 + row * 45), fill="#888888")
        pen.text((80, 80), f"Attachment, page {page + 1} of {pages}", fill="black", font_size=28)
        sheets.append(sheet)
    out = io.BytesIO()
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:], resolution=100)
    return out.getvalue()


def chart_png() -> bytes:
    """A bar chart, wider than high."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (1600, 900), "#FFFFFF")
    pen = ImageDraw.Draw(picture)
    for number, height in enumerate((320, 610, 470, 700, 540, 260)):
        pen.rectangle((140 + number * 235, 800 - height, 300 + number * 235, 800), fill="#9B1B1E")
    pen.line((90, 800, 1540, 800), fill="black", width=4)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def photo_png(shade: str) -> bytes:
    """An official's photograph: head and shoulders as two shapes."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (350, 490), "#D8E2EA")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((105, 90, 245, 260), fill=shade)
    pen.pieslice((30, 280, 320, 700), 180, 360, fill="#2F3B4A")
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
