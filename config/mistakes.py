"""Say in plain English what is wrong with a settings file and what is allowed instead.

What is allowed is read from the model itself (its bounds, choices and descriptions), so that the rule and the
sentence about it cannot drift apart.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

SHOWN_CHARACTERS = 60  # of a wrong value

Schema = Mapping[str, Any]


def mistakes_in(path: Path, model: type[BaseModel], error: ValidationError) -> list[str]:
    """One line for each mistake: file, key, what was found, what is allowed. Lists are counted from 1."""
    schema = model.model_json_schema()
    return [f"{path}: {_mistake(schema, found)}" for found in error.errors(include_url=False)]


def allowed_by(schema: Schema) -> str:
    """What a key may hold, from its JSON schema: "a whole number from 8 to 1024"."""
    if "description" in schema and "properties" not in schema:
        return str(schema["description"])
    if "anyOf" in schema:
        return " or ".join(allowed_by(choice) for choice in schema["anyOf"] if choice.get("type") != "null")
    if "enum" in schema:
        return "one of " + ", ".join(_toml(choice) for choice in schema["enum"])
    match schema.get("type"):
        case "integer":
            return "a whole number" + _bounds(schema)
        case "number":
            return "a number" + _bounds(schema)
        case "string":
            return "a path" if schema.get("format") == "path" else "text"
        case "array":
            least = schema.get("minItems", 0)
            return f"a list{f' of at least {least}' if least else ''}, each {allowed_by(schema['items'])}"
    return f"a section with the keys {_names(schema)}" if "properties" in schema else "a section"


def _mistake(root: Schema, error: Mapping[str, Any]) -> str:
    place: Sequence[str | int] = error["loc"]
    key = _key(place)
    schema = _at(root, place)
    match error["type"]:
        case "missing":
            return f"{key}: missing; allowed: {allowed_by(schema)}"
        case "extra_forbidden":
            return f"{key}: found a key that is not known here; allowed: {_known(root, place)}"
        case "value_error" if "properties" in schema:  # a rule between several keys says itself what is wrong
            return f"{key}: {error['ctx']['error']}"
    return f"{key}: found {_toml(error['input'])}; allowed: {allowed_by(schema)}"


def _at(root: Schema, place: Sequence[str | int]) -> Schema:
    """The schema of one key; empty for a key that is not known."""
    schema = root
    for part in place:
        schema = schema.get("items", {}) if isinstance(part, int) else schema.get("properties", {}).get(part, {})
        schema = _followed(root, schema)
    return schema


def _followed(root: Schema, schema: Schema) -> Schema:
    """A section that may be left out, or that is defined elsewhere, as the section itself."""
    for choice in schema.get("anyOf", ()):
        if "$ref" in choice:
            return _followed(root, choice)
    if "$ref" in schema:
        section: Schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
        return section
    if "$ref" in schema.get("items", {}):
        return {**schema, "items": _followed(root, schema["items"])}
    return schema


def _known(root: Schema, place: Sequence[str | int]) -> str:
    section = _at(root, place[:-1])
    close = difflib.get_close_matches(str(place[-1]), section["properties"], n=1)
    return f"{_names(section)}{f' (did you mean {close[0]}?)' if close else ''}"


def _names(section: Schema) -> str:
    return ", ".join(section["properties"])


def _key(place: Sequence[str | int]) -> str:
    words = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in place)
    return _printable(words.removeprefix(".")) or "(whole file)"


def _bounds(schema: Schema) -> str:
    low, above, high = schema.get("minimum"), schema.get("exclusiveMinimum"), schema.get("maximum")
    if low is not None and high is not None:
        return f" from {low:g} to {high:g}"
    if above is not None and high is not None:
        return f" above {above:g}, at most {high:g}"
    if low is not None:
        return f" of at least {low:g}"
    return ""


def _toml(value: object) -> str:
    """A value much as it stands in the file, shortened."""
    match value:
        case bool():
            text = "true" if value else "false"
        case str():
            text = f'"{value}"'
        case dict():
            text = "a section"
        case _:
            text = str(value)
    text = _printable(text)
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else "·" for character in text)
