"""What a hub and a terminal can be told. Every key, its unit, its default and its bounds stand here.

Two files exist: ``hub.toml`` (HubSettings) and ``terminal.toml`` (TerminalSettings). ``config.load`` reads
them; ``config/examples/`` shows both, and a test loads each example.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator


def _http_or_folder(value: str) -> str:
    if value.startswith(("/", "./", "../")):
        return value
    return _http(value)


def _http(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme in {"http", "https"} and parts.hostname:
        return value
    raise ValueError("not an HTTP address")


def _postgresql(value: str) -> str:
    if value == "" or urlsplit(value).scheme in {"postgresql", "postgres"}:
        return value
    raise ValueError("not a PostgreSQL address")


def _time_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, OSError) as err:
        raise ValueError("not a time zone") from err
    return value


def _usable(value: Path) -> Path:
    if not str(value).isprintable():
        raise ValueError("not a path")
    return value


Code = Annotated[
    str,
    Field(
        pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
        max_length=40,
        description="lower-case letters, digits and single hyphens, such as t01-v03, at most 40 characters",
    ),
]
Port = Annotated[int, Field(ge=0, le=65535)]
Register = Annotated[int, Field(ge=0, le=0xFFFF)]
TimeOfDay = Annotated[
    str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", description="a time of day, such as 06:30")
]
Hours = Annotated[
    str,
    Field(
        pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$",
        description="hours of the day, such as 22:00-06:00",
    ),
]
CodeDigest = Annotated[
    str,
    Field(
        pattern=r"^$|^scrypt:[0-9a-f]{32}:[0-9a-f]{64}$",
        description="what `mingbai kiosk --new-code` prints, or empty",
    ),
]
FailText = Annotated[str, Field(max_length=60, description="a text of at most 60 characters that is true for ever")]
FileName = Annotated[Path, Field(strict=False, description="a path, such as /var/lib/mingbai"), AfterValidator(_usable)]
FeedSource = Annotated[
    str, AfterValidator(_http_or_folder), Field(description="http://…, https://… or a folder such as /media/usb/feed")
]
MobileNumber = Annotated[str, Field(pattern=r"^1[0-9]{10}$", description="a mobile number of 11 digits")]
HttpUrl = Annotated[str, AfterValidator(_http), Field(description="http://… or https://…")]
DatabaseUrl = Annotated[
    str, AfterValidator(_postgresql), Field(description="empty for SQLite, or postgresql://user@host/name")
]
LanguageCode = Annotated[
    str, Field(pattern=r"^[a-z]{2,3}([_@][A-Za-z]+)*$", description="a language's code, such as zh, en, bo or ug")
]
TimeZone = Annotated[str, AfterValidator(_time_zone), Field(description="a time zone, such as Asia/Shanghai")]
PortUrl = Annotated[
    str,
    Field(min_length=1, description="a serial port or pyserial URL, such as /dev/ttyUSB0 or socket://10.1.2.3:5005"),
]


class Section(BaseModel):
    """Base of all sections: immutable; a key that is not known here, or of another type, is a mistake."""

    # strict: TOML has types of its own, so "15" for 15 or true for 1 is a mistake.
    # defer_build: a terminal never builds the hub's sections.
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


# --- the hub ------------------------------------------------------------------------------------------


class TlsSettings(Section):
    """HTTPS served by the hub itself; without this section it speaks HTTP (behind nginx, or on localhost)."""

    certificate: FileName
    private_key: FileName


class HubSettings(Section):
    """县级公开平台: one per county.

    county: ASCII code, as in the feed. data_dir: database, uploads, secret key.
    repository_dir: where the signer writes the signed feed. keys_dir: the signer's own keys (only the signer
    may read it). database_url: SQLite in data_dir when empty, else postgresql://user@host/name.
    batch_s: the signer collects releases for so long; withdrawals and emergencies never wait.
    emergency_max_hours: how long an emergency text, or a drill of one, may stand on boards.
    sealing_keys_dir: private keys for what citizens tell the county alone; data_dir/sealing-keys if left out.
    flow_packs: a province's and the county's own review flows over the national ones; the signer reads them, too.
    office_numbers: mobile numbers of offices, which are public and pass the gate for personal data.
    rule_packs: TOML files of the province's and the county's clocks, notice periods and required parts.
    public_dir: where ``mingbai public`` writes the pages for everybody; data_dir/public if left out.
    trusted_root: the county's first root.json, which those pages are verified from; that of keys_dir if left out.
    second_factor_for: who signs in with a code of a telephone besides the password: everybody, or keys of roles such
    as final-reviewer, and admin for administrators; [] means nobody, which is for demonstrations on one machine.
    hsts_days: over HTTPS, for how long a browser is told to come no other way (RFC 6797); 0: it is not told.
    """

    county: Code
    data_dir: FileName
    repository_dir: FileName
    keys_dir: FileName
    sealing_keys_dir: FileName | None = None
    public_dir: FileName | None = None
    trusted_root: FileName | None = None
    listen_host: str = "127.0.0.1"
    listen_port: Port = 8480
    public_url: HttpUrl = "http://127.0.0.1:8480"
    database_url: DatabaseUrl = ""
    time_zone: TimeZone = "Asia/Shanghai"
    allowed_hosts: Annotated[tuple[str, ...], Field(strict=False)] = ("127.0.0.1", "localhost")
    batch_s: Annotated[float, Field(ge=0, le=60)] = 2.0
    emergency_max_hours: Annotated[int, Field(ge=1, le=168)] = 72
    flow_packs: Annotated[tuple[FileName, ...], Field(strict=False)] = ()
    office_numbers: Annotated[tuple[MobileNumber, ...], Field(strict=False)] = ()
    rule_packs: Annotated[tuple[FileName, ...], Field(strict=False)] = ()
    second_factor_for: Annotated[tuple[Code, ...], Field(strict=False)] = ("everybody",)
    hsts_days: Annotated[int, Field(ge=0, le=730)] = 365
    tls: TlsSettings | None = None


# --- the terminal -------------------------------------------------------------------------------------


class SyncSettings(Section):
    """The agent. source: the feed's base URL or a folder. units: whose disclosures this terminal holds.

    hub: the hub's base URL for opinions and heartbeats; empty = this terminal only listens.
    trusted_root: the county's first root.json, put on the terminal by hand when it is installed.
    """

    source: FeedSource
    units: Annotated[tuple[Code, ...], Field(min_length=1, strict=False)]
    trusted_root: FileName
    hub: HttpUrl | None = None
    token_file: FileName | None = None
    poll_every_s: Annotated[float, Field(ge=1, le=86_400)] = 15.0
    request_timeout_s: Annotated[float, Field(gt=0, le=30)] = 10.0


class VolumeSettings(Section):
    """From this time of day (of the county's clock) the loudspeaker is so loud, until the next such time."""

    at: TimeOfDay
    percent: Annotated[int, Field(ge=0, le=100)]


class PrinterSettings(Section):
    """The printer beside the touch screen. name: of its CUPS queue. paper: A4, or a receipt 80 mm wide."""

    name: Annotated[
        str,
        Field(
            pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]*$",
            max_length=127,
            description="the name of a CUPS queue: letters, digits, dots, dashes and underscores",
        ),
    ]
    paper: Literal["a4", "receipt-80"] = "a4"


