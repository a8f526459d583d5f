"""The memory of an emulated Alpha sign: which files there are, what was written, and what of it plays."""

from __future__ import annotations

from dataclasses import dataclass, field

from display.emulator.alpha_face import Page, pages
from display.errors import ProtocolError
from display.protocols.alpha_messages import (
    PRIORITY_FILE,
    PRIORITY_MAX_BYTES,
    Clear,
    Command,
    Memory,
    MemoryFile,
    Pool,
    Raster,
    Read,
    Sequence,
    String,
    Text,
)
from display.protocols.alpha_text import encode_text

POOL_BYTES = 0x7800  # 30 KB, what a BetaBrite has
_ENTRY_BYTES = 11
_FILE_A = MemoryFile(label="A", kind="text", size=POOL_BYTES - _ENTRY_BYTES)


@dataclass
class Files:
    """What goes with a long power cut. plays: whether the sign shows what its run sequence names."""

    table: dict[str, MemoryFile] = field(default_factory=lambda: {"A": _FILE_A})
    texts: dict[str, Text] = field(default_factory=dict)
    strings: dict[str, String] = field(default_factory=dict)
    pictures: dict[str, Raster] = field(default_factory=dict)
    priority: Text | None = None
    sequence: Sequence = Sequence(labels="A", kind="T")
    labels: str = "A"
    plays: bool = True

    def write(self, message: Text | Clear | String | Raster) -> None:
        """Take one file. Raises ProtocolError where a sign does not, and says what becomes of it."""
        match message:
            case Clear(label="0"):
                self.priority = None
            case Clear(label=label):
                self._file(label, "text")
                self.texts.pop(label, None)
            case Text(label=label):
                self._write_text(label, message)
            case String(label=label):
                size = self._file(label, "string").size
                self.strings.pop(label, None)
                if len(encode_text(message.text)) > size:
                    raise ProtocolError(f"string {label!r} is longer than its file of {size} bytes: both are lost")
                self.strings[label] = message
            case Raster(label=label, rows=rows):
                self._write_picture(label, rows, message)

    def run(self, sequence: Sequence) -> None:
        """Of a sequence that names nothing, the texts of the last one stay."""
        self.sequence = sequence
        self.labels = sequence.labels or self.labels

    def playing(self) -> list[Text]:
        """The texts that the sign goes through."""
        if self.priority is not None:
            return [self.priority]
        return [self.texts[label] for label in self.labels if label in self.texts] if self.plays else []

    def pages_of(self, text: Text) -> list[Page]:
        strings = {label: one.text for label, one in self.strings.items()}
        drawn = {label: one.rows for label, one in self.pictures.items()}
        return pages(text.text, strings, drawn, {label for label, file in self.table.items() if file.kind == "dots"})

    def told(self, read: Read) -> Command:
        """What the sign answers to a read. Raises ProtocolError for what it does not answer."""
        match read:
            case Read(what="text", label=label):
                return self.texts.get(label, Clear(label=label))
            case Read(what="string", label=label):
                return self.strings.get(label, String(label=label, text=""))
            case Read(what="dots", label=label) if label in self.pictures:
                return self.pictures[label]
            case Read(what="memory"):
                return Memory(files=tuple(self.table.values()))
            case Read(what="sequence"):
                return self.sequence
            case Read(what="pool"):
                total, free = self.pool
                return Pool(total=total, free=free)
            case _:
                raise ProtocolError(f"this emulated sign does not answer reads of {read.what!r} {read.label!r}")

    @property
    def pool(self) -> tuple[int, int]:
        """All and unused bytes."""
        used = 0
        for file in self.table.values():
            bits = file.rows * file.columns * int(file.colours[0])
            used += _ENTRY_BYTES + (-(-bits // 8) if file.kind == "dots" else file.size)
        return POOL_BYTES, max(0, POOL_BYTES - used)

    # --- helpers ---

    def _write_text(self, label: str, text: Text) -> None:
        size = len(encode_text(text.text))
        if label == PRIORITY_FILE:
            if size > PRIORITY_MAX_BYTES:
                raise ProtocolError(f"priority text of {size} bytes, at most {PRIORITY_MAX_BYTES}")
            self.priority = text
            return
        if size > self._file(label, "text").size:
            raise ProtocolError(f"text {label!r} of {size} bytes is longer than its file")
        self.texts[label] = text

    def _write_picture(self, label: str, rows: tuple[str, ...], picture: Raster) -> None:
        file = self._file(label, "dots")
        size = (len(rows), len(rows[0]) if rows else 0)
        if size != (file.rows, file.columns):
            raise ProtocolError(f"picture {label!r} of {size} dots, its file has {(file.rows, file.columns)}")
        if self.priority is not None:
            self.pictures.pop(label, None)
            raise ProtocolError(f"picture {label!r} came under a priority text and is lost")
        self.pictures[label] = picture

    def _file(self, label: str, kind: str) -> MemoryFile:
        file = self.table.get(label)
        if file is None or file.kind != kind:
            raise ProtocolError(f"the memory has no {kind} file {label!r}")
        return file


def configured(files: tuple[MemoryFile, ...], *, plays: bool) -> Files:
    """The empty files of a memory configuration; its texts run in its order."""
    labels = "".join(file.label for file in files if file.kind == "text")
    return Files(table={file.label: file for file in files}, labels=labels, plays=plays)
