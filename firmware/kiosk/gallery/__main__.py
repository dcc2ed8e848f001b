"""python -m firmware.kiosk.gallery OUT: writes OUT/index.html and its pictures."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import track

from firmware.kiosk.gallery.sheet import page
from firmware.kiosk.gallery.shots import count, take


def main(argv: Sequence[str] | None = None) -> None:
    """Paint everything into the folder."""
    parser = argparse.ArgumentParser(
        prog="python -m firmware.kiosk.gallery",
        description="Paint every screen in every language, on every panel and in every mode.",
    )
    parser.add_argument("out", type=Path, metavar="OUT", help="the folder for page and pictures")
    out: Path = parser.parse_args(argv).out
    console = Console(stderr=True)
    os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
    out.mkdir(parents=True, exist_ok=True)
    shots = list(track(take(out), "Painting the screens", total=count(), console=console))
    (out / "index.html").write_text(page(shots), encoding="utf-8")
    console.print(f"{len(shots)} pictures: {out / 'index.html'}")


if __name__ == "__main__":
    main()
