"""Feed each board protocol's decoder, and all readers of streams, a million inputs, guided by coverage.

    python -m tests.fuzz                       one after another, each in a process of its own
    python -m tests.fuzz jetfile2 [-runs=N …]  one of them; further words are libFuzzer's
    python -m tests.fuzz readers               the readers of streams: see tests/fuzz/readers.py

They start from the golden frames. Half of the inputs of a decoder are put into envelopes with right sums (tests/fuzz/
sealed.py), since no fuzzer guesses those. An input that raises what is not ours, or that decodes to an object which does not
give the same bytes again, ends the run and is kept in build/fuzz/NAME/ as crash-….
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["display", "tests.fuzz.readers"]):
    from display.errors import DisplayError
    from display.protocols import MODELS, model_of
    from tests.fuzz import readers

    for _name in MODELS:
        model_of(_name)

from tests.fuzz.sealed import SEALS

INPUTS = 1_000_000
LONGEST = 640  # bytes: every field of every frame fits; longer texts only cost time
READERS = "readers"
PROJECT = Path(__file__).resolve().parents[2]
GOLDEN = PROJECT / "tests" / "golden" / "display"
FOUND = PROJECT / "build" / "fuzz"


def main(arguments: list[str]) -> int:
    """0: no input did harm."""
    if arguments:
        return _fuzz(arguments[0], arguments[1:])
    names = [*MODELS, READERS]
    statuses = {name: subprocess.run([sys.executable, "-m", "tests.fuzz", name]).returncode for name in names}
    for name, status in statuses.items():
        print(f"{name:<12} {'held' if status == 0 else 'FAILED, see build/fuzz/' + name}")
    return int(any(statuses.values()))


def _fuzz(name: str, options: list[str]) -> int:
    folder = FOUND / name
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, (protocol, frame) in enumerate(_golden()):
        if protocol == name:
            (corpus / f"golden-{number}").write_bytes(b"\0" + frame)
            (corpus / f"opened-{number}").write_bytes(b"\1" + SEALS[name][1](frame))
        elif name == READERS:
            (corpus / f"golden-{number}").write_bytes(bytes([number % 18, 99]) + frame[-8:] + frame + frame)
    check = readers.check if name == READERS else _round_trip(name)
    words = [f"-runs={INPUTS}", f"-max_len={LONGEST}", f"-artifact_prefix={folder}/", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], str(corpus), *words, *options], check)
    atheris.Fuzz()  # ends the process
    return 0


def _golden() -> list[tuple[str, bytes]]:
    files = sorted(GOLDEN.glob("*/frames.json"))
    frames = [frame for file in files for frame in json.loads(file.read_text(encoding="utf-8"))]
    return [(frame["protocol"], bytes.fromhex(frame["hex"])) for frame in frames]


def _round_trip(name: str) -> Callable[[bytes], None]:
    """An even first byte: what follows is the frame; an odd one: it is put into a sound envelope."""
    model, seal = model_of(name), SEALS[name][0]

    def check(choice: bytes) -> None:
        data = seal(choice[1:]) if choice[:1] and choice[0] & 1 else choice[1:]
        model.protocol.read(data)
        try:
            found = model.json.decoded(data)
        except DisplayError:
            return
        again = model.json.frames(json.dumps(found).encode())
        assert again == [data], f"{data.hex()} comes back as {[frame.hex() for frame in again]}"

    return check


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
