"""`central person ...`, `token ...`, `audit`, `demo-data`: who may come in, who did what."""

import argparse
import getpass
import secrets
import sys

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from central.api.tokens import Tokens
from central.audit import CONSOLE
from central.components import now
from central.errors import BadInput
from central.options import command, open_central
from central.rights import Act, Role
from central.sample.demonstration import demonstrate
from central.server import Central
from central.settings import CentralSettings
from firmware.appeals.appeal import Language

_WORDS = 20


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    _add_person(commands)
    _add_token(commands)
    audit = command(commands, "audit", "show who saw and did what; checks that nobody changed it")
    audit.add_argument("--last", type=int, default=50, metavar="N", help="default: %(default)s")
    audit.set_defaults(run=_audit)
    demo = command(commands, "demo-data", "fill a new central with an invented town")
    demo.add_argument("--appeals", type=int, default=60, metavar="N", help="default: %(default)s")
    demo.add_argument("--seed", type=int, default=1, metavar="N", help="another one, another town")
    demo.set_defaults(run=_demo_data)


def _add_person(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    person = commands.add_parser("person", help="accounts of the desk")
    actions = person.add_subparsers(required=True, metavar="ACTION")
    add = command(actions, "add", "add a person; prints their first password")
    add.add_argument("login", metavar="LOGIN")
    add.add_argument("name", metavar="NAME", help="as colleagues see it")
    add.add_argument("--role", required=True, choices=[str(role) for role in Role])
    add.add_argument(
        "--language", choices=[str(language) for language in Language], default=Language.KK
    )
    add.add_argument("--site", help="whose directory OFFICIAL is in")
    add.add_argument("--official", metavar="ID", help="the official of the directory they are")
    add.add_argument("--body", metavar="ID", help="the body they belong to; its reports are hidden")
    add.add_argument("--phone", metavar="PHONE", help="for notices by SMS")
    add.add_argument(
        "--ask-password", action="store_true", help="ask for the password, do not make one"
    )
    add.set_defaults(run=_person_add)
    password = command(actions, "password", "give a person a new password, and sign them out")
    password.add_argument("login", metavar="LOGIN")
    password.add_argument(
        "--forget-code", action="store_true", help="and a new secret of one-time codes"
    )
    password.set_defaults(run=_person_password)
    disable = command(actions, "disable", "let a person in no more")
    disable.add_argument("login", metavar="LOGIN")
    disable.set_defaults(run=_person_disable)
    command(actions, "list", "list everybody").set_defaults(run=_person_list)


def _add_token(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    token = commands.add_parser("token", help="keys of other systems for the API")
    actions = token.add_subparsers(required=True, metavar="ACTION")
    add = command(actions, "add", "make a key; it is shown once")
    add.add_argument("name", metavar="NAME")
    add.add_argument("--write", action="store_true", help="it may write statuses, too")
    add.set_defaults(run=_token_add)
    revoke = command(actions, "revoke", "a key does not count any more")
    revoke.add_argument("name", metavar="NAME")
    revoke.set_defaults(run=_token_revoke)
    command(actions, "list", "list the keys").set_defaults(run=_token_list)


def _person_add(arguments: argparse.Namespace) -> None:
    central = open_central(arguments)
    if bool(arguments.site) != bool(arguments.official):
        raise BadInput("--site and --official go together")
    password = _asked() if arguments.ask_password else _made()
    with central.store.transaction():
        central.people.add(
            arguments.login,
            arguments.name,
            Role(arguments.role),
            password,
            Language(arguments.language),
            site=arguments.site,
            official=arguments.official,
            body=arguments.body,
            phone=arguments.phone,
        )
        _note(central, Act.PEOPLE, added=arguments.login, role=arguments.role)
    if not arguments.ask_password:
        print(f"{arguments.login}: first password: {password}")


def _person_password(arguments: argparse.Namespace) -> None:
    central, password = open_central(arguments), _made()
    with central.store.transaction():
        central.people.set_password(arguments.login, password)
        if arguments.forget_code:
            central.people.forget_totp(arguments.login)
        _note(central, Act.PEOPLE, password=arguments.login)
    print(f"{arguments.login}: new password: {password}")


def _person_disable(arguments: argparse.Namespace) -> None:
    central = open_central(arguments)
    with central.store.transaction():
        central.people.change(arguments.login, active=False)
        _note(central, Act.PEOPLE, disabled=arguments.login)
    print(f"{arguments.login}: disabled")


def _person_list(arguments: argparse.Namespace) -> None:
    table = Table("Login", "Name", "Role", "Site", "Official", "Active")
    people = open_central(arguments).people.all()
    for person in people:
        active = "yes" if person.active else "no"
        office = (person.site or "", person.official or "")
        table.add_row(person.login, person.name, person.role, *office, active)
    _console().print(table if people else "Nobody yet: central person add")


def _token_add(arguments: argparse.Namespace) -> None:
    central = open_central(arguments)
    with central.store.transaction():
        token = Tokens(central.store, now).make(arguments.name, may_write=arguments.write)
        _note(central, Act.TOKENS, added=arguments.name, write=arguments.write)
    print(token)


def _token_revoke(arguments: argparse.Namespace) -> None:
    central = open_central(arguments)
    with central.store.transaction():
        Tokens(central.store, now).revoke(arguments.name)
        _note(central, Act.TOKENS, revoked=arguments.name)
    print(f"{arguments.name}: revoked")


def _token_list(arguments: argparse.Namespace) -> None:
    tokens = Tokens(open_central(arguments).store, now).all()
    table = Table("Name", "May write", "Made", "Used", "Revoked")
    for row in tokens:
        moments = (row.made_at[:16], (row.used_at or "")[:16], (row.revoked_at or "")[:16])
        table.add_row(row.name, "yes" if row.may_write else "no", *moments)
    _console().print(table if tokens else "No keys yet: central token add")


def _audit(arguments: argparse.Namespace) -> None:
    audit = open_central(arguments).audit
    table = Table("No.", "When", "Who", "Did", "Appeal", "More")
    for acted in reversed(audit.newest(arguments.last)):
        more = ", ".join(f"{name} {value}" for name, value in acted.detail.items())
        when = acted.at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
        table.add_row(str(acted.id), when, acted.who, acted.act, acted.appeal or "", more)
    _console().print(table)
    broken = audit.verify()
    if broken is not None:
        raise BadInput(f"audit: act {broken} is not as it was written")
    print("Every act is as it was written.")


def _demo_data(arguments: argparse.Namespace) -> None:
    settings = CentralSettings(arguments.data)
    with Progress(TextColumn("inventing"), BarColumn(), MofNCompleteColumn()) as progress:
        task = progress.add_task("", total=None)
        made = demonstrate(
            settings,
            now(),
            _made(),
            appeals=arguments.appeals,
            seed=arguments.seed,
            told=lambda done, of: progress.update(task, completed=done, total=of),
        )
    print(f"{made.appeals} appeals. Everybody's password: {made.password}")
    print(f"Logins: {', '.join(made.logins)}")


def _note(central: Central, act: Act, **detail: object) -> None:
    central.audit.note(CONSOLE, act, None, **detail)


def _made() -> str:
    return secrets.token_urlsafe(_WORDS - 5)[:_WORDS]


def _asked() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    return getpass.getpass("Password: ")


def _console() -> Console:
    # Texts of people are shown as they are, without the markup that rich knows.
    return Console(markup=False, emoji=False, highlight=False)
