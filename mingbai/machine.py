"""What a machine needs besides Python packages: each Debian package, what it brings, and what that is for.

Set-up reads this before there is a virtual environment, so it imports the standard library alone; ``mingbai
doctor`` reads the same table on a finished machine.
"""

from __future__ import annotations

import ctypes.util
import glob
import importlib.util
import shutil
from dataclasses import dataclass

TASKS = ("demo", "test", "bench")  # each needs what the ones before it need


@dataclass(frozen=True)
class Need:
    """One Debian package.

    brings: marks of its presence, any of which is enough: a program (``Xvfb``), a file pattern (``/usr/…*``),
    a shared library (``lib:GL``) or a module of this Python (``module:ensurepip``).
    part: what cannot run without it: every process, the kiosk, a board, or only the set-up and its task.
    service: the systemd unit that it would start.
    optional: a task goes on without it, and says what it left out.
    """

    package: str
    brings: tuple[str, ...]
    purpose: str
    part: str = ""
    task: str = "demo"
    service: str = ""
    optional: bool = False


EVERY, KIOSK, BOARD = "every process", "kiosk", "board"

NEEDS = (
    Need("tzdata", ("/usr/share/zoneinfo/Asia/Shanghai",), "the county's calendar", EVERY),
    Need("ca-certificates", ("/etc/ssl/certs/ca-certificates.crt",), "HTTPS", EVERY),
    Need("libgl1", ("lib:GL",), "drawing the kiosk", KIOSK),
    Need(
        "libgl1-mesa-dri",
        ("/usr/lib/*/dri/swrast_dri.so", "/usr/lib*/dri/swrast_dri.so", "/usr/lib/*/dri/libdril_dri.so"),
        "drawing the kiosk",
        KIOSK,
    ),
    Need("x11-xserver-utils", ("xset",), "switching the panel off by the hours", KIOSK, optional=True),
    Need("alsa-utils", ("amixer",), "the loudspeaker's volume by the hours", KIOSK, optional=True),
    Need("speech-dispatcher", ("speech-dispatcher",), "reading aloud", KIOSK, optional=True),
    Need(
        "speech-dispatcher-espeak-ng",
        ("/usr/lib/speech-dispatcher-modules/sd_espeak-ng", "/usr/lib/*/speech-dispatcher-modules/sd_espeak-ng"),
        "a Mandarin voice",
        KIOSK,
        optional=True,
    ),
    Need("fonts-noto-cjk", ("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",), "Chinese on the kiosk", KIOSK),
    Need("libzinnia0", ("/usr/lib/*/libzinnia.so.0",), "handwriting on the kiosk", KIOSK, optional=True),
    Need(
        "tegaki-zinnia-simplified-chinese",
        ("/usr/share/tegaki/models/zinnia/handwriting-zh_CN.model",),
        "handwriting on the kiosk",
        KIOSK,
        optional=True,
    ),
    Need("cups-client", ("lp",), "printing at the kiosk, where a printer is set", KIOSK, optional=True),
    Need("xfonts-wqy", ("/usr/share/fonts/X11/misc/wenquanyi_12pt.pcf",), "16-pixel Chinese on LED boards", BOARD),
    Need(
        "fonts-unifont",
        ("/usr/share/fonts/opentype/unifont/unifont.otf",),
        "rare characters of names on LED boards",
        BOARD,
        optional=True,
    ),
    Need("libpangoft2-1.0-0", ("lib:pangoft2-1.0",), "A3 sheets for the paper board, at the hub"),
    Need("libharfbuzz-subset0", ("lib:harfbuzz-subset",), "A3 sheets for the paper board, at the hub"),
    Need("python3-venv", ("module:ensurepip",), "the virtual environment"),
    Need("xvfb", ("Xvfb",), "a screen where there is none"),
    Need("xdotool", ("xdotool",), "the demo's finger on the kiosk"),
    Need("libegl1", ("lib:EGL",), "drawing without a screen, in tests", task="test"),
    Need(
        "faketime",
        ("/usr/lib/*/faketime/libfaketimeMT.so.1",),
        "a county's clock moved, in tests",
        task="test",
        optional=True,
    ),
    Need("rsync", ("rsync",), "the commands of the manual, in tests", task="test", optional=True),
    Need("poppler-utils", ("pdftoppm",), "printed pages in another program, in tests", task="test", optional=True),
    Need("zbar-tools", ("zbarimg",), "QR codes in another program, in tests", task="test", optional=True),
    Need("libatomic1", ("lib:atomic",), "the driver of the browser, in tests", task="test"),
    # Ubuntu has it only as a snap.
    Need("chromium", ("chromium",), "the admin in a browser; the yardstick for the kiosk", task="test", optional=True),
    Need(
        "postgresql",
        ("/usr/lib/postgresql/*/bin/initdb", "/usr/local/bin/initdb"),
        "the hub's other database",
        task="test",
        service="postgresql.service",
    ),
    Need("nginx", ("nginx", "/usr/sbin/nginx"), "the yardstick for the feed", task="bench", service="nginx.service"),
    Need("wrk", ("wrk",), "counting requests", task="bench"),
)


def missing(task: str) -> list[Need]:
    """The needs of a task (one of TASKS, with those before it) that this machine does not meet."""
    tasks = TASKS[: TASKS.index(task) + 1]
    return [need for need in NEEDS if need.task in tasks and not is_met(need)]


def is_met(need: Need) -> bool:
    """True if anything that the package brings is here."""
    return any(_is_here(mark) for mark in need.brings)


def _is_here(mark: str) -> bool:
    kind, _, name = mark.rpartition(":")
    if kind == "lib":
        return ctypes.util.find_library(name) is not None
    if kind == "module":
        return importlib.util.find_spec(name) is not None
    if mark.startswith("/"):
        return bool(glob.glob(mark))
    return shutil.which(mark) is not None