class KioskSettings(Section):
    """The touch screen. unit: whose terminal this is. Sizes in pixels; size 0 = the whole screen.

    diagonal_inches: of the glass, 0 = not known. lower_edge_cm: how high the glass begins above the floor, 0 = not
    known; with both, low reach keeps everything that is touched within 90 cm.
    languages: what can be chosen, the first one is usual; zh needs no catalogue, every other is a folder of
    kiosk/locale. text_size, contrast, reach: how every visit begins.
    idle_after_s: so long after the last touch a visit ends. attract_after_s: so long after the last touch the screen
    shows by itself what is public; 0 never. screen_hours: outside of these the screen is off; none: always on.
    speech_socket: of speech-dispatcher; where there is none, the screen does not read aloud.
    maintenance_code: its digest, as ``mingbai kiosk --new-code`` prints it; empty: the maintenance page does not exist.
    """

    unit: Code
    width_px: Annotated[int, Field(ge=0, le=7680)] = 0
    height_px: Annotated[int, Field(ge=0, le=7680)] = 0
    idle_after_s: Annotated[float, Field(ge=5, le=3600)] = 60.0
    public_url: HttpUrl | None = None
    diagonal_inches: Annotated[float, Field(ge=0, le=200)] = 0
    lower_edge_cm: Annotated[float, Field(ge=0, le=200)] = 0
    languages: Annotated[tuple[LanguageCode, ...], Field(min_length=1, max_length=6, strict=False)] = ("zh", "en")
    text_size: Literal["normal", "large", "largest"] = "normal"
    contrast: Literal["normal", "high"] = "normal"
    reach: Literal["normal", "low"] = "normal"
    attract_after_s: Annotated[float, Field(ge=0, le=86_400)] = 120.0
    screen_hours: Annotated[tuple[Hours, ...], Field(strict=False)] = ()
    volume: Annotated[tuple[VolumeSettings, ...], Field(strict=False)] = ()
    maintenance_code: CodeDigest = ""
    speech_socket: FileName = Path("/run/mingbai-speech/socket")
    printer: PrinterSettings | None = None


