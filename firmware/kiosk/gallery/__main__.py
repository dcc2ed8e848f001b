"""python -m firmware.kiosk.gallery OUT: writes OUT/index.html and its pictures."""

import os
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import track

from firmware.kiosk.gallery.sheet import page
from firmware.kiosk.gallery.shots import count, take


def main(arguments: list[str]) -> int:
    """Paint everything into the folder; the exit code of the process."""
    console = Console(stderr=True)
    if len(arguments) != 1:
        console.print("usage: python -m firmware.kiosk.gallery OUT")
        return 2
    os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
    out = Path(arguments[0])
    out.mkdir(parents=True, exist_ok=True)
    shots = list(track(take(out), "Painting the screens", total=count(), console=console))
    (out / "index.html").write_text(page(shots), encoding="utf-8")
    console.print(f"{len(shots)} pictures: {out / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
