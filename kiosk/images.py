"""Pictures, PDF pages and QR codes as textures; what is not ready yet is ordered from the worker."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kivy.graphics.texture import Texture

from kiosk.marks import Picture, QrCode
from kiosk.part import WHOLE, Part
from kiosk.raster import CannotShow, Raster, rasterise, seen
from kiosk.work import Mailbox, Worker

log = logging.getLogger(__name__)

KEPT = 6  # textures of pictures; a page of A4 at 1080 px has 6 MB
KEPT_CODES = 64  # QR codes of disclosures, each a few thousand bytes and a quarter of a page's time to make
LONGEST_QR = 400  # bytes of text that a phone still reads from a screen

Rasterise = Callable[[Path, str, str, int, int, int, Part], Raster]
_Key = tuple[str, int, int, int, Part]


class Images:
    """Textures by what they show. ``ready`` is called on the main thread when an ordered one has come."""

    def __init__(
        self, worker: Worker, mailbox: Mailbox, ready: Callable[[], None], make: Rasterise = rasterise
    ) -> None:
        self._worker = worker
        self._mailbox = mailbox
        self._ready = ready
        self._make = make
        self._files: dict[str, Path] = {}
        self._textures: OrderedDict[_Key, Any] = OrderedDict()
        self._codes: OrderedDict[str, Any] = OrderedDict()
        self._public_codes: OrderedDict[str, Any] = OrderedDict()
        self._ordered: set[_Key] = set()
        self._failed: set[_Key] = set()
        self._looked_at: dict[tuple[str, int], _Key] = {}  # the part of each magnified page that was asked for last
        self.shapes: dict[tuple[str, int], tuple[int, int]] = {}  # width and height of every page seen, in its own unit
        self.problems: dict[tuple[str, int], str] = {}  # why a page of a file cannot be shown, in kiosk.raster's word
        self.pages: dict[str, int] = {}  # of every PDF seen during this visit

    def may_read(self, files: tuple[tuple[str, Path], ...]) -> None:
        """Where the attachments of the shown disclosure lie."""
        self._files.update(files)

    @property
    def on_order(self) -> bool:
        """Whether a picture is still being made."""
        return bool(self._ordered)

    def forget(self) -> None:
        """The visit is over: nothing of it is kept but what is the same for everybody."""
        self._files.clear()
        self._textures.clear()
        self._codes.clear()
        self._failed.clear()
        self._looked_at.clear()
        self.pages.clear()
        self.shapes.clear()
        self.problems.clear()

    def picture(self, mark: Picture) -> Any | None:
        """The texture, or None while it is being made (or cannot be)."""
        key = _key(mark)
        if mark.part != WHOLE:
            self._looked_at[key[:2]] = key
        texture = self._textures.get(key)
        if texture is not None:
            self._textures.move_to_end(key)
            return texture
        path = self._files.get(mark.sha256)
        if path is not None and key not in self._ordered and key not in self._failed:
            self._ordered.add(key)
            self._worker.do(lambda: self._order(key, path, mark.media_type))
        return None

    def preview(self, mark: Picture) -> tuple[Any, int, int] | None:
        """What there is of a part that is still being made: cut from the whole page, with the size it will have."""
        shape = self.shapes.get((mark.sha256, mark.page))
        whole = next(
            (one for key, one in self._textures.items() if key[:2] == _key(mark)[:2] and key[4] == WHOLE), None
        )
        if mark.part == WHOLE or shape is None or whole is None:
            return None
        scale, (left, top, right, bottom) = seen(shape, (mark.at.w, mark.at.h), mark.part)
        across, down = whole.width / (shape[0] * scale), whole.height / (shape[1] * scale)
        size = (right - left, bottom - top)
        region = whole.get_region(
            round(left * across), round(whole.height - bottom * down), round(size[0] * across), round(size[1] * down)
        )
        return region, *size

    def failed(self, mark: Picture) -> bool:
        """Whether this picture cannot be shown."""
        return _key(mark) in self._failed

    def qr_code(self, mark: QrCode) -> Any:
        """The QR code as a texture of one pixel a module, to be magnified without smoothing."""
        codes, most = (self._public_codes, KEPT_CODES) if mark.public else (self._codes, KEPT)
        texture = codes.get(mark.text)
        if texture is None:
            texture = codes[mark.text] = self._new_code(mark)
            while len(codes) > most:
                codes.popitem(last=False)
        return texture

    @staticmethod
    def _new_code(mark: QrCode) -> Any:
        import segno

        code = segno.make(_shortened(mark.text), error="m", micro=False)
        rows = [list(row) for row in code.matrix_iter(scale=1, border=2)]
        side = len(rows)
        pixels = b"".join((b"\x00\x00\x00" if module else b"\xff\xff\xff") for row in rows for module in row)
        return _texture(side, side, pixels)

    def _order(self, key: _Key, path: Path, media_type: str) -> None:
        """On the worker's thread."""
        if key[4] != WHOLE and self._looked_at.get(key[:2], key) != key:  # the reader has moved on meanwhile
            self._mailbox.post(lambda: self._ordered.discard(key))
            return
        try:
            raster = self._make(path, key[0], media_type, *key[1:])
        except CannotShow as err:
            log.warning("attachment cannot be shown", extra={"problem": str(err), "why": err.why})
            why = err.why
            self._mailbox.post(lambda: self._fail(key, why))
            return
        self._mailbox.post(lambda: self._put(key, raster))

    def _fail(self, key: _Key, why: str) -> None:
        self._ordered.discard(key)
        self._failed.add(key)
        self.problems[key[:2]] = why
        self._ready()

    def _put(self, key: _Key, raster: Raster) -> None:
        self._ordered.discard(key)
        self._textures[key] = _texture(raster.width, raster.height, raster.rgb)
        self.pages[key[0]] = raster.pages
        self.shapes[key[:2]] = raster.whole
        while len(self._textures) > KEPT:
            self._textures.popitem(last=False)
        self._ready()


def _key(mark: Picture) -> _Key:
    return mark.sha256, mark.page, mark.at.w, mark.at.h, mark.part


def _shortened(text: str) -> str:
    while len(text.encode()) > LONGEST_QR:
        text = text[:-1]
    return text


def _texture(width: int, height: int, rgb: bytes) -> Any:
    texture = Texture.create(size=(width, height), colorfmt="rgb")
    texture.blit_buffer(rgb, colorfmt="rgb", bufferfmt="ubyte")
    texture.flip_vertical()
    texture.mag_filter = texture.min_filter = "nearest"
    return texture
