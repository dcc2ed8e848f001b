"""Which clips an installation has: in its folder or in its bucket, by the settings."""

from central import bucket
from central.bucket import ANSWERS, Bucket
from central.clips import Clips, Folder
from central.errors import NoClip
from central.models import Intake
from central.settings import ClipsSettings
from central.store import Store


def open_clips(settings: ClipsSettings, store: Store) -> tuple[Clips, Clips]:
    """The clips of booths, and the videos of answers. Raises BadInput."""
    if not settings.bucket:
        return Folder(store.clips), Folder(store.answers, ".age")

    def booth_of(id: str) -> str:
        with store.connection():
            row = Intake.get_or_none(Intake.id == id)
        if row is None:
            raise NoClip(f"clip {id}: never came")
        return str(row.booth)

    client = bucket.connect(settings)
    return (
        Bucket(client, settings.bucket, booth_of),
        Bucket(client, settings.bucket, lambda _id: ANSWERS),
    )
