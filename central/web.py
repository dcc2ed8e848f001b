"""The pages of a central on their ports: the desk with the API, and the public page."""

import time

from starlette.types import ASGIApp

from central.api.app import ApiRooms, create_api
from central.api.tokens import Tokens
from central.components import Components
from central.desk.app import create_app
from central.desk.listener import DeskListener
from central.desk.parts import DeskParts
from central.public.app import PublicRooms, create_public


def make_desk(central: Components) -> DeskListener:
    """The desk, not listening yet. Raises BadKey."""
    rooms = ApiRooms(
        central.cases,
        central.registry,
        central.audit,
        central.exporter,
        Tokens(central.store, central.now),
    )

    def make(address: str) -> ASGIApp:
        parts = DeskParts(
            settings=central.settings.desk,
            address=address,
            timezone=central.settings.timezone,
            store=central.store,
            keys=central.keys,
            registry=central.registry,
            cases=central.cases,
            people=central.people,
            audit=central.audit,
            publisher=central.publisher,
            booths=central.booths,
            enrolment=central.enrolment,
            workdays=central.workdays,
            exporter=central.exporter,
            open_clip=central.open_clip_into,
            open_video=central.videos.open_into,
            now=central.now,
            monotonic=time.monotonic,
        )
        return create_app(parts, {"/api": create_api(rooms)})

    return DeskListener(central.settings.desk, make)


def make_public(central: Components) -> DeskListener:
    """The public page, not listening yet. Raises BadKey."""

    def make(address: str) -> ASGIApp:
        return create_public(
            PublicRooms(
                address=address,
                lookup=central.lookup,
                registry=central.registry,
                directory=central.publisher.directory,
                open_video=central.videos.open_into,
                monotonic=time.monotonic,
                films_bytes=central.settings.public.clips_bytes,
            )
        )

    return DeskListener(central.settings.public, make, "the public page")
