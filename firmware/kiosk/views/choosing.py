"""From the attract screen to whom an appeal is for; information to read."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose, in the citizen's language."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class MenuView:
    """What the citizen has come for; what cannot be done now is shown but closed."""

    appeal: bool = True
    violation: bool = True
    answer: bool = True
    information: bool = True

    @property
    def records(self) -> bool:
        """Whether anything can be recorded."""
        return self.appeal or self.violation

    @property
    def nothing(self) -> bool:
        """Whether there is nothing at all to come for: the booth is out of order."""
        return not (self.records or self.answer or self.information)


@dataclass(frozen=True, slots=True)
class AttractView:
    """Nobody is there. `place` is the booth's name, `offers` what can be done here now.

    `updating`: for some minutes no visit can begin.
    """

    place: str = ""
    offers: MenuView = MenuView()
    updating: bool = False


@dataclass(frozen=True, slots=True)
class LanguageView:
    """The choice of the language."""


@dataclass(frozen=True, slots=True)
class AreaView:
    """The areas of responsibility."""

    areas: tuple[Choice, ...]
    page: int = 0


@dataclass(frozen=True, slots=True)
class OfficialCard:
    """An official as shown: `photo` is a JPEG of 3:4, or None."""

    id: str
    name: str
    post: str
    responsibility: str
    photo: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class OfficialView:
    """The officials of one area."""

    area: str
    officials: tuple[OfficialCard, ...]
    page: int = 0


@dataclass(frozen=True, slots=True)
class BodyView:
    """The bodies that a violation can be about."""

    bodies: tuple[Choice, ...]
    page: int = 0


@dataclass(frozen=True, slots=True)
class InformationView:
    """The pages of information to choose from."""

    articles: tuple[Choice, ...]
    page: int = 0


@dataclass(frozen=True, slots=True)
class ArticleView:
    """One page of information; paragraphs of `text` by newlines."""

    title: str
    text: str
    page: int = 0
