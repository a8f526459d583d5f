"""手写: which character a few strokes may be, by zinnia with the simplified-Chinese model of tegaki.

Both come from Debian (libzinnia0, BSD-3-Clause; tegaki-zinnia-simplified-chinese, LGPL-2.1-or-later) and are used
unchanged; where either is missing nothing is offered. zinnia is a C library without a kept Python binding, so it is
called through ctypes. The model is mapped into memory, 27 MB, when somebody first writes.
"""

from __future__ import annotations

import ctypes
import glob
import logging
from collections.abc import Sequence
from ctypes import c_char_p, c_int, c_size_t, c_void_p
from pathlib import Path
from typing import Any, Protocol

from kiosk.finding import INK_SIDE, InkStroke

log = logging.getLogger(__name__)

LIBRARIES = ("/usr/lib/*/libzinnia.so.0", "/usr/lib/libzinnia.so.0", "/usr/local/lib/libzinnia.so.0")
MODELS = ("/usr/share/tegaki/models/zinnia/handwriting-zh_CN.model", "/usr/share/zinnia/*/handwriting-zh_CN.model")
MOST_POINTS = 4000  # of all strokes; a finger that never rests must not become a long computation


class Recogniser(Protocol):
    """Tells characters from strokes."""

    def characters(self, strokes: Sequence[InkStroke], most: int) -> list[str]:
        """What strokes in a square of INK_SIDE units may be, likeliest first; none if it cannot be told."""


def find(libraries: Sequence[str] = LIBRARIES, models: Sequence[str] = MODELS) -> Recogniser | None:
    """The recogniser of this machine, or None where it is not installed. Nothing is loaded yet."""
    library, model = _first(libraries), _first(models)
    return Zinnia(library, model) if library and model else None


class Zinnia:
    """zinnia with one model, for one thread. What cannot be loaded recognises nothing, and is told once."""

    def __init__(self, library: Path, model: Path) -> None:
        self._library = library
        self._model = model
        self._zinnia: Any = None
        self._recogniser: int | None = None
        self._failed = False

    def characters(self, strokes: Sequence[InkStroke], most: int) -> list[str]:
        """See Recogniser."""
        if not strokes or sum(map(len, strokes)) > MOST_POINTS or not self._opened():
            return []
        zinnia = self._zinnia
        drawn = zinnia.zinnia_character_new()
        try:
            zinnia.zinnia_character_set_width(drawn, INK_SIDE)
            zinnia.zinnia_character_set_height(drawn, INK_SIDE)
            for number, stroke in enumerate(strokes):
                for x, y in stroke:
                    zinnia.zinnia_character_add(drawn, number, x, y)
            result = zinnia.zinnia_recognizer_classify(self._recogniser, drawn, most)
            if not result:
                return []
            try:
                count = zinnia.zinnia_result_size(result)
                values = [zinnia.zinnia_result_value(result, place) for place in range(count)]
                return [value.decode("utf-8", "replace") for value in values]
            finally:
                zinnia.zinnia_result_destroy(result)
        finally:
            zinnia.zinnia_character_destroy(drawn)

    def _opened(self) -> bool:
        if self._recogniser is None and not self._failed:
            try:
                self._zinnia = _declared(ctypes.CDLL(str(self._library)))
                self._recogniser = self._with_model()
            except (OSError, AttributeError) as err:  # no library that loads, or another one under its name
                self._failed = True
                log.error("handwriting cannot be read", extra={"problem": str(err)})
        return self._recogniser is not None

    def _with_model(self) -> int:
        recogniser: int = self._zinnia.zinnia_recognizer_new()
        if not self._zinnia.zinnia_recognizer_open(recogniser, str(self._model).encode()):
            self._zinnia.zinnia_recognizer_destroy(recogniser)
            raise OSError(f"{self._model}: not a model of zinnia")
        return recogniser


def _first(patterns: Sequence[str]) -> Path | None:
    return next((Path(path) for pattern in patterns for path in sorted(glob.glob(pattern))), None)


def _declared(zinnia: ctypes.CDLL) -> ctypes.CDLL:
    """With the types of zinnia.h 0.06."""
    functions: dict[str, tuple[Any, list[Any]]] = {
        "zinnia_recognizer_new": (c_void_p, []),
        "zinnia_recognizer_destroy": (None, [c_void_p]),
        "zinnia_recognizer_open": (c_int, [c_void_p, c_char_p]),
        "zinnia_recognizer_classify": (c_void_p, [c_void_p, c_void_p, c_size_t]),
        "zinnia_character_new": (c_void_p, []),
        "zinnia_character_destroy": (None, [c_void_p]),
        "zinnia_character_set_width": (None, [c_void_p, c_size_t]),
        "zinnia_character_set_height": (None, [c_void_p, c_size_t]),
        "zinnia_character_add": (c_int, [c_void_p, c_size_t, c_int, c_int]),
        "zinnia_result_size": (c_size_t, [c_void_p]),
        "zinnia_result_value": (c_char_p, [c_void_p, c_size_t]),
        "zinnia_result_destroy": (None, [c_void_p]),
    }
    for name, (result, arguments) in functions.items():
        function = getattr(zinnia, name)
        function.restype, function.argtypes = result, arguments
    return zinnia
