"""What can be wrong with a card. Leaves also are standard types."""

from firmware.errors import BoothError


class CommissioningError(BoothError):
    """Root of this room's errors."""


class BadCard(CommissioningError, ValueError):
    """A mistake on the card: which file, and what is allowed or to do."""

    def __init__(self, file: str, problem: str) -> None:
        super().__init__(f"{file}: {problem}")
        self.file = file
        self.problem = problem


class NoSettings(CommissioningError, FileNotFoundError):
    """Neither card nor booth has settings; `problem` says what to do."""

    def __init__(self, problem: str) -> None:
        CommissioningError.__init__(self, problem)
        self.problem = problem
