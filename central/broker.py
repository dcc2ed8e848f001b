"""The embedded broker: amqtt in a thread of its own, for a laptop or a first trial.

It speaks MQTT 3.1.1 without TLS and so listens on this machine only. Users and
rights are those of `accounts`; an outgrown installation runs mosquitto on the
very same files.
"""

import asyncio
import contextlib
import logging
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from amqtt.broker import Broker
from amqtt.contexts import Action
from amqtt.errors import AMQTTError, BrokerError, PluginError
from amqtt.plugins.base import BaseAuthPlugin, BaseTopicPlugin
from amqtt.session import Session

from central.accounts import Accounts
from central.errors import BadInput, BrokerFailed
from firmware.wire.client import is_loopback

log = logging.getLogger("central")

_START_S = 15.0
_STOP_S = 3.0


class KnownUsers(BaseAuthPlugin):  # type: ignore[misc]
    """Lets in whom `Accounts` knows."""

    @dataclass
    class Config:
        """amqtt makes this from the plugin's settings."""

        folder: str

    async def authenticate(self, *, session: Session) -> bool:
        """Whether the password is right."""
        accounts = Accounts(Path(self.config.folder))
        return accounts.knows(session.username or "", session.password or "")


class OwnTopics(BaseTopicPlugin):  # type: ignore[misc]
    """Allows what the ACL of `Accounts` says."""

    @dataclass
    class Config:
        """amqtt makes this from the plugin's settings."""

        folder: str

    def __init__(self, context: object) -> None:
        super().__init__(context)
        self._accounts = Accounts(Path(self.config.folder))

    async def topic_filtering(
        self,
        *,
        session: Session | None = None,
        topic: str | None = None,
        action: Action | None = None,
    ) -> bool:
        """Whether this user may do that."""
        access = "write" if action is Action.PUBLISH else "read"
        user = session.username if session else None
        return bool(user and topic and self._accounts.may(user, access, topic))


class _Subscriptions(dict[str, Any]):
    """amqtt 0.12.1 awaits while it walks its subscriptions; another client that subscribes
    meanwhile would cost the message. So it walks a copy.
    """

    def items(self) -> Any:
        return list(super().items())

    def __iter__(self) -> Iterator[str]:
        return iter(list(super().__iter__()))


class _Broker(Broker):  # type: ignore[misc]
    """amqtt, made to let go of every connection when it ends and when the broker does."""

    def __init__(self, config: dict[str, object], loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(config, loop=loop)
        self._subscriptions = _Subscriptions()
        self._writers: set[asyncio.StreamWriter] = set()

    async def stream_connected(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, listener_name: str
    ) -> None:
        """One connection, from its first byte to its last."""
        self._writers.add(writer)
        try:
            await super().stream_connected(reader, writer, listener_name)
        finally:
            self._writers.discard(writer)
            writer.transport.abort()

    async def _publish_retained_messages_for_subscription(
        self, subscription: tuple[str, int], session: Session
    ) -> None:
        # amqtt 0.12.1 offers a new session the retained messages of everybody's subscriptions.
        own = self._subscriptions.get(subscription[0], [])
        if any(subscriber.client_id == session.client_id for subscriber, _qos in own):
            await super()._publish_retained_messages_for_subscription(subscription, session)

    async def close(self) -> None:
        """Cut all connections, then stop."""
        for writer in self._writers:
            writer.transport.abort()
        deadline = self._loop.time() + _STOP_S
        while self._writers and self._loop.time() < deadline:
            await asyncio.sleep(0.01)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.shutdown(), _STOP_S)
        left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)


class EmbeddedBroker:
    """A broker inside this process."""

    def __init__(self, folder: Path, host: str, port: int) -> None:
        """`folder` is that of `Accounts`; port 0 takes a free one. Raises BadInput."""
        if not is_loopback(host):
            raise BadInput(
                f"the embedded broker has no TLS and listens on this machine only, not on {host};"
                " use an external broker"
            )
        self.host = host
        self.port = port or _free_port(host)
        self._folder = folder
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._failed: Exception | None = None
        self._stopping = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="broker", daemon=True)

    def start(self) -> None:
        """Start and wait until it listens. Raises BrokerFailed."""
        # amqtt logs every message with its content; what matters, central logs itself.
        for name in ("amqtt", "transitions"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._thread.start()
        if not self._ready.wait(_START_S) or self._failed:
            self._thread.join(_STOP_S)
            raise BrokerFailed(
                f"the broker does not start on {self.host}:{self.port}: {self._failed}"
            )

    def stop(self) -> None:
        """Stop and wait for the thread; harmless when repeated."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join(_START_S)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()

    async def _serve(self) -> None:
        try:
            broker = _Broker(self._config(), self._loop)
            await broker.start()
        except (AMQTTError, BrokerError, PluginError) as error:
            self._failed = error
            return
        finally:
            self._ready.set()
        await self._stopping.wait()
        await broker.close()

    def _config(self) -> dict[str, object]:
        plugin = {"folder": str(self._folder)}
        return {
            "listeners": {"default": {"type": "tcp", "bind": f"{self.host}:{self.port}"}},
            "plugins": {
                "central.broker.KnownUsers": plugin,
                "central.broker.OwnTopics": plugin,
            },
        }


def _free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])
