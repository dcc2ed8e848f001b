"""A sample directory: invented people, so that a booth has something to show at once."""

import tempfile
from importlib import resources
from pathlib import Path

from central.sample.portraits import draw_portraits
from central.server import Central


def publish_sample(central: Central) -> int:
    """Publish the sample directory with drawn portraits; returns its version."""
    content = resources.files(__name__).joinpath("directory.json").read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        draw_portraits(content, Path(folder))
        return central.publish_directory(content, Path(folder))