class AreaSettings(Section):
    """The rectangle of a board that carries the line, in pixels from its top left corner."""

    x_px: Annotated[int, Field(ge=0)] = 0
    y_px: Annotated[int, Field(ge=0)] = 0
    width_px: Annotated[int, Field(ge=8)]
    height_px: Annotated[int, Field(ge=8)]


class RegisterSettings(Section):
    """寄存器表: where a Modbus board keeps its text. Numbers as on the wire: 0 is what many manuals call 40001.

    first, count: the registers of the text, two bytes in each; what a text leaves over is filled with the padding.
    function: 16 writes many registers at once, 6 one after the other. byte_order: which half of a register holds
    the first of two bytes. power_coil or power_register: 1 the LEDs on, 0 off. brightness_register: a number up to
    brightness_full, which stands for 100 %. charset: how the text is encoded; which characters a line may have says
    the board's own charset.
    """

    first: Register = 0
    count: Annotated[int, Field(ge=1, le=0x10000)] = 123
    function: Literal[6, 16] = 16
    charset: Literal["gb2312", "gbk", "gb18030"] = "gb18030"
    byte_order: Literal["high", "low"] = "high"
    padding: Literal["zero", "space"] = "zero"
    power_coil: Register | None = None
    power_register: Register | None = None
    brightness_register: Register | None = None
    brightness_full: Annotated[int, Field(ge=1, le=0xFFFF)] = 100

    @model_validator(mode="after")
    def _apart(self) -> RegisterSettings:
        end = self.first + self.count
        if end > 0x10000:
            raise ValueError(f"first {self.first} and count {self.count} reach register {end - 1}, the last is 65535")
        if self.power_coil is not None and self.power_register is not None:
            raise ValueError("power_coil and power_register: a board has one of them")
        for name in ("power_register", "brightness_register"):
            register = getattr(self, name)
            if register is not None and self.first <= register < end:
                raise ValueError(f"{name} {register}: lies in the registers of the text, {self.first} to {end - 1}")
        return self


MOST_BOARDS_ON_A_LINE = 32  # unit loads that an RS-485 driver must carry (TIA-485-A)


