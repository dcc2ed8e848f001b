"""The `central` command."""

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from peewee import DatabaseError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskProgressColumn, TextColumn
from rich.table import Table

from central import cli_booths, cli_calendar, cli_cases, cli_config, cli_people, cli_run
from central.entries import Entry
from central.errors import BadInput, CentralError
from central.options import DEFAULT_DATA, add_data, command, open_central
from central.sneakernet import import_stick
from central.store import DATABASE
from firmware.appeals.appeal import Language
from firmware.appeals.number import written
from firmware.wire.errors import one_line


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; a mistake is one line on standard error and exit code 2."""
    arguments = _parser().parse_args(argv)
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)-7s %(message)s", stream=sys.stderr
    )
    try:
        arguments.run(arguments)
    except (CentralError, OSError) as error:
        print(f"central: {error}", file=sys.stderr)
        return 2
    except DatabaseError as error:
        print(f"central: {arguments.data / DATABASE}: {error}", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="central",
        description="The reference central: takes over the appeals of video booths.",
        epilog="First steps: `central run`, then `central booth add` for each booth.",
    )
    add_data(parser, DEFAULT_DATA)
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    cli_run.add_to(commands)
    cli_config.add_to(commands)
    _add_keys(commands)
    cli_booths.add_to(commands)
    _add_people(commands)
    cli_cases.add_to(commands)
    cli_people.add_to(commands)
    cli_calendar.add_to(commands)
    _add_import(commands)
    _add_publishing(commands)
    return parser


def _add_keys(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    keys = command(commands, "keys", "show what a booth must be given of this central's keys")
    keys.set_defaults(run=_keys)


def _add_people(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    appeals = command(commands, "appeals", "list the appeals")
    appeals.set_defaults(run=_appeals)
    opened = command(commands, "open", "decrypt the clip of an appeal")
    opened.add_argument("case", metavar="CASE", help="appeal id or registration number")
    opened.add_argument("--out", type=Path, required=True, metavar="FILE.mp4")
    opened.set_defaults(run=_open)
    answer = command(commands, "answer", "give an answer")
    answer.add_argument("case", metavar="CASE", help="appeal id or registration number")
    answer.add_argument("text", metavar="TEXT")
    answer.add_argument(
        "--video", type=Path, metavar="FILE", help="the official's video, up to ten minutes"
    )
    answer.add_argument(
        "--language", choices=[str(language) for language in Language], help="language of TEXT"
    )
    answer.set_defaults(run=_answer)
    take = command(commands, "take", "say that somebody works on an appeal now")
    take.add_argument("case", metavar="CASE", help="appeal id or registration number")
    take.set_defaults(run=_take)
    forward = command(commands, "forward", "pass an appeal on to another official")
    forward.add_argument("case", metavar="CASE", help="appeal id or registration number")
    forward.add_argument("official", metavar="OFFICIAL", help="id in the directory of its site")
    forward.set_defaults(run=_forward)
    extend = command(commands, "extend", "put the day of an answer off")
    extend.add_argument("case", metavar="CASE", help="appeal id or registration number")
    extend.add_argument("days", metavar="DAYS", type=int, help="how many days later")
    extend.add_argument("reason", metavar="REASON", help="why; the citizen reads it")
    extend.set_defaults(run=_extend)


def _add_import(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    take = command(
        commands,
        "import",
        "take over the appeals on a USB stick and leave the signed `stored` beside them",
    )
    take.add_argument("folder", type=Path, metavar="DIR")
    take.set_defaults(run=_import)


def _add_publishing(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    directory = commands.add_parser("directory", help="publish the directory of officials")
    actions = directory.add_subparsers(required=True, metavar="ACTION")
    publish = command(actions, "publish", "sign a directory; a running central sends it out")
    publish.add_argument("file", type=Path, metavar="FILE.json")
    publish.add_argument(
        "--photos", type=Path, metavar="DIR", help="photos 3:4, named OFFICIAL-ID.jpg"
    )
    publish.set_defaults(run=_publish)
    pages = commands.add_parser("pages", help="publish pages of information")
    actions = pages.add_subparsers(required=True, metavar="ACTION")
    publish = command(actions, "publish", "sign pages; a running central sends them out")
    publish.add_argument("file", type=Path, metavar="FILE.json")
    publish.set_defaults(run=_publish_pages)


def _keys(arguments: argparse.Namespace) -> None:
    central = open_central(arguments)
    keys = central.keys
    city, escrow = keys.recipients
    print("# for the section [central] of booth.toml")
    print(f'recipients = ["{city}", "{escrow}"]')
    print(f'ask_recipient = "{keys.ask_recipient}"')
    print(f'signing_key = "{keys.public_file.resolve()}"')
    print(f'ca = "{central.authority.file.resolve()}"')


def _appeals(arguments: argparse.Namespace) -> None:
    entries = open_central(arguments).registry.all()
    # Texts of booths are shown as they are, without the markup that rich knows.
    console = Console(markup=False, emoji=False, highlight=False)
    table = Table(*_COLUMNS)
    for entry in entries:
        table.add_row(*_row(entry))
    console.print(table if entries else "No appeals yet.")


_COLUMNS = (
    "Received",
    "Number",
    "State",
    "Kind",
    "To",
    "Length",
    "Promised",
    "By law",
    "Appeal id",
)


def _row(entry: Entry) -> list[str]:
    state = f"{entry.state}: {entry.reason}" if entry.reason else str(entry.state)
    return [
        entry.received_at.astimezone().strftime("%Y-%m-%d %H:%M"),
        written(entry.number) if entry.number else "",
        state,
        entry.kind or "",
        one_line(entry.addressee or ""),
        f"{entry.duration_ms / 1000:.0f} s" if entry.duration_ms is not None else "",
        entry.promised.isoformat() if entry.promised else "",
        entry.legal.isoformat() if entry.legal else "",
        entry.id,
    ]


def _open(arguments: argparse.Namespace) -> None:
    entry = open_central(arguments).open_clip(arguments.case, arguments.out)
    print(f"appeal {entry.id}: opened as {arguments.out}")


def _answer(arguments: argparse.Namespace) -> None:
    central = open_central(arguments)
    entry = central.registry.find(arguments.case)
    language = Language(arguments.language or entry.language or Language.KK)
    with Progress(TextColumn("video"), BarColumn(), TaskProgressColumn()) as progress:
        task = progress.add_task("", total=1.0, visible=arguments.video is not None)
        central.give_answer(
            arguments.case,
            arguments.text,
            language,
            arguments.video,
            lambda done: progress.update(task, completed=done),
        )
    print(f"appeal {entry.id}: answered")


def _import(arguments: argparse.Namespace) -> None:
    receiver = open_central(arguments).receiver
    with Progress(TextColumn("taking over"), BarColumn(), MofNCompleteColumn()) as progress:
        task = progress.add_task("", total=None)
        found = import_stick(
            receiver,
            arguments.folder,
            lambda done, of: progress.update(task, completed=done, total=of),
        )
    for id, why in found.refused:
        print(f"{id}: {why}")
    print(f"{found.stored} stored, {len(found.refused)} refused")
    if found.refused:
        raise SystemExit(1)


def _take(arguments: argparse.Namespace) -> None:
    open_central(arguments).take(arguments.case)
    print("in work")


def _forward(arguments: argparse.Namespace) -> None:
    open_central(arguments).forward(arguments.case, arguments.official)
    print(f"passed on to {arguments.official}")


def _extend(arguments: argparse.Namespace) -> None:
    until = open_central(arguments).extend(arguments.case, arguments.days, arguments.reason)
    print(f"the answer is due by {until.isoformat()}")


def _publish(arguments: argparse.Namespace) -> None:
    content = arguments.file.read_bytes()
    try:
        version = open_central(arguments).publish_directory(content, arguments.photos)
    except BadInput as error:
        raise BadInput(f"{arguments.file}: {error}") from error
    print(f"directory version {version} is signed")


def _publish_pages(arguments: argparse.Namespace) -> None:
    content = arguments.file.read_bytes()
    try:
        version = open_central(arguments).publish_pages(content)
    except BadInput as error:
        raise BadInput(f"{arguments.file}: {error}") from error
    print(f"pages version {version} are signed")


if __name__ == "__main__":
    sys.exit(main())
