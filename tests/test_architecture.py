"""The shape of the project: who may import whom and what, and what each new part must bring along."""

from __future__ import annotations

import ast
import configparser
import importlib.metadata
import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from config.load import load_either
from config.settings import BoardSettings
from display.protocols import MODELS

PACKAGES = ("config", "content", "display", "kiosk", "mingbai")

OWNERS = {  # library: the only files or folders that may import it
    "serial": ("display/transport.py",),
    "kivy": ("kiosk/",),
    "django": ("content/hub/", "mingbai/demo/hub.py"),  # the demo has no clerks: it moves the hub from within
    "wagtail": ("content/hub/",),
    "requests": ("content/sync/fetch.py", "content/sync/deliver.py", "mingbai/approve/waiting.py"),
    "apscheduler": ("content/sync/", "content/hub/"),
    "python_calamine": ("content/hub/reading/sheet.py",),
    "pypdfium2": ("content/hub/reading/pdf.py", "kiosk/"),
    "chinese_calendar": ("content/hub/deadlines/",),
    "opencc": ("content/hub/checking/characters.py",),
    "pydantic": ("config/",),
    "jinja2": ("content/public_side/pages.py",),
    "weasyprint": ("content/public_side/sheet.py",),
    "tuf": ("content/feed/", "content/sync/", "mingbai/demo/attacks.py"),
    "sdl2": ("display/sdl.py",),
    "pymodbus": ("display/protocols/modbus_text_frame.py",),
}

USED_BY_NAME = (  # not imported, but run, or named in settings
    *("psycopg", "whitenoise"),  # by Django, from the hub's settings
    "uvloop",  # by granian
    "pysdl2-dll",  # by pysdl2
    *("pytest-timeout", "pytest-xdist", "coverage", "mutmut", "mypy", "ruff", "import-linter"),
    *("types-requests", "types-pyserial"),
)

PURE = (  # take `now` and bytes; know no clock, chance, file, thread, network, port or window
    "content/disclosure.py",
    "content/personal_data/",
    "content/feed/pages.py",
    *(
        f"content/hub/checking/{name}.py"
        for name in "finding characters marks lines ledger parts check private forbidden".split()
    ),
    *(
        f"content/hub/catalogue/{name}.py"
        for name in "item header sheets differences limits publishers negative".split()
    ),
    "content/hub/checking/manuscript.py",
    "content/hub/drafting/templates.py",
    "content/hub/deadlines/reckon.py",
    "content/hub/deadlines/rules.py",
    "content/hub/deadlines/workdays.py",
    "content/hub/packs.py",
    "content/store/search.py",
    "content/sync/decide.py",
    "display/programme.py",
    "display/controller.py",
    "display/message_store.py",
    "display/sign_terms.py",
    "display/face_choice.py",
    "display/care.py",
    "display/upkeep.py",
    "display/compose.py",
    "display/render.py",
    "display/window.py",
    "display/window_board.py",
    "display/protocols/",
    "kiosk/routes.py",
    "kiosk/viewmodel/",
    "kiosk/linebreak.py",
    "kiosk/idle.py",
    "kiosk/comfort.py",
    "kiosk/colours.py",
    "kiosk/theme.py",
    "kiosk/drawing.py",
    "kiosk/legibility.py",
    "kiosk/screens/",
    "kiosk/widgets/",
)
IMPURE = frozenset(
    "time random secrets uuid socket threading subprocess os sqlite3 logging serial kivy requests django".split()
)


@cache
def sources(project: Path) -> tuple[tuple[str, ast.Module], ...]:
    """Every source file of the packages: its path from the project's folder, and its syntax tree."""
    files = [file for package in PACKAGES for file in sorted((project / package).rglob("*.py"))]
    return tuple((file.relative_to(project).as_posix(), ast.parse(file.read_bytes())) for file in files)


@cache
def imported(tree: ast.Module) -> set[str]:
    """The top-level names of all modules that a file imports, wherever in the file."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def test_imports_run_downward_only(project: Path) -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    ran = subprocess.run([linter], cwd=project, capture_output=True, text=True, timeout=100, check=False)
    assert ran.returncode == 0, ran.stdout


@pytest.mark.parametrize("library", OWNERS)
def test_each_library_is_known_only_to_its_owners(project: Path, library: str) -> None:
    importers = [name for name, tree in sources(project) if library in imported(tree)]
    assert [name for name in importers if not name.startswith(OWNERS[library])] == []
    assert importers, f"nothing imports {library}: take it out of setup.cfg and of this table"


def test_pure_files_know_no_clock_port_or_window(project: Path) -> None:
    found = {name: imported(tree) & IMPURE for name, tree in sources(project) if name.startswith(PURE)}
    assert {name: names for name, names in found.items() if names} == {}
    absent = [name for name in PURE if not any(seen.startswith(name) for seen in found)]
    assert absent == [], "the table names files that are no more"


def test_every_module_says_in_its_first_line_what_it_is(project: Path) -> None:
    silent = [name for name, tree in sources(project) if tree.body and not ast.get_docstring(tree)]
    assert [name for name in silent if "/migrations/" not in name] == []


def test_every_example_of_settings_loads(project: Path) -> None:
    examples = sorted((project / "config" / "examples").glob("*.toml"))
    assert {type(load_either(file)).__name__ for file in examples} == {"HubSettings", "TerminalSettings"}


def test_every_board_model_has_golden_frames_from_outside(project: Path) -> None:
    golden: dict[str, list[str]] = {}
    for file in (project / "tests" / "golden" / "display").rglob("frames.json"):
        for frame in json.loads(file.read_text(encoding="utf-8")):
            golden.setdefault(frame["protocol"], []).append(frame["source"])
    models = set(get_args(BoardSettings.model_fields["model"].annotation)) - {"window"}  # it has no wire
    assert models == set(MODELS), "a model of the settings without a protocol, or the other way round"
    assert [model for model in models if not golden.get(model)] == []
    assert all(source for sources in golden.values() for source in sources), "each frame names where it comes from"


def test_every_test_folder_is_a_package(project: Path) -> None:
    folders = {file.parent for file in (project / "tests").rglob("test_*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


def dependencies(project: Path) -> list[str]:
    """The names of all third-party packages in setup.cfg."""
    settings = configparser.ConfigParser(interpolation=None)
    settings.read(project / "setup.cfg", encoding="utf-8")
    wanted = [settings["options"]["install_requires"], *settings["options.extras_require"].values()]
    return sorted({line.split()[0].split("[")[0] for group in wanted for line in group.strip().splitlines()})


def test_every_dependency_stands_in_the_table_of_licences(project: Path) -> None:
    table = (project / "docs" / "adr" / "0012-third-party-libraries.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([a-z0-9-]+) \| [A-Z]", table, re.MULTILINE)
    assert sorted(rows) == dependencies(project)


def test_every_dependency_is_used(project: Path) -> None:
    files = (file for folder in (*PACKAGES, "tests", "bench", "setup") for file in (project / folder).rglob("*.py"))
    used = set().union(*(imported(ast.parse(file.read_bytes())) for file in files))
    brings: dict[str, set[str]] = {}
    for module, packages in importlib.metadata.packages_distributions().items():
        for package in packages:
            brings.setdefault(package.lower().replace("_", "-"), set()).add(module)
    unused = [name for name in dependencies(project) if not brings.get(name, set()) & used]
    assert [name for name in unused if name not in USED_BY_NAME] == []
