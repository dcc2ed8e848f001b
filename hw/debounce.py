"""A contact that bounces: a level counts once it has stayed for a while."""


class Debounce:
    """Takes levels as they are read; `level` is the last one that stayed for `settle_s`.

    None, a level that cannot be read, counts at once.
    """

    def __init__(self, settle_s: float) -> None:
        self._settle_s = settle_s
        self._seen: bool | None = None
        self._since = float("-inf")
        self.level: bool | None = None

    def feed(self, level: bool | None, now: float) -> bool:
        """The level at that time; whether `level` has changed by it."""
        if level is not self._seen:
            self._seen, self._since = level, now
        if level is self.level or (level is not None and now - self._since < self._settle_s):
            return False
        self.level = level
        return True
