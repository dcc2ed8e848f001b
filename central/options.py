"""What the commands of `central` have in common."""

import argparse
from pathlib import Path

from central.server import Central
from central.settings import CentralSettings

DEFAULT_DATA = Path("central-data")


def command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, about: str
) -> argparse.ArgumentParser:
    """A command that takes --data."""
    made = commands.add_parser(name, help=about, description=about[0].upper() + about[1:] + ".")
    add_data(made, argparse.SUPPRESS)
    return made


def add_data(parser: argparse.ArgumentParser, default: object) -> None:
    """The option --data."""
    parser.add_argument(
        "--data",
        type=Path,
        default=default,
        metavar="DIR",
        help=f"folder of keys, database and clips (default: {DEFAULT_DATA}; made where missing)",
    )


def port(text: str) -> int:
    """A port; 0 takes a free one. Raises ArgumentTypeError."""
    if not text.isascii() or not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r}: must be a port, 0 to 65535")
    return int(text)


def address(text: str) -> tuple[str, int] | None:
    """HOST:PORT in parts, None for what is not that."""
    host, _, number = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    try:
        return (host, port(number)) if host else None
    except argparse.ArgumentTypeError:
        return None


def open_central(arguments: argparse.Namespace) -> Central:
    """The central of --data, not started."""
    return Central(CentralSettings(arguments.data))