class BrightnessSettings(Section):
    """From this time of day (of the county's clock) the board is so bright, until the next such time."""

    at: TimeOfDay
    percent: Annotated[int, Field(ge=1, le=100)]


class FailMessageSettings(Section):
    """What a board shows when something has happened (NTCIP 1203 fail events); left out or empty: nothing.

    The texts are not signed, so let them be true for ever: the name of the office, a telephone number.
    """

    end_duration: FailText = ""
    communications_loss: FailText = ""
    short_power_recovery: FailText = ""
    long_power_recovery: FailText = ""
    reset: FailText = ""
    power_loss: FailText = ""


class HeartbeatSettings(Section):
    """The output that a watchdog relay listens to, if the card cannot go blank by itself.

    kind: a line of a serial port of its own (dtr, rts), or a file that takes 0 and 1 (gpio).
    output: the serial port, or the file, such as /sys/class/gpio/gpio17/value.
    """

    kind: Literal["dtr", "rts", "gpio"]
    output: PortUrl


class BoardSettings(Section):
    """One LED board. url: any pyserial URL (/dev/serial/by-id/…, socket://host:port, rfc2217://…).

    A board of model window is a full-screen window; its url is window:// and an X display, such as window://:0.

    deadman_s: if the card hears nothing for so long it goes blank by itself (where the card can).
    line: data bits, parity, stop bits, as the maker says; 8e1 is what Modbus asks for.
    characters_per_s: reading speed; 4 is legible for the elderly.
    turnaround_s: the rest that an RS-485 line needs after this board's turn, before the next board is called; boards
    with the same url share one line. local_echo: the adapter hears what it sends (two-wire, receiver always on).
    kernel_rs485: Linux turns an RS-485 line with RTS (TIOCSRS485), for ports whose driver can; off: the adapter does.
    network_id: of a C-Power card behind a network port, its id code (0xFFFFFFFF: any); frames then go out as the maker
    wraps them for networks, unescaped. Not set: as on a serial line.
    charset: of the fonts on the card; gbk only where a GBK font was loaded into it (rare characters in names),
    ascii for signs that have no Chinese of their own.
    registers: of a modbus-text board, from its maker's manual.
    quiet_hours: the board shows nothing. powered_hours: outside of these its LEDs are switched off; none: always on.
    full_resend_every_s: how often everything is sent anew, so that foreign text in the card's memory dies.
    comm_loss_s: after so much time without a pull the board shows what fail_messages says; 0 never.
    short_power_loss_s: up to so long a power cut is a short one; 0: every one is long.
    """

    id: Code
    unit: Code
    model: Literal[
        "onbon-bx5k",
        "onbon-bx6k",
        "onbon-bx6",
        "jetfile2",
        "alpha",
        "am03127",
        "cpower1200",
        "hanover",
        "modbus-text",
        "window",
    ]
    url: PortUrl
    width_px: Annotated[int, Field(ge=8, le=8192)]
    height_px: Annotated[int, Field(ge=8, le=1024)]
    address: Annotated[int, Field(ge=0, le=0xFFFE)] = 1
    baud: Literal[300, 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200] = 57600
    line: Literal["8n1", "7e1", "8e1"] = "8n1"
    font_px: Literal[12, 14, 16, 24, 32] = 16
    colours: Literal["red", "green", "red-green"] = "red"
    charset: Literal["ascii", "gb2312", "gbk"] = "gb2312"
    area: AreaSettings | None = None
    reply_within_s: Annotated[float, Field(gt=0, le=10)] = 1.0
    deadman_s: Annotated[int, Field(ge=5, le=3600)] = 120
    resend_every_s: Annotated[float, Field(ge=5, le=3600)] = 60.0
    characters_per_s: Annotated[float, Field(gt=0, le=20)] = 4.0
    turnaround_s: Annotated[float, Field(ge=0, le=2)] = 0.005
    local_echo: bool = False
    kernel_rs485: bool = False
    network_id: Annotated[int, Field(ge=0, le=0xFFFF_FFFF)] | None = None
    registers: RegisterSettings | None = None
    quiet_hours: Annotated[tuple[Hours, ...], Field(strict=False)] = ()
    powered_hours: Annotated[tuple[Hours, ...], Field(strict=False)] = ()
    brightness: Annotated[tuple[BrightnessSettings, ...], Field(strict=False)] = ()
    full_resend_every_s: Annotated[float, Field(ge=60, le=86_400)] = 600.0
    comm_loss_s: Annotated[int, Field(ge=0, le=2_592_000)] = 0
    short_power_loss_s: Annotated[int, Field(ge=0, le=86_400)] = 0
    fail_messages: FailMessageSettings | None = None
    heartbeat: HeartbeatSettings | None = None

    @model_validator(mode="after")
    def _fits(self) -> BoardSettings:
        if self.registers and self.model != "modbus-text":
            raise ValueError(f"registers: a board of model {self.model} has none, only modbus-text has")
        if self.network_id is not None and self.model != "cpower1200":
            raise ValueError(f"network_id: a board of model {self.model} has none, only cpower1200 has")
        if self.kernel_rs485 and "://" in self.url:
            raise ValueError(f"kernel_rs485: {self.url} is no serial port of this machine, so it cannot turn that line")
        if (self.model == "window") != self.url.startswith("window://"):
            raise ValueError(f"url {self.url}: a board of model window has window:// and an X display, no other has")
        area = self.area
        if area and (area.x_px + area.width_px > self.width_px or area.y_px + area.height_px > self.height_px):
            raise ValueError(
                f"area reaches {area.x_px + area.width_px}×{area.y_px + area.height_px} px, "
                f"the board has {self.width_px}×{self.height_px} px"
            )
        if self.resend_every_s >= self.deadman_s:
            raise ValueError(f"resend_every_s {self.resend_every_s:g} must be below deadman_s {self.deadman_s}")
        return self


