"""Looking at a part of a page: how far it is magnified, where its middle lies, where a button or a finger leads.

Pure. A page is measured in pixels of the screen at the degree at which it is first shown.
"""

from __future__ import annotations

from msgspec import Struct

from kiosk.routes import ZOOMS, Look

STEP = 0.6  # of what is seen: so much further one touch of an arrow goes


class Looking(Struct, frozen=True):
    """What is seen of a page. room: of the screen, in pixels. page: its size at zoom 0. x, y: as in AttachmentPage."""

    room: tuple[int, int]
    page: tuple[int, int]
    zoom: int = 0
    x: int = 500
    y: int = 500

    @property
    def magnified(self) -> tuple[float, float]:
        """The page's size at this zoom, in pixels."""
        return self.page[0] * ZOOMS[self.zoom] / 100, self.page[1] * ZOOMS[self.zoom] / 100

    @property
    def percent(self) -> int:
        """How much larger it is than if the whole page fitted the room."""
        fitting = min(self.room[0] / self.page[0], self.room[1] / self.page[1])
        return round(ZOOMS[self.zoom] / fitting)

    def zoomed(self, by: int) -> Look | None:
        """One degree larger (1) or smaller (-1) about the same middle; None at either end."""
        zoom = self.zoom + by
        if not 0 <= zoom < len(ZOOMS):
            return None
        return Looking(self.room, self.page, zoom, self.x, self.y).look() if zoom else Look(0, 500, 500)

    def moved(self, right: float, down: float) -> Look | None:
        """See a part that lies so many pixels further to the right and down; None if that is the same part."""
        if not self.zoom:
            return None
        wide, high = self.magnified
        here = self.look()
        there = Looking(
            self.room, self.page, self.zoom, round(here.x + right * 1000 / wide), round(here.y + down * 1000 / high)
        ).look()
        return there if there != here else None

    def stepped(self, right: int, down: int) -> Look | None:
        """As a touch of an arrow moves it; each of right and down is -1, 0 or 1."""
        return self.moved(right * STEP * self.room[0], down * STEP * self.room[1])

    def look(self) -> Look:
        """The middle, no nearer to an edge than half of what is seen: nothing beyond the page comes into sight."""
        middles = []
        for size, room, middle in zip(self.magnified, self.room, (self.x, self.y), strict=True):
            edge = min(500, round(500 * room / size))
            middles.append(max(edge, min(1000 - edge, middle)))
        return Look(self.zoom, *middles)
