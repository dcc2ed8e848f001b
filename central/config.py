"""DATA/central.toml -> typed settings; an error names the file and the key.

A section is a dataclass of `settings` that `CentralSettings` has a field of, or one of
those here, whose keys become other fields of it. What the file does not say is as it is by default;
relative paths begin at the file's folder.
"""

import tomllib
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from msgspec import Meta

from central.errors import BadSettings
from central.settings import (
    DEFAULT_PORT,
    CentralSettings,
    EstListener,
    ExternalBroker,
    without_password,
)

FILE = "central.toml"

Bytes = Annotated[int, Meta(ge=65_536, le=2**31 - 1)]


@dataclass(frozen=True, slots=True)
class BrokerSection:
    """`address`: HOST:PORT of a broker of its own; without it one runs inside, on host and port."""

    address: str = ""
    protocol: Literal["5", "3.1.1"] = "5"
    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535)] = DEFAULT_PORT


@dataclass(frozen=True, slots=True)
class EstSection:
    """`address`: HOST:PORT where booths enrol; `names` by which they reach it."""

    address: str = ""
    names: tuple[str, ...] = ()
    certificate_days: Annotated[int, Meta(ge=1, le=825)] = 90


@dataclass(frozen=True, slots=True)
class RulesSection:
    """`ask_phone`: a question for an answer needs the last four digits of the phone, too."""

    timezone: str = "Asia/Almaty"
    ask_phone: bool = False


@dataclass(frozen=True, slots=True)
class LimitsSection:
    """In bytes: a clip, what a booth may have on its way, and all booths together."""

    max_clip_bytes: Bytes = 1_073_741_824
    credit_bytes: Annotated[int, Meta(ge=4096, le=16_777_216)] = 1_048_576
    credit_budget_bytes: Bytes = 134_217_728


_MEANT: dict[str, type] = {
    "broker": BrokerSection,
    "est": EstSection,
    "rules": RulesSection,
    "limits": LimitsSection,
}
_PLAIN: dict[str, type] = {
    one.name: one.type
    for one in fields(CentralSettings)
    if isinstance(one.type, type) and is_dataclass(one.type)
}
SECTIONS: dict[str, type] = _PLAIN | _MEANT
"""The sections of the file, by name."""


