"""The commands around booths: registering, enrolment codes, revoking, the broker."""

import argparse
import sys
from datetime import timedelta
from pathlib import Path

from central.access import MAX_HOURS, allow
from central.card import EST_PORT, MQTT_PORT, Wish, check_folder, put_access, reached, write_card
from central.errors import BadInput, NotFound
from central.options import command, open_central, port
from central.server import Central


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`central booth ...`, `central update ...` and `central broker-config`."""
    booth = commands.add_parser("booth", help="register booths, enrol and revoke them")
    actions = booth.add_subparsers(required=True, metavar="ACTION")
    add = command(actions, "add", "register a booth and make its account at the broker")
    add.add_argument("id", metavar="ID", help="three digits, 001 to 999")
    add.add_argument("--site", required=True, help="its city: a-z, 0-9, -")
    add.add_argument(
        "--public-key",
        type=Path,
        metavar="FILE",
        help="its key, PEM; without it the key is the one with which it enrols",
    )
    add.add_argument(
        "--replace", action="store_true", help="a known booth gets a new key, site and password"
    )
    _add_card(add)
    add.set_defaults(run=_add)
    code = command(actions, "code", "make a one-time code for `booth enrol`; an older one is void")
    code.add_argument("id", metavar="ID", help="three digits")
    _add_hours(code, 72)
    code.set_defaults(run=_code)
    access = command(actions, "access", "let keys in by ssh at one booth, for some hours")
    access.add_argument("id", metavar="ID", help="three digits")
    access.add_argument(
        "--key",
        type=Path,
        action="append",
        required=True,
        metavar="FILE.pub",
        help="a public key of ssh; may be repeated",
    )
    access.add_argument(
        "--hours", type=int, choices=range(1, MAX_HOURS + 1), default=8, metavar="N", help="(8)"
    )
    access.add_argument(
        "--card", type=Path, required=True, metavar="DIR", help="access.jws is written there"
    )
    access.set_defaults(run=_access)
    revoke = command(actions, "revoke", "take a booth's certificates, code and rights back")
    revoke.add_argument("id", metavar="ID", help="three digits")
    revoke.set_defaults(run=_revoke)
    update = commands.add_parser("update", help="what booths should run")
    actions = update.add_subparsers(required=True, metavar="ACTION")
    publish = command(actions, "publish", "keep an update bundle; booths fetch it over HTTPS")
    publish.add_argument("bundle", type=Path, metavar="FILE.raucb")
    publish.add_argument("version", metavar="VERSION")
    publish.set_defaults(run=_publish_update)
    broker = command(commands, "broker-config", "write the configuration of a mosquitto")
    broker.add_argument("--out", type=Path, required=True, metavar="DIR")
    broker.add_argument(
        "--name",
        action="append",
        required=True,
        help="host name or address by which booths and central reach it; may be repeated",
    )
    broker.add_argument("--port", type=port, default=8883, help="default: %(default)s")
    broker.set_defaults(run=_broker_config)


def _add_hours(parser: argparse._ActionsContainer, default: int | None) -> None:
    parser.add_argument(
        "--hours", type=int, choices=range(1, 721), default=default, metavar="N", help="valid (72)"
    )


def _add_card(add: argparse.ArgumentParser) -> None:
    card = add.add_argument_group("its card: all that a flashed card needs to become this booth")
    card.add_argument("--card", type=Path, metavar="DIR", help="write the card folder there")
    card.add_argument("--name", metavar="TEXT", help="printed on the slip (default: Диалог ID)")
    card.add_argument("--address", default="", metavar="TEXT", help="printed on the slip")
    card.add_argument(
        "--host", help="name or address by which booths reach broker and EST (default: as set up)"
    )
    card.add_argument("--port", type=port, help=f"of the broker (default: as set up, {MQTT_PORT})")
    card.add_argument(
        "--est-port", type=port, metavar="PORT", help=f"(default: as set up, {EST_PORT})"
    )
    _add_hours(card, None)


def _add(arguments: argparse.Namespace) -> None:
    central = open_central(arguments)
    if arguments.card:
        _add_with_card(central, arguments)
        return
    given = [name for name in _CARD_ONLY if getattr(arguments, name)]
    if given:
        raise BadInput(f"--{given[0].replace('_', '-')}: goes with --card only")
    password = _register(central, arguments)
    print(f"booth {arguments.id} of {arguments.site} is registered", file=sys.stderr)
    print(
        "its broker password, shown only now (see central.password in booth.toml):", file=sys.stderr
    )
    print(password)


_CARD_ONLY = ("name", "address", "host", "port", "est_port", "hours")


def _register(central: Central, arguments: argparse.Namespace) -> str:
    return central.add_booth(
        arguments.id, arguments.site, arguments.public_key, replace=arguments.replace
    )


def _add_with_card(central: Central, arguments: argparse.Namespace) -> None:
    wish = Wish(
        arguments.id, arguments.site, arguments.name or f"Диалог {arguments.id}", arguments.address
    )
    wish.check()
    where = reached(central, arguments.host, arguments.port, arguments.est_port)
    check_folder(arguments.card, arguments.id)
    _register(central, arguments)
    hours = arguments.hours or 72
    has_directory = write_card(central, arguments.card, wish, where, timedelta(hours=hours))
    print(f"booth {wish.id} of {wish.site} is registered; its card is in {arguments.card}")
    print(
        f"it enrols at {where.est_host}:{where.est_port} by a code that is good for {hours} hours"
    )
    if not has_directory:
        print(
            f"no directory of {wish.site} is published: the booth offers nothing before it is"
            " online; publish one and write the card again with --replace",
            file=sys.stderr,
        )


def _code(arguments: argparse.Namespace) -> None:
    life = timedelta(hours=arguments.hours)
    code = open_central(arguments).enrolment.make_code(arguments.id, life)
    print(
        f"the code of booth {arguments.id}, shown only now, for {arguments.hours} hours and"
        " one use (booth enrol --code CODE):",
        file=sys.stderr,
    )
    print(code)


def _access(arguments: argparse.Namespace) -> None:
    central = open_central(arguments)
    site = central.booths.site(arguments.id)
    if site is None:
        raise NotFound(f"booth {arguments.id}")
    if not arguments.card.is_dir():
        raise BadInput(f"{arguments.card}: no such folder")
    life = timedelta(hours=arguments.hours)
    token = allow(arguments.id, site, arguments.key, central.now(), life, central.keys.signing)
    file = put_access(arguments.card, token)
    print(
        f"{file}: onto the card of booth {arguments.id}; good for {arguments.hours} hours from now"
    )


def _revoke(arguments: argparse.Namespace) -> None:
    central = open_central(arguments)
    count = central.enrolment.revoke(arguments.id)
    print(f"booth {arguments.id}: {count} certificates revoked, rights taken away")
    print(f"send mosquitto SIGHUP: it reads {central.enrolment.revocations} anew", file=sys.stderr)


def _publish_update(arguments: argparse.Namespace) -> None:
    update = open_central(arguments).updates.publish(arguments.bundle, arguments.version)
    print(f"version {update.version}, {update.size} bytes: booths may fetch it now")


def _broker_config(arguments: argparse.Namespace) -> None:
    central = open_central(arguments)
    config = central.broker_config(arguments.out, arguments.name, arguments.port)
    certificate, key = central.own_certificate
    print(f"mosquitto -c {config}")
    print(
        f"central run --data {arguments.data} --broker {arguments.name[0]}:{arguments.port}"
        f" --broker-ca {central.authority.file} --broker-cert {certificate} --broker-key {key}"
    )
