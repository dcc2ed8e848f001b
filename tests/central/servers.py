"""What a test may start: a PostgreSQL server and a bucket, both real processes or threads."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from central import bucket
from central.settings import ClipsSettings
from central.store import Store
from tests.conftest import until

_START_S = 60
_SOCKET_PORT = 5432


def postgres_program(name: str) -> Path:
    """The newest that is installed; Debian keeps them off the PATH."""
    found = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda file: int(file.parts[4])
    )
    if not found:
        raise FileNotFoundError(f"{name}: is PostgreSQL installed?")
    return found[-1]


class PostgresServer:
    """A server of its own in a folder of its own, on a socket there, with fsync."""

    def __init__(self) -> None:
        # Not in pytest's folder: the server's user may not go there.
        self.folder = Path(tempfile.mkdtemp(prefix="central-pg-"))
        # It refuses to be root.
        self._who: dict[str, Any] = {"user": "postgres"} if os.geteuid() == 0 else {}
        if self._who:
            shutil.chown(self.folder, **self._who)
        self._data = self.folder / "data"
        self._names = count(1)
        options = ("--username=central", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")
        subprocess.run(
            [postgres_program("initdb"), f"--pgdata={self._data}", *options, "--no-sync"],
            check=True,
            stdout=subprocess.DEVNULL,
            timeout=_START_S,
            cwd=self.folder,
            **self._who,
        )
        self.start()
        self._template = self._create("template1")
        Store(self.folder / "template", self._template).close()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": self.folder,
            "port": _SOCKET_PORT,
            "shared_buffers": "32MB",
            "max_connections": 200,
        }
        options = [f"-c{name}={value}" for name, value in settings.items()]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [postgres_program("postgres"), f"-D{self._data}", *options],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                **self._who,
            )
        until(self._answers, "PostgreSQL answers")

    def stop(self, how: int = signal.SIGINT) -> None:
        """Stop it; every connection is cut."""
        self._process.send_signal(how)
        self._process.wait()

    def close(self) -> None:
        """End it and delete what it had."""
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder)

    def database(self, *, empty: bool = False) -> str:
        """The url of a new database, with central's tables or empty."""
        return self._create("template1" if empty else self._template.rpartition("/")[2])

    def cut(self, name: str) -> None:
        """End every session of the program of that name."""
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = %s",
                [name],
            )

    def _create(self, template: str) -> str:
        name = f"central{next(self._names)}"
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self._url(name)

    def _url(self, name: str) -> str:
        host = str(self.folder).replace("/", "%2F")
        return f"postgresql://central@{host}:{_SOCKET_PORT}/{name}"

    def _answers(self) -> bool:
        assert self._process.poll() is None, (self.folder / "log").read_text()
        try:
            psycopg.connect(self._url("postgres")).close()
        except psycopg.OperationalError:
            return False
        return True


class BucketServer:
    """An S3 server as a process of its own, with a bucket for whoever asks."""

    def __init__(self, folder: Path) -> None:
        self._names = count(1)
        self._secret = folder / "secret"
        self._secret.write_text("id\nsecret\n")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.endpoint = f"http://127.0.0.1:{self.port}"
        self.start()
        self._client = bucket.connect(self._settings("any"))

    def start(self) -> None:
        """Start it, with nothing in it."""
        command = ("-m", "moto.server", "--host=127.0.0.1", f"--port={self.port}")
        self._process = subprocess.Popen(
            [sys.executable, *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until(self._listens, "the S3 server listens")

    def bucket(self) -> ClipsSettings:
        """A new one."""
        settings = self._settings(f"clips-{next(self._names)}")
        self.make(settings.bucket)
        return settings

    def make(self, name: str) -> None:
        """A bucket of that name."""
        self._client.create_bucket(Bucket=name)

    def close(self) -> None:
        """End it; what it had is gone."""
        self._process.kill()
        self._process.wait()

    def _settings(self, name: str) -> ClipsSettings:
        return ClipsSettings(bucket=name, endpoint=self.endpoint, secret=self._secret)

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0