class TerminalSettings(Section):
    """终端: one machine with a touch screen, LED boards, or both.

    terminal: its id, as enrolled at the hub. data_dir: store, outbox, TUF metadata, attachments.
    """

    terminal: Code
    county: Code
    data_dir: FileName
    sync: SyncSettings
    kiosk: KioskSettings | None = None
    boards: Annotated[tuple[BoardSettings, ...], Field(strict=False)] = ()

    @model_validator(mode="after")
    def _no_board_twice(self) -> TerminalSettings:
        ids = [board.id for board in self.boards]
        twice = sorted({board_id for board_id in ids if ids.count(board_id) > 1})
        if twice:
            raise ValueError(f"board id used twice: {', '.join(twice)}")
        return self

    @model_validator(mode="after")
    def _lines_agree(self) -> TerminalSettings:
        """Boards on one line need one speed, and addresses by which they can be told apart."""
        lines: dict[str, list[BoardSettings]] = {}
        for board in self.boards:
            lines.setdefault(board.url, []).append(board)
        if [board.model for board in self.boards].count("window") > 1:
            raise ValueError("two boards of model window: a terminal has one window")
        for url, boards in lines.items():
            if len(boards) > MOST_BOARDS_ON_A_LINE:
                raise ValueError(f"{len(boards)} boards on {url}: a line carries at most {MOST_BOARDS_ON_A_LINE}")
            if len({(board.baud, board.line, board.local_echo, board.kernel_rs485) for board in boards}) > 1:
                raise ValueError(
                    f"boards on {url}: baud, line, local_echo and kernel_rs485 must be the same for all of them"
                )
            addresses = [board.address for board in boards]
            twice = sorted({address for address in addresses if addresses.count(address) > 1})
            if twice:
                raise ValueError(f"boards on {url}: address used twice: {', '.join(map(str, twice))}")
        return self
