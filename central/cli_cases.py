"""`central ask`, `dismiss`, `hold`, `release`, `delete`, `proof`, `export`: rarer deeds."""

import argparse
from pathlib import Path

from central.cases import AT_THE_CONSOLE
from central.errors import BadInput
from central.options import command, open_central
from firmware.appeals.appeal import Language
from firmware.appeals.files import growing

_CASE = "appeal id or registration number"


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    for name, about in (
        ("ask", "ask the citizen for what is missing"),
        ("dismiss", "close what is not an appeal"),
    ):
        deed = _deed(commands, name, about)
        deed.add_argument("text", metavar="TEXT", help="the citizen reads it")
        deed.add_argument("--language", choices=[str(language) for language in Language])
        deed.set_defaults(run=_ask if name == "ask" else _dismiss)
    hold = _deed(commands, "hold", "forbid the deletion of an appeal")
    hold.add_argument("reason", metavar="REASON")
    hold.set_defaults(run=_hold)
    _deed(commands, "release", "allow its deletion again").set_defaults(run=_release)
    delete = _deed(commands, "delete", "delete an appeal; prints the signed proof")
    delete.add_argument("reason", metavar="REASON", help="who asked for it; nothing personal")
    delete.set_defaults(run=_delete)
    _deed(commands, "proof", "print the proof of a deletion").set_defaults(run=_proof)
    export = _deed(commands, "export", "write a whole case as one file")
    export.add_argument("--out", type=Path, required=True, metavar="FILE.zip")
    export.set_defaults(run=_export)


def _deed(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, about: str
) -> argparse.ArgumentParser:
    deed = command(commands, name, about)
    deed.add_argument("case", metavar="CASE", help=_CASE)
    return deed


def _language(arguments: argparse.Namespace) -> Language:
    entry = open_central(arguments).registry.find(arguments.case)
    return Language(arguments.language or entry.language or Language.KK)


def _ask(arguments: argparse.Namespace) -> None:
    cases = open_central(arguments).cases
    cases.ask(AT_THE_CONSOLE, arguments.case, arguments.text, _language(arguments))
    print("asked")


def _dismiss(arguments: argparse.Namespace) -> None:
    cases = open_central(arguments).cases
    cases.dismiss(AT_THE_CONSOLE, arguments.case, arguments.text, _language(arguments))
    print("closed")


def _hold(arguments: argparse.Namespace) -> None:
    open_central(arguments).cases.hold(AT_THE_CONSOLE, arguments.case, arguments.reason)
    print("held")


def _release(arguments: argparse.Namespace) -> None:
    open_central(arguments).cases.release(AT_THE_CONSOLE, arguments.case)
    print("released")


def _delete(arguments: argparse.Namespace) -> None:
    print(open_central(arguments).cases.delete(AT_THE_CONSOLE, arguments.case, arguments.reason))


def _proof(arguments: argparse.Namespace) -> None:
    proof = open_central(arguments).retention.proof(arguments.case)
    if proof is None:
        raise BadInput(f"{arguments.case}: was not deleted")
    print(proof)


def _export(arguments: argparse.Namespace) -> None:
    central = open_central(arguments)
    entry = central.cases.exported(AT_THE_CONSOLE, arguments.case)
    with growing(arguments.out) as out:
        central.exporter.write(entry, out)
    print(f"appeal {entry.id}: exported as {arguments.out}")
