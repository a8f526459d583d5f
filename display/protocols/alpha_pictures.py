"""A face's dots as SMALL DOTS pictures of an Alpha sign: all of one size, and the files that hold them.

A picture has at most 31 rows of 255 dots, and a sign keeps each in a file of its own that only a memory
configuration makes. So the board's height and an equal part of its width is the one size, and as many files are
asked for as the longest line takes. A screenful is one picture or several side by side, a scrolling strip as many as
it is long; its end is filled up with dark columns. Whether a sign joins neighbours without a gap is not documented.
"""

from __future__ import annotations

from content.led_line import LedStyle
from display.board import Board
from display.errors import ProtocolError
from display.protocols.alpha_messages import DOTS_MAX_COLUMNS, DOTS_MAX_ROWS, MemoryFile, Raster
from display.protocols.base import Face
from display.render import Frame

PICTURE_FILES = "abcdefghijklmnopqrstuvwxyz"
LONGEST_LINE = 64  # characters: 60 of a line (rules of the hub), and the mark of a test text


def pictures(face: Face, board: Board) -> tuple[list[Raster], str]:
    """The pictures of a face, and the text that calls them page by page."""
    if not face.screens:
        raise ProtocolError("this model takes dots for all but ASCII without ~ (half a space), there are none")
    pages = [_tiles(screen, face, board) for screen in face.screens]
    tiles = [tile for page in pages for tile in page]
    if len(tiles) > _picture_count(board):
        raise ProtocolError(f"{len(tiles)} pictures, this board's memory has {_picture_count(board)}")
    labels = iter(PICTURE_FILES)
    text = "{page}".join("".join(f"{{dots {next(labels)}}}" for _ in page) for page in pages)
    return [Raster(label=label, rows=rows) for label, rows in zip(PICTURE_FILES, tiles, strict=False)], text


def picture_files(board: Board) -> list[MemoryFile]:
    rows, columns = _tile_size(board)
    colours = "1000" if board.colours == "red" else "2000"  # one colour, or three
    return [
        MemoryFile(label=label, kind="dots", locked=True, rows=rows, columns=columns, colours=colours)
        for label in PICTURE_FILES[: _picture_count(board)]
    ]


# --- helpers ---


def _tile_size(board: Board) -> tuple[int, int]:
    """Rows and columns of the pictures: the whole height, and an equal part of the width that a picture can have."""
    if board.height_px > DOTS_MAX_ROWS:
        raise ProtocolError(f"a board {board.height_px} px high, a picture of this protocol has {DOTS_MAX_ROWS} rows")
    across = -(-board.width_px // DOTS_MAX_COLUMNS)
    return board.height_px, -(-board.width_px // across)


def _picture_count(board: Board) -> int:
    """As many as the longest line takes at most, scrolling or page by page, up to the labels that there are."""
    _, columns = _tile_size(board)
    across = -(-board.width_px // columns)
    a_page = max(1, board.area.width_px // board.font_px) * max(1, board.area.height_px // board.font_px)
    pages, strips = -(-LONGEST_LINE // a_page), -(-LONGEST_LINE * board.font_px // columns)
    return min(len(PICTURE_FILES), max(pages * across, strips))


def _tiles(screen: Frame, face: Face, board: Board) -> list[tuple[str, ...]]:
    """One screenful, or one strip that scrolls over the whole width, cut into pictures of one size."""
    rows, columns = _tile_size(board)
    area = face.area
    scrolls = face.style is LedStyle.SCROLL_LEFT
    if scrolls and area.width_px != board.width_px:
        raise ProtocolError("this model scrolls over its whole width, not in an area")
    if area.y_px + screen.height_px > rows or (not scrolls and area.x_px + screen.width_px > board.width_px):
        raise ProtocolError(
            f"dots of {screen.width_px}x{screen.height_px} do not fit into {board.width_px}x{board.height_px}"
        )
    left = 0 if scrolls else area.x_px
    width = max(left + screen.width_px, 0 if scrolls else board.width_px)
    width = -(-width // columns) * columns
    spare = width - left - screen.width_px
    dark = "0" * width
    colour = "2" if board.colours == "green" else "1"
    lines = [f"{row << spare:0{width}b}".replace("1", colour) for row in screen.rows]
    lines = [dark] * area.y_px + lines
    lines += [dark] * (rows - len(lines))
    return [tuple(line[begin : begin + columns] for line in lines) for begin in range(0, width, columns)]
