"""流程包: flows as data, national, then a province's, then a county's, each over the one before.

level = "county"
name = "某县"
[flows.village-result]
gaps = { implementation = 10 }          # only the days between steps differ
[flows.party]                           # or whole fields: name, basis, steps, …
name = "党务公开(县)"
[[kinds]]                               # which flow a disclosure takes; asked before those of the packs above
flow = "two-step"
units = ["d09"]                         # and everything below
six_open = ["government"]
genres = ["办事指南"]

They are files that hub.toml names, not rows of the database: who takes over the hub's web process cannot give a
disclosure another flow, for the signer reads the same files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from content.hub.packs import Level, pack_from
from content.hub.review.flows import Flow, problems
from content.terms import Level as UnitLevel
from content.terms import SixOpen, Stage

NATIONAL_PACK = Path(__file__).parent / "packs" / "national.toml"


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Disclosures that take one flow. An empty list: whatever it is. units: codes, each with all below it."""

    flow: str
    six_open: tuple[SixOpen, ...] = ()
    genres: tuple[str, ...] = ()
    stages: tuple[Stage, ...] = ()
    levels: tuple[UnitLevel, ...] = ()
    units: tuple[str, ...] = ()


class FlowPack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file."""

    level: Level
    name: str
    flows: dict[str, dict[str, Any]] = {}
    kinds: tuple[Kind, ...] = ()


@dataclass(frozen=True)
class Subject:
    """What decides about the flow. units: the disclosure's own and all above it."""

    units: frozenset[str]
    level: UnitLevel
    six_open: SixOpen
    genre: str = ""
    stage: Stage | None = None


@dataclass(frozen=True)
class Flows:
    """The flows of one hub, and which disclosure takes which."""

    by_key: dict[str, Flow]
    kinds: tuple[Kind, ...]

    def flow_of(self, subject: Subject) -> Flow:
        """The flow of a disclosure: that of the first kind it is of. The last kind is always any disclosure."""
        return next(self.by_key[kind.flow] for kind in self.kinds if _is_of(subject, kind))


def read_pack(file: Path) -> FlowPack:
    """One pack. Raises ValueError that names the file and what is wrong in it."""
    return pack_from(file, FlowPack)


def read_flows(files: Sequence[Path] = ()) -> Flows:
    """The national flows under those of the packs. Raises ValueError that names pack and flow."""
    return flows_of([read_pack(file) for file in (NATIONAL_PACK, *files)])


def flows_of(packs: Sequence[FlowPack]) -> Flows:
    """The flows that hold where all these packs do. Raises ValueError that names pack and flow."""
    order = list(Level)
    ranked = sorted(packs, key=lambda pack: order.index(pack.level))
    fields: dict[str, dict[str, Any]] = {}
    for pack in ranked:
        for key, given in pack.flows.items():
            merged = {**fields.get(key, {}), **given, "key": key, "pack": pack.name}
            fields[key] = _with_gaps(merged, f"flow {key!r} of {pack.name}")
    by_key = {key: _flow(key, given) for key, given in fields.items()}
    kinds = tuple(kind for pack in reversed(ranked) for kind in pack.kinds)
    for kind in kinds:
        if kind.flow not in by_key:
            raise ValueError(f"no flow {kind.flow!r}; there are {', '.join(sorted(by_key))}")
    if not kinds or msgspec.structs.replace(kinds[-1], flow="") != Kind(flow=""):
        raise ValueError("the last kind must be one that every disclosure is of")
    return Flows(by_key, kinds)


def _with_gaps(given: dict[str, Any], where: str) -> dict[str, Any]:
    gaps = given.pop("gaps", {})
    if not isinstance(gaps, dict):
        raise ValueError(f"{where}: gaps must be a table of step = days")
    steps = [dict(step) for step in given.get("steps", ())]
    unknown = sorted(set(gaps) - {step.get("key") for step in steps})
    if unknown:
        raise ValueError(f"{where}: gaps of unknown steps {', '.join(unknown)}")
    return {**given, "steps": [{**step, "gap_days": gaps[key]} if (key := step.get("key")) in gaps else step
                               for step in steps]}  # fmt: skip


def _flow(key: str, given: dict[str, Any]) -> Flow:
    try:
        flow = msgspec.convert(given, Flow)
    except msgspec.ValidationError as err:
        raise ValueError(f"flow {key!r} of {given['pack']}: {err}") from err
    found = problems(flow)
    if found:
        raise ValueError(f"flow {key!r} of {flow.pack}: {'; '.join(found)}")
    return flow


def _is_of(subject: Subject, kind: Kind) -> bool:
    return (
        (not kind.six_open or subject.six_open in kind.six_open)
        and (not kind.genres or subject.genre in kind.genres)
        and (not kind.stages or subject.stage in kind.stages)
        and (not kind.levels or subject.level in kind.levels)
        and (not kind.units or bool(subject.units & set(kind.units)))
    )
