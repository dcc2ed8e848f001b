"""A card image: its partitions, and the files of its FAT partitions, read without mounting."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.boot import tools
from tests.boot.errors import ToolFailed

SECTOR = 512


@dataclass(frozen=True)
class Partition:
    """One entry of the table; `offset` and `size` in bytes."""

    number: int
    name: str
    offset: int
    size: int


class Card:
    """An image file below the build folder."""

    def __init__(self, file: Path) -> None:
        self.file = file
        table = json.loads(tools.run("sfdisk", "-J", tools.seen_inside(file)))["partitiontable"]
        self.partitions = tuple(
            Partition(number, entry["name"], entry["start"] * SECTOR, entry["size"] * SECTOR)
            for number, entry in enumerate(table["partitions"], start=1)
        )

    def partition(self, name: str) -> Partition:
        """The partition of that name. Raises KeyError."""
        for partition in self.partitions:
            if partition.name == name:
                return partition
        raise KeyError(name)

    def read(self, number: int, path: str) -> bytes | None:
        """A file of a FAT partition; None where there is none."""
        try:
            return tools.run("mtype", "-i", self._fat(number), f"::/{path}")
        except ToolFailed:
            return None

    def extract(self, number: int, path: str, target: Path) -> None:
        """Copy a file of a FAT partition. Raises ToolFailed."""
        tools.run(
            "mcopy", "-o", "-n", "-i", self._fat(number), f"::/{path}", tools.seen_inside(target)
        )

    def write(self, number: int, path: str, content: bytes) -> None:
        """Put a file onto a FAT partition, as an engineer does on his PC. Raises ToolFailed."""
        tools.run("mcopy", "-o", "-i", self._fat(number), "-", f"::/{path}", stdin=content)

    def put(self, number: int, folder: Path) -> None:
        """Copy a folder's content onto a FAT partition. Raises ToolFailed."""
        inside = tools.BUILD / "boot-test" / "put"
        shutil.rmtree(inside, ignore_errors=True)
        shutil.copytree(folder, inside)
        names = [tools.seen_inside(file) for file in sorted(inside.iterdir())]
        tools.run("mcopy", "-o", "-s", "-i", self._fat(number), *names, "::/")
        shutil.rmtree(inside)

    def _fat(self, number: int) -> str:
        offset = self.partitions[number - 1].offset
        return f"{tools.seen_inside(self.file)}@@{offset}"
