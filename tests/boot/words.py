"""What the screens of one visit say at this booth: the views, from what central published."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from central.server import Central
from firmware.appeals.appeal import Language
from firmware.kiosk import views
from firmware.kiosk.views import Choice
from firmware.settings import Settings
from firmware.wire.directory import Directory, Official
from firmware.wire.pages import InfoPage, Pages
from hw.bench.scene import Scene
from hw.camera import PreviewFrame
from tests.boot.errors import Unlike

CLIP_S = 10
"""Of a recording that is looked at: what the clocks say is not compared."""

LOUD_DB = -18.0


@dataclass(frozen=True)
class Words:
    """The booth's directory, pages and photos, in the citizen's language."""

    settings: Settings
    directory: Directory
    pages: Pages
    photos: Mapping[str, bytes]
    language: Language
    picture: PreviewFrame

    @classmethod
    def of(cls, central: Central, site: str, settings: Settings, language: Language) -> "Words":
        """What that central has published for the site. Raises Unlike where it has not."""
        directory, pages = central.publisher.directory(site), central.publisher.pages(site)
        if directory is None or pages is None:
            raise Unlike(f"central has published nothing for {site}")
        size = (settings.camera.width, settings.camera.height)
        picture = PreviewFrame(Scene(*size).draw(1_000_000), *size, 1)
        photos = central.publisher.photos(site)
        return cls(settings, directory, pages, photos, language, picture)

    @property
    def official(self) -> Official:
        """Whom the appeal is for."""
        return self.directory.officials[0]

    @property
    def article(self) -> InfoPage:
        """What is read."""
        return self.pages.in_order()[0]

    def attract(self) -> views.AttractView:
        """Everything works."""
        return views.AttractView(self.settings.booth.name)

    def information(self) -> views.InformationView:
        """All pages."""
        pages = self.pages.in_order()
        return views.InformationView(
            tuple(Choice(page.id, page.title.in_(self.language)) for page in pages)
        )

    def reading(self) -> views.ArticleView:
        """The first of them."""
        page = self.article
        return views.ArticleView(page.title.in_(self.language), page.body.in_(self.language))

    def bodies(self) -> views.BodyView:
        """Those whose overseer is there."""
        bodies = [one for one in self.directory.bodies if self.directory.official(one.overseer)]
        return views.BodyView(
            tuple(Choice(body.id, body.name.in_(self.language)) for body in bodies)
        )

    def areas(self) -> views.AreaView:
        """Those that lead to somebody."""
        known = {official.area for official in self.directory.officials}
        areas = [area for area in self.directory.areas if area.id in known]
        return views.AreaView(
            tuple(Choice(area.id, area.name.in_(self.language)) for area in areas)
        )

    def officials(self) -> views.OfficialView:
        """Those of the area."""
        area = next(one for one in self.directory.areas if one.id == self.official.area)
        cards = [self._card(one) for one in self.directory.of_area(area.id)]
        return views.OfficialView(area.name.in_(self.language), tuple(cards))

    def _card(self, official: Official) -> views.OfficialCard:
        return views.OfficialCard(
            official.id,
            official.name.in_(self.language),
            official.post.in_(self.language),
            official.responsibility.in_(self.language),
            self.photos.get(official.id),
        )

    def consent(self, page: int = 0) -> views.ConsentView:
        """What is agreed to."""
        visit = self.settings.visit
        name = self.official.name.in_(self.language)
        return views.ConsentView(name, visit.clip_s, visit.keep_days, page=page)

    def position(self) -> views.PositionView:
        """Seen and heard."""
        return views.PositionView(self.picture, LOUD_DB)

    def countdown(self) -> views.CountdownView:
        """Any of its seconds."""
        return views.CountdownView(3, self.picture)

    def recording(self) -> views.RecordingView:
        """With sound."""
        return views.RecordingView(
            self.settings.visit.clip_s - CLIP_S, CLIP_S, self.picture, LOUD_DB
        )

    def review(self, *, playing: bool) -> views.ReviewView:
        """After the first take."""
        left = self.settings.visit.takes - 1
        return views.ReviewView(playing, 0, CLIP_S, left, picture=self.picture)

    def receipt(self, number: str, promise: date, slip: views.Slip) -> views.ReceiptView:
        """The number and the day of the answer."""
        return views.ReceiptView(number, number, promise, slip)

    def number(self, digits: str = "") -> views.NumberView:
        """As far as typed."""
        return views.NumberView(digits, preview=self.picture)

    def answer(self, text: str, *, watched: bool = False) -> views.AnswerView:
        """The official's."""
        name = self.official.name.in_(self.language)
        return views.AnswerView(
            views.Status.ANSWERED, official=name, text=text, video=True, watched=watched
        )

    def watching(self, playing: views.Playing) -> views.WatchingView:
        """Its video."""
        return views.WatchingView(playing, 0, CLIP_S, picture=self.picture)
