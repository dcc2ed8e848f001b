"""`central run`: what the command line says wins over the file of settings."""

import argparse
import re
import signal
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

from central.config import address
from central.errors import BadInput
from central.options import command, load_settings, port
from central.server import Central
from central.settings import DEFAULT_PORT, PARTS, CentralSettings, EstListener, ExternalBroker
from firmware.wire import topics


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`central run`."""
    run = command(commands, "run", "receive appeals until stopped")
    run.add_argument("--host", help="address of the embedded broker (default: 127.0.0.1)")
    run.add_argument("--port", type=port, help=f"its port (default: {DEFAULT_PORT})")
    run.add_argument(
        "--part",
        action="append",
        choices=PARTS,
        help="do only this; may be repeated (default: all of it)",
    )
    run.add_argument(
        "--site", action="append", help="for this site only; may be repeated (default: all)"
    )
    outside = run.add_argument_group("with a broker of its own, e.g. mosquitto")
    outside.add_argument("--broker", metavar="HOST:PORT", help="use this broker, not the embedded")
    outside.add_argument("--broker-ca", type=Path, metavar="FILE", help="its CA; turns TLS on")
    outside.add_argument("--broker-cert", type=Path, metavar="FILE", help="central's certificate")
    outside.add_argument("--broker-key", type=Path, metavar="FILE", help="and its key")
    booths = run.add_argument_group("where booths get their certificates (EST, HTTPS)")
    booths.add_argument("--est", metavar="HOST:PORT", help="listen there; without it they cannot")
    booths.add_argument(
        "--est-name",
        action="append",
        metavar="NAME",
        help="host name or address by which booths reach it; may be repeated (default: HOST)",
    )
    booths.add_argument(
        "--certificate-days",
        type=int,
        choices=range(1, 826),
        metavar="N",
        help="how long a booth's certificate is valid (default: 90)",
    )
    run.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> None:
    settings = given_on_top(load_settings(arguments), arguments)
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    with Central(settings, on_lost=stop.set) as central:
        stop.wait()
    if central.lost is not None:
        raise central.lost


def given_on_top(settings: CentralSettings, arguments: argparse.Namespace) -> CentralSettings:
    """The settings with what the command line says instead. Raises BadInput."""
    said: dict[str, Any] = {
        name: getattr(arguments, name)
        for name in ("host", "port", "certificate_days")
        if getattr(arguments, name) is not None
    }
    if broker := _external(arguments):
        said["broker"] = broker
    if est := _est(arguments):
        said["est"] = est
    for site in arguments.site or ():
        if not re.fullmatch(topics.LEVELS["site"], site):
            raise BadInput(f"--site {site!r}: must be a-z, 0-9 and -, at most 32")
    if arguments.part or arguments.site:
        said["run"] = replace(
            settings.run,
            parts=tuple(arguments.part or settings.run.parts),
            sites=tuple(arguments.site or settings.run.sites),
        )
    return replace(settings, **said)


def _external(arguments: argparse.Namespace) -> ExternalBroker | None:
    files = {
        "--broker-ca": arguments.broker_ca,
        "--broker-cert": arguments.broker_cert,
        "--broker-key": arguments.broker_key,
    }
    _check_files(files, needed=bool(arguments.broker))
    if not arguments.broker:
        return None
    found = address(arguments.broker)
    if found is None or not found[1]:
        raise BadInput(f"--broker {arguments.broker}: must be HOST:PORT")
    return ExternalBroker(
        *found,
        ca=arguments.broker_ca,
        certificate=arguments.broker_cert,
        key=arguments.broker_key,
    )


def _est(arguments: argparse.Namespace) -> EstListener | None:
    if not arguments.est:
        if arguments.est_name:
            raise BadInput("--est-name: goes with --est only")
        return None
    found = address(arguments.est)
    if found is None:
        raise BadInput(f"--est {arguments.est}: must be HOST:PORT")
    return EstListener(*found, names=tuple(arguments.est_name or [found[0]]))


def _check_files(files: dict[str, Path | None], *, needed: bool) -> None:
    for option, file in files.items():
        if file and not needed:
            raise BadInput(f"{option} {file}: goes with --broker only")
        if file and not file.is_file():
            raise BadInput(f"{option} {file}: no such file")
    if files["--broker-cert"] and not (files["--broker-ca"] and files["--broker-key"]):
        raise BadInput("--broker-cert: needs --broker-ca and --broker-key, too")
    if files["--broker-key"] and not files["--broker-cert"]:
        raise BadInput("--broker-key: needs --broker-cert, too")
