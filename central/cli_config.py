"""`central config`: the settings as they are, and whether the file is sound."""

import argparse

from central import config
from central.options import command, load_settings


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`central config ...`."""
    parser = commands.add_parser("config", help="show and check the settings")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    show = command(actions, "show", "print every setting, as a central.toml")
    show.set_defaults(run=_show)
    check = command(actions, "check", "read the file and name what is wrong")
    check.set_defaults(run=_check)


def _show(arguments: argparse.Namespace) -> None:
    print(config.render(load_settings(arguments)), end="")


def _check(arguments: argparse.Namespace) -> None:
    load_settings(arguments)
    file = arguments.config or arguments.data / config.FILE
    print(f"{file}: good" if file.exists() else f"{file}: not there, so all is as by default")
