"""Feed one board protocol's decoder a million inputs, guided by coverage from the golden frames onwards.

    python -m tests.fuzz                       every protocol, one after another, each in a process of its own
    python -m tests.fuzz jetfile2 [-runs=N …]  one of them; further words are libFuzzer's

An input that raises what is not ours, or that decodes to an object which does not give the same bytes again, ends
the run and is kept in build/fuzz/PROTOCOL/ as crash-….
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["display"]):
    from display.errors import DisplayError
    from display.protocols import MODELS, model_of

    for _name in MODELS:
        model_of(_name)

INPUTS = 1_000_000
LONGEST = 640  # bytes: every field of every frame fits; longer texts only cost time
PROJECT = Path(__file__).resolve().parents[2]
GOLDEN = PROJECT / "tests" / "golden" / "display"
FOUND = PROJECT / "build" / "fuzz"


def main(arguments: list[str]) -> int:
    """0: no input did harm."""
    if arguments:
        return _fuzz(arguments[0], arguments[1:])
    statuses = {name: subprocess.run([sys.executable, "-m", "tests.fuzz", name]).returncode for name in MODELS}
    for name, status in statuses.items():
        print(f"{name:<12} {'held' if status == 0 else 'FAILED, see build/fuzz/' + name}")
    return int(any(statuses.values()))


def _fuzz(name: str, options: list[str]) -> int:
    model = model_of(name)
    folder = FOUND / name
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for file in GOLDEN.glob("*/frames.json"):
        for number, frame in enumerate(json.loads(file.read_text(encoding="utf-8"))):
            if frame["protocol"] == name:
                (corpus / f"golden-{number}").write_bytes(bytes.fromhex(frame["hex"]))

    def one(data: bytes) -> None:
        model.protocol.read(data)
        try:
            found = model.json.decoded(data)
        except DisplayError:
            return
        if "answer" not in found:
            again = model.json.frames(json.dumps(found).encode())
            assert again == [data], f"{data.hex()} comes back as {[frame.hex() for frame in again]}"

    words = [f"-runs={INPUTS}", f"-max_len={LONGEST}", f"-artifact_prefix={folder}/", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], str(corpus), *words, *options], one)
    atheris.Fuzz()  # ends the process
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
