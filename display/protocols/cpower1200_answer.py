"""Answers of C-Power cards: whether they are a yes, and the same as JSON objects.

    {"answer": "ack", "address": 1, "native": {"cc": 1}}                       code 7B, the command is repeated
    {"answer": "nak", "address": 1, "error": "checksum wrong", "native": {"result": 1, "cc": 2}}
    {"answer": "ack", "address": 1, "native": {"code": 71, "time": "2026-11-22T09:05:07"}}

That a card repeats the number of the command is not in V3.3 but in answers that users printed ("E8 32 01 7B 00 01 00
00 00 01 98 01"). Results other than 0, 1 and 2 are "to be confirmed" in every edition.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from display.protocols import cpower1200_basic as basic
from display.protocols.cpower1200_codec import ANSWERS, Byte, Record, told
from display.protocols.cpower1200_frame import EXTERNAL_CALLS, FROM_CARD, TO_CARD, Packet
from display.protocols.cpower1200_verbs import Carrier, convert, split
from display.protocols.objects import FrameJsonError


class CallAnswer(Record, frozen=True, kw_only=True):
    """An answer to a command of 7B. cc: the command that it repeats. old: from firmware 3.2 or older (type 68)."""

    result: Byte = 0
    cc: Byte | None = None
    more: tuple[Byte, ...] = ()
    po: Byte = 0
    tp: Byte = 0
    old: bool = False


Answer = CallAnswer | basic.Answer


class AnswerObject(Record, frozen=True, kw_only=True):
    answer: Literal["ack", "nak"]
    address: Byte = 1
    error: str = ""
    native: dict[str, Any] = {}


def is_answer(packet: Packet) -> bool:
    """Old firmware answers with the type of a request: told by its length, the command's number and nothing else."""
    if packet.kind == FROM_CARD:
        return True
    return packet.code == EXTERNAL_CALLS and packet.last == 0 and len(packet.data) < 2 and packet.data != b"\x06"


def decode_answer(packet: Packet) -> Answer:
    """What a packet says that ``is_answer``."""
    if packet.code != EXTERNAL_CALLS:
        return basic.decode_answer(packet.code, packet.info, packet.data)
    return CallAnswer(
        result=packet.info,
        cc=packet.data[0] if packet.data else None,
        more=tuple(packet.data[1:]),
        po=packet.number,
        tp=packet.last,
        old=packet.kind == TO_CARD,
    )


def error_of(answer: Answer) -> str:
    """Why the card says no; empty for a yes."""
    if isinstance(answer, basic.Answer):
        return "" if answer.accepted else "failed"
    return ANSWERS.get(answer.result, f"error {answer.result:02x}") if answer.result else ""


def answer_object(packet: Packet) -> dict[str, object]:
    """An answer as JSON."""
    answer = decode_answer(packet)
    error = error_of(answer)
    found: dict[str, object] = {"answer": "nak" if error else "ack", "address": packet.card}
    if error:
        found["error"] = error
    native = told(answer)
    if packet.network is not None:
        native["network"] = packet.network
    return found | ({"native": native} if native else {})


def answer_packet(value: object) -> Packet:
    """The packet of an answer's object. Raises FrameJsonError."""
    wanted = convert(value, AnswerObject, "")
    carrier, native = split(wanted.native, Carrier)
    if "code" in native:
        basic_answer = convert(native, basic.Answer, "native")
        error = error_of(basic_answer)
        packet = Packet(basic_answer.pack(), wanted.address, basic_answer.code, basic_answer.info, kind=FROM_CARD)
    else:
        answer = convert(native, CallAnswer, "native")
        error = error_of(answer)
        data = bytes(answer.more) if answer.cc is None else bytes([answer.cc, *answer.more])
        kind = TO_CARD if answer.old else FROM_CARD
        packet = Packet(data, wanted.address, info=answer.result, number=answer.po, last=answer.tp, kind=kind)
    if (wanted.answer, wanted.error) != ("nak" if error else "ack", error):
        raise FrameJsonError(f"answer {wanted.answer} {wanted.error!r}: native says {error or 'ack'!r}")
    return replace(packet, network=carrier.network)
