"""One Onbon text area as JSON fields, and back: defaults filled in, speech and texts as readable text."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from display.board import Charset
from display.errors import ProtocolError
from display.protocols.onbon_area import SPEAK_OTHER, SPEAK_TEXT, SPEED, Sound, TextArea
from display.protocols.onbon_objects import AreaNative, AreaText, Rectangle, Speech
from display.protocols.onbon_text import read_text, text_codes

_USUAL = TextArea(id=0, x_px=0, y_px=0, width_px=0, height_px=0, text=b"", speed=SPEED)


def area_from_object(wanted: AreaText, above: AreaNative) -> TextArea:
    """The area of this object; ``above`` holds for what it does not say itself. Raises TextRefused, ProtocolError."""

    def number(name: str, usual: int) -> int:
        value: int | UnsetType = getattr(wanted.native, name)
        if value is UNSET:
            value = getattr(above, name)
        return usual if isinstance(value, UnsetType) else value

    own, place = wanted.native, wanted.area
    sound = own.sound or above.sound
    extension = above.extension if own.extension is UNSET else own.extension
    return TextArea(
        id=place.id,
        x_px=place.x,
        y_px=place.y,
        width_px=place.w,
        height_px=place.h,
        text=b"".join(text_codes(wanted.text, wanted.charset)),
        run_mode=number("run_mode", _USUAL.run_mode),
        timeout=number("timeout", _USUAL.timeout),
        align=number("align", _USUAL.align),
        single_line=number("single_line", _USUAL.single_line),
        new_line=number("new_line", _USUAL.new_line),
        mode=number("mode", _USUAL.mode),
        speed=number("speed", _USUAL.speed),
        hold=number("hold", _USUAL.hold),
        line_space=number("line_space", 0),
        exit_mode=number("exit_mode", 0),
        x_in_pixels=bool(number("x_pixels", 0)),
        width_in_pixels=bool(number("w_pixels", 0)),
        sound=_sound(sound, wanted.charset) if sound else None,
        extension=bytes(extension or ()),
    )


def object_from_area(area: TextArea) -> AreaText:
    """The object that ``area_from_object`` turns into the same area."""
    text, charset = read_text(area.text)
    sound: Speech | UnsetType = UNSET
    if area.sound is not None:
        sound, spoken_charset = _speech(area.sound)
        charset = spoken_charset if charset == "gb2312" else charset
    return AreaText(
        text=text,
        charset=charset,
        area=Rectangle(id=area.id, x=area.x_px, y=area.y_px, w=area.width_px, h=area.height_px),
        native=AreaNative(
            mode=area.mode,
            speed=area.speed,
            hold=area.hold,
            run_mode=area.run_mode,
            timeout=area.timeout,
            single_line=area.single_line,
            new_line=area.new_line,
            align=area.align,
            line_space=area.line_space or UNSET,
            exit_mode=area.exit_mode or UNSET,
            x_pixels=area.x_in_pixels or UNSET,
            w_pixels=area.width_in_pixels or UNSET,
            sound=sound,
            extension=tuple(area.extension) or UNSET,
        ),
    )


# --- helpers ---


def _sound(speech: Speech, charset: Charset) -> Sound:
    fields = {name: getattr(speech, name) for name in ("person", "repeat", "volume", "speed")}
    if speech.mode not in (SPEAK_TEXT, SPEAK_OTHER) and any(value is not UNSET for value in fields.values()):
        raise ProtocolError(f"sound mode {speech.mode} carries nothing but its number; 1 and 2 have a voice")
    if speech.mode != SPEAK_OTHER and speech.text is not UNSET:
        raise ProtocolError(f"sound mode {speech.mode} carries no text of its own; mode 2 does")
    text = b"" if speech.text is UNSET else b"".join(text_codes(speech.text, charset))
    given = {name: value for name, value in fields.items() if value is not UNSET}
    return Sound(speech.mode, text=text, **given)


def _speech(sound: Sound) -> tuple[Speech, Charset]:
    if sound.mode not in (SPEAK_TEXT, SPEAK_OTHER):
        return Speech(mode=sound.mode), "gb2312"
    text, charset = read_text(sound.text)
    speech = Speech(
        mode=sound.mode,
        person=sound.person,
        repeat=sound.repeat,
        volume=sound.volume,
        speed=sound.speed,
        text=text if sound.mode == SPEAK_OTHER else UNSET,
    )
    return speech, charset
