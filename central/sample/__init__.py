"""A directory of invented people and some pages, so that a booth has something to show."""

import tempfile
from importlib import resources
from pathlib import Path

from central.sample.portraits import draw_portraits
from central.server import Central

SITE = "oskemen"


def publish_sample(central: Central) -> int:
    """Publish the sample pages and directory with drawn portraits; returns the latter's version."""
    central.publish_pages(resources.files(__name__).joinpath("pages.json").read_bytes())
    content = resources.files(__name__).joinpath("directory.json").read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        draw_portraits(content, Path(folder))
        return central.publish_directory(content, Path(folder))