def load(data: Path, file: Path | None = None) -> CentralSettings:
    """The settings for that folder, from `file` or else its own, if it has one.

    Raises BadSettings.
    """
    found = file or data / FILE
    if file is None and not found.exists():
        return CentralSettings(data)
    try:
        text = found.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise BadSettings(found, "", "there is no such file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(found, "", f"cannot be read: {error}") from error
    return parse(text, data, found)


def parse(text: str, data: Path, file: Path) -> CentralSettings:
    """Check the text of a central.toml. Raises BadSettings."""
    try:
        raw = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadSettings(file, "", f"is not valid TOML: {error}") from error
    _refuse_unknown(raw, file)
    read = {name: _section(name, raw.get(name, {}), file) for name in SECTIONS}
    plain = {name: read[name] for name in _PLAIN}
    broker, est = read["broker"], read["est"]
    return CentralSettings(
        data,
        host=broker.host,
        port=broker.port,
        broker=_broker(broker, file),
        est=_est(est, file),
        certificate_days=est.certificate_days,
        timezone=_timezone(read["rules"].timezone, file),
        ask_phone=read["rules"].ask_phone,
        **{one.name: getattr(read["limits"], one.name) for one in fields(LimitsSection)},
        **plain,
    )


def render(settings: CentralSettings) -> str:
    """The settings as a central.toml, every key with its value."""
    lines: list[str] = []
    for name, kind in SECTIONS.items():
        lines += [f"# {line.strip()}".rstrip() for line in (kind.__doc__ or "").strip().split("\n")]
        lines.append(f"[{name}]")
        section = _section_of(settings, name)
        for one in fields(kind):
            lines.append(f"{one.name} = {_toml(getattr(section, one.name))}")
        lines.append("")
    return "\n".join(lines)


def address(text: str) -> tuple[str, int] | None:
    """HOST:PORT in parts, None for what is not that."""
    host, _, number = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    sound = number.isascii() and number.isdecimal() and int(number) <= 65535
    return (host, int(number)) if host and sound else None


def _section(name: str, table: dict[str, Any], file: Path) -> Any:
    def path(kind: type, value: object) -> Path:
        if kind is not Path or not isinstance(value, str):
            raise ValueError("must be the path of a file")
        return file.parent / value

    unset = {one.name for one in fields(SECTIONS[name]) if one.default is None}
    given = {key: value for key, value in table.items() if value != "" or key not in unset}
    try:
        section: Any = msgspec.convert(given, SECTIONS[name], dec_hook=path)
    except (msgspec.ValidationError, ValueError) as error:
        problem, _, key = str(error).partition(" - at `$.")
        raise BadSettings(file, f"{name}.{key}".rstrip("`."), problem) from error
    for one in fields(section):
        value = getattr(section, one.name)
        if isinstance(value, Path) and not value.is_file():
            raise BadSettings(file, f"{name}.{one.name}", f"{value}: no such file")
        texts = value if isinstance(value, tuple) else (value,)
        if any(isinstance(text, str) and not text.isprintable() for text in texts):
            raise BadSettings(file, f"{name}.{one.name}", "must be one line without controls")
    return section


def _broker(section: BrokerSection, file: Path) -> ExternalBroker | None:
    if bool(section.certificate) != bool(section.key):
        raise BadSettings(file, "broker.key", "certificate and key go together")
    if not section.address:
        return None
    found = address(section.address)
    if found is None or not found[1]:
        raise BadSettings(file, "broker.address", "must be HOST:PORT")
    return ExternalBroker(
        *found,
        protocol=section.protocol,
        ca=section.ca,
        certificate=section.certificate,
        key=section.key,
    )


def _est(section: EstSection, file: Path) -> EstListener | None:
    if not section.address:
        return None
    found = address(section.address)
    if found is None:
        raise BadSettings(file, "est.address", "must be HOST:PORT")
    return EstListener(*found, names=section.names or (found[0],))


def _timezone(name: str, file: Path) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadSettings(file, "rules.timezone", f"{name!r}: no such time zone") from None


def _refuse_unknown(raw: dict[str, Any], file: Path) -> None:
    for section, table in raw.items():
        if section not in SECTIONS:
            raise BadSettings(file, section, f"unknown section; allowed: {', '.join(SECTIONS)}")
        if not isinstance(table, dict):
            raise BadSettings(file, section, f"must be a table, written [{section}]")
        allowed = [one.name for one in fields(SECTIONS[section])]
        for key in table:
            if key not in allowed:
                raise BadSettings(
                    file, f"{section}.{key}", f"unknown key; allowed: {', '.join(allowed)}"
                )


def _section_of(settings: CentralSettings, name: str) -> Any:
    if name in _PLAIN:
        return getattr(settings, name)
    broker, est = settings.broker, settings.est
    match name:
        case "broker":
            section = BrokerSection(host=settings.host, port=settings.port)
            return section if broker is None else _outside(section, broker)
        case "est":
            section_days = EstSection(certificate_days=settings.certificate_days)
            at = "" if est is None else f"{est.host}:{est.port}"
            return replace(section_days, address=at, names=est.names if est else ())
        case "rules":
            return RulesSection(str(settings.timezone), settings.ask_phone)
        case _:
            return LimitsSection(*(getattr(settings, one.name) for one in fields(LimitsSection)))


def _outside(section: BrokerSection, broker: ExternalBroker) -> BrokerSection:
    return replace(
        section,
        address=f"{broker.host}:{broker.port}",
        protocol=broker.protocol,
        ca=broker.ca,
        certificate=broker.certificate,
        key=broker.key,
    )


def _toml(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case None:
            return '""'
        case tuple() | list():
            return "[" + ", ".join(_toml(item) for item in value) + "]"
        case int() | float():
            return str(value)
        case _:
            return msgspec.json.encode(without_password(str(value))).decode()
