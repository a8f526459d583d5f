"""The words of the message controller: why a message is up, why one is refused, what can happen to a board.

Names and numbers are those of NTCIP 1203 v03, the standard for roadside message signs.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

from display.message_store import LOWEST_PRIORITY, Memory, Message, MessageId, blank


class Refusal(enum.Enum):
    """dmsActivateMsgError. Where several apply, the first is told, in this order.

    It is the standard's own but for one thing: a row that is not there (messageMemoryType, messageNumber) is not
    asked for its state.
    """

    PRIORITY = "priority"
    MESSAGE_MEMORY_TYPE = "messageMemoryType"
    MESSAGE_NUMBER = "messageNumber"
    MESSAGE_STATUS = "messageStatus"
    MESSAGE_CRC = "messageCRC"
    SYNTAX = "syntaxMULTI"
    LOCAL_MODE = "localMode"
    CENTRAL_MODE = "centralMode"
    CENTRAL_OVERRIDE_MODE = "centralOverrideMode"


class Source(enum.Enum):
    """dmsMsgSourceMode: why the present message is up."""

    LOCAL = "local"
    EXTERNAL = "external"
    CENTRAL = "central"
    SCHEDULER = "timebasedScheduler"
    POWER_RECOVERY = "powerRecovery"
    RESET = "reset"
    COMM_LOSS = "commLoss"
    POWER_LOSS = "powerLoss"
    END_DURATION = "endDuration"


class FailEvent(enum.Enum):
    """What can happen to a board without anybody's activation, and the source it is shown with."""

    END_DURATION = "end_duration"
    COMMUNICATIONS_LOSS = "communications_loss"
    SHORT_POWER_RECOVERY = "short_power_recovery"
    LONG_POWER_RECOVERY = "long_power_recovery"
    RESET = "reset"
    POWER_LOSS = "power_loss"


class ControlMode(enum.Enum):
    """dmsControlMode: the switch on the cabinet, and the centre's right to override it."""

    LOCAL = "local"
    CENTRAL = "central"
    CENTRAL_OVERRIDE = "centralOverride"


class Health(enum.Enum):
    """shortErrorStatus, by the number of its bit."""

    COMMUNICATIONS = 1
    POWER = 2
    ATTACHED_DEVICE = 3
    LAMP = 4
    PIXEL = 5
    PHOTOCELL = 6
    MESSAGE = 7
    CONTROLLER = 8
    TEMPERATURE_WARNING = 9
    CLIMATE_CONTROL = 10
    CRITICAL_TEMPERATURE = 11
    DRUM_ROTOR = 12
    DOOR_OPEN = 13
    HUMIDITY = 14


SOURCE_OF = MappingProxyType(
    {
        FailEvent.END_DURATION: Source.END_DURATION,
        FailEvent.COMMUNICATIONS_LOSS: Source.COMM_LOSS,
        FailEvent.SHORT_POWER_RECOVERY: Source.POWER_RECOVERY,
        FailEvent.LONG_POWER_RECOVERY: Source.POWER_RECOVERY,
        FailEvent.RESET: Source.RESET,
        FailEvent.POWER_LOSS: Source.POWER_LOSS,
    }
)
ASKING = frozenset({Source.LOCAL, Source.EXTERNAL, Source.CENTRAL, Source.SCHEDULER})
FROM_THE_CENTRE = frozenset({Source.CENTRAL, Source.SCHEDULER})  # the schedule plays what the centre has signed
CURRENT = MessageId(Memory.CURRENT_BUFFER, "")
SCHEDULED = MessageId(Memory.SCHEDULE, "")
DARK = blank(LOWEST_PRIORITY, datetime.min.replace(tzinfo=UTC))


@dataclass(frozen=True, kw_only=True)
class Activation:
    """MessageActivationCode: the caller names what it believes is stored. duration_s None: until the message ends."""

    id: MessageId
    sha256: str
    priority: int
    source: Source
    duration_s: int | None = None


@dataclass(frozen=True)
class Showing:
    """What is activated now. until None: until the message itself ends."""

    message: Message = DARK
    source: Source = Source.RESET
    until: datetime | None = None
