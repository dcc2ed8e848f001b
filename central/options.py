"""What the commands of `central` have in common."""

import argparse
from pathlib import Path

from central import config
from central.server import Central
from central.settings import CentralSettings

DEFAULT_DATA = Path("central-data")


def command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, about: str
) -> argparse.ArgumentParser:
    """A command that takes --data and --config."""
    made = commands.add_parser(name, help=about, description=about[0].upper() + about[1:] + ".")
    add_data(made, argparse.SUPPRESS)
    return made


def add_data(parser: argparse.ArgumentParser, default: object) -> None:
    """The options --data and --config; `default` is that of --data."""
    parser.add_argument(
        "--data",
        type=Path,
        default=default,
        metavar="DIR",
        help=f"folder of keys, database and clips (default: {DEFAULT_DATA}; made where missing)",
    )
    parser.add_argument(
        "--config",
        type=Path,
        default=None if default is not argparse.SUPPRESS else argparse.SUPPRESS,
        metavar="FILE",
        help=f"its settings (default: {config.FILE} in DIR, if there is one)",
    )


def port(text: str) -> int:
    """A port; 0 takes a free one. Raises ArgumentTypeError."""
    if not text.isascii() or not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r}: must be a port, 0 to 65535")
    return int(text)


def load_settings(arguments: argparse.Namespace) -> CentralSettings:
    """The settings of --data and --config. Raises BadSettings."""
    return config.load(arguments.data, arguments.config)


def open_central(arguments: argparse.Namespace) -> Central:
    """The central of --data and --config, not started."""
    return Central(load_settings(arguments))
