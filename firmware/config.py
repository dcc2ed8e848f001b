"""booth.toml -> typed settings; an error names the file, the key and what is allowed."""

import re
import tomllib
from pathlib import Path
from typing import Any, Literal, get_args, get_origin
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from msgspec import Meta

from firmware.errors import ConfigError
from firmware.settings import SECTIONS, Settings

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def load(file: Path) -> Settings:
    """Read and check a booth.toml. Raises ConfigError."""
    try:
        # A card edited on Windows may begin with a byte order mark.
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(file, "", "there is no such file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(file, "", f"cannot be read: {error}") from error
    return parse(text, file)


def parse(text: str, file: Path = Path("booth.toml")) -> Settings:
    """Check the text of a booth.toml; `file` is for the error. Raises ConfigError."""
    try:
        raw = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        # Not only TOMLDecodeError: a number of thousands of digits, tables without end.
        raise ConfigError(file, "", f"is not valid TOML: {error}") from error
    _refuse_unknown(raw, file)
    try:
        settings = msgspec.convert(raw, Settings)
    except msgspec.ValidationError as error:
        problem, _, path = str(error).partition(" - at `$.")
        key = path.rstrip("`")
        raise ConfigError(file, key, f"{problem}; {_help(key)}") from error
    _check_characters(settings, file)
    _check_timezone(settings, file)
    _check_pins(settings, file)
    return settings


def _check_characters(settings: Settings, file: Path) -> None:
    """A line break in a name, a topic or a path is never meant, and breaks what uses it."""
    for section in SECTIONS:
        for name, value in msgspec.structs.asdict(getattr(settings, section)).items():
            texts = value if isinstance(value, tuple) else (value,)
            if any(isinstance(text, str) and _CONTROL.search(text) for text in texts):
                key = f"{section}.{name}"
                raise ConfigError(
                    file, key, f"one line without control characters is allowed; {_help(key)}"
                )


def _check_timezone(settings: Settings, file: Path) -> None:
    try:
        ZoneInfo(settings.booth.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ConfigError(
            file, "booth.timezone", "no such time zone; a name such as Asia/Almaty is allowed"
        ) from None


_PINS = {
    "lights": ("occupied", "recording", "ready", "fill"),
    "sensors": ("presence", "door", "help", "speech", "next", "choose"),
    "power": ("good",),
}


def _check_pins(settings: Settings, file: Path) -> None:
    """Each its own, over all devices: a pin that is taken twice fails only in the booth."""
    taken: dict[int, str] = {}
    for section, names in _PINS.items():
        table = getattr(settings, section)
        for name in names if table.driver != "none" else ():
            pin, key = getattr(table, name), f"{section}.{name}"
            if pin in taken:
                raise ConfigError(file, key, f"pin {pin} is {taken[pin]}'s already; {_help(key)}")
            if pin >= 0:
                taken[pin] = key


def _help(key: str) -> str:
    """What the setting means and may be, for the error."""
    section, _, name = key.partition(".")
    name = name.partition("[")[0]
    kind = next(f.type for f in msgspec.structs.fields(SECTIONS[section]) if f.name == name)
    choices = get_args(get_args(kind)[0]) if get_origin(get_args(kind)[0]) is Literal else ()
    allowed = f" Allowed: {', '.join(map(str, choices))}." if choices else ""
    return f"{_description(kind)}{allowed}"


def _refuse_unknown(raw: dict[str, Any], file: Path) -> None:
    for section, table in raw.items():
        if section not in SECTIONS:
            raise ConfigError(file, section, f"unknown section; allowed: {', '.join(SECTIONS)}")
        if not isinstance(table, dict):
            raise ConfigError(file, section, f"must be a table, written [{section}]")
        allowed = [field.name for field in msgspec.structs.fields(SECTIONS[section])]
        for key in table:
            if key not in allowed:
                raise ConfigError(
                    file, f"{section}.{key}", f"unknown key; allowed: {', '.join(allowed)}"
                )


def render(settings: Settings) -> str:
    """The settings as a booth.toml with a comment over every key."""
    lines = ["# The settings of one booth. Every key with its default; change what differs."]
    for section, kind in SECTIONS.items():
        table = getattr(settings, section)
        lines += ["", f"[{section}]"]
        for field in msgspec.structs.fields(kind):
            lines += [f"# {_description(field.type)}"]
            lines += [f"{field.name} = {_toml(getattr(table, field.name))}"]
    return "\n".join(lines) + "\n"


def _description(kind: Any) -> str:
    metas = [meta for meta in getattr(kind, "__metadata__", ()) if isinstance(meta, Meta)]
    return next(meta.description for meta in metas if meta.description)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return msgspec.json.encode(value).decode()
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    return str(value)


__all__ = ["load", "parse", "render"]
