"""The root of what can go wrong in the firmware; leaves also are standard types."""

from pathlib import Path


class BoothError(Exception):
    """Root of all errors of the firmware."""


class ConfigError(BoothError, ValueError):
    """A mistake in booth.toml: which file, which key, and what is allowed."""

    def __init__(self, file: Path, key: str, problem: str) -> None:
        super().__init__(f"{file}: {key}: {problem}" if key else f"{file}: {problem}")
        self.file = file
        self.key = key
        self.problem = problem
