"""The rest of the booth, drawn beside its window: lamps, and the slip as it comes out."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import pygame
from font_roboto import Roboto, RobotoBold
from PIL import Image

Colour = tuple[int, int, int]

WALL: Colour = (38, 43, 50)
CASE: Colour = (54, 61, 70)
EDGE: Colour = (78, 87, 98)
TEXT: Colour = (226, 230, 235)
FAINT: Colour = (150, 160, 172)
PAPER: Colour = (252, 251, 246)
INK: Colour = (30, 30, 34)
SLOT: Colour = (18, 20, 24)
DARK_LAMP: Colour = (62, 68, 76)
LAMPS: dict[str, Colour] = {
    "occupied": (255, 176, 46),
    "recording": (244, 62, 54),
    "ready": (74, 214, 112),
    "fill": (255, 246, 226),
}
NO_FAULTS: Mapping[str, bool] = MappingProxyType({})
THROWN: Colour = (178, 58, 46)
COLUMNS = 2
# A long slip is drawn smaller to be seen whole, down to so many hundredths; then it is cut off.
SMALLEST_PAPER = 60
LABELS = {"occupied": "Occupied", "recording": "Recording", "ready": "Ready", "fill": "Fill light"}


class BenchPanel:
    """Draws on a surface of its own, of the size in pixels it was made for."""

    def __init__(self, size: tuple[int, int]) -> None:
        pygame.font.init()
        self._surface = pygame.Surface(size)
        self._margin = max(8, min(size) // 24)
        text = self._text = max(11, min(size) // 25)
        self._font = pygame.font.Font(Roboto, text)
        self._bold = pygame.font.Font(RobotoBold, text)
        self._paper_of: Image.Image | None = None
        self._paper: pygame.Surface | None = None
        self._buttons: list[tuple[pygame.Rect, str]] = []

    def draw(
        self,
        lamps: Mapping[str, float],
        paper: Image.Image | None,
        lines: Iterable[str] = (),
        faults: Mapping[str, bool] = NO_FAULTS,
    ) -> pygame.Surface:
        """The panel with these lamps (0 to 1), this paper, these lines of text and faults.

        Each fault is a button, lit while the fault is there. The surface is the
        same one every time.
        """
        self._surface.fill(WALL)
        top = self._heading("Bench", self._margin)
        top = self._lamps(lamps, top)
        top = self._lines(lines, top)
        top = self._faults(faults, top)
        self._printer(paper, top + self._margin)
        return self._surface

    def fault_at(self, pos: tuple[int, int]) -> str | None:
        """The fault whose button was drawn at that point, or None."""
        return next((name for box, name in self._buttons if box.collidepoint(pos)), None)

    def _faults(self, faults: Mapping[str, bool], top: int) -> int:
        """Two columns of buttons, all with letters of one size."""
        gap = max(3, self._margin // 5)
        width = (self._surface.get_width() - 2 * self._margin + gap) // COLUMNS - gap
        words = {name: name.replace("-", " ") for name in faults}
        font = self._fitting(words.values(), width - 2 * gap)
        height = font.get_height() * 5 // 4
        self._buttons = []
        for index, (name, thrown) in enumerate(faults.items()):
            row, column = divmod(index, COLUMNS)
            left = self._margin + column * (width + gap)
            box = pygame.Rect(left, top + row * (height + gap), width, height)
            self._buttons.append((box, name))
            pygame.draw.rect(self._surface, THROWN if thrown else CASE, box, border_radius=6)
            pygame.draw.rect(self._surface, EDGE, box, 1, border_radius=6)
            label = font.render(words[name], True, TEXT)
            self._surface.blit(label, label.get_rect(center=box.center))
        return self._buttons[-1][0].bottom if self._buttons else top

    def _fitting(self, words: Iterable[str], width: int) -> pygame.font.Font:
        """The font of the panel, or as much smaller as the longest of the words needs."""
        widest = max((self._font.size(one)[0] for one in words), default=0)
        if widest <= width:
            return self._font
        return pygame.font.Font(Roboto, max(9, self._text * width // widest))

    def _heading(self, words: str, top: int) -> int:
        image = self._bold.render(words, True, TEXT)
        self._surface.blit(image, (self._margin, top))
        return top + image.get_height() + self._margin // 2

    def _lamps(self, lamps: Mapping[str, float], top: int) -> int:
        names = list(lamps)
        if not names:
            return top
        width = self._surface.get_width() - 2 * self._margin
        radius = max(8, min(width // (3 * len(names)), self._surface.get_height() // 24))
        labels_at = top + 3 * radius
        for index, name in enumerate(names):
            centre = self._margin + width * (2 * index + 1) // (2 * len(names))
            self._lamp(name, lamps[name], (centre, top + radius + radius // 2), radius)
            label = self._label(LABELS.get(name, name), width // len(names) - 4)
            self._surface.blit(label, label.get_rect(midtop=(centre, labels_at)))
        return labels_at + self._font.get_height() + self._margin

    def _lamp(self, name: str, level: float, centre: tuple[int, int], radius: int) -> None:
        share = min(1.0, max(0.0, level))
        lit = LAMPS.get(name, TEXT)
        for step in range(4, 0, -1):
            halo = _mix(WALL, lit, share * 0.11 * (5 - step))
            pygame.draw.circle(self._surface, halo, centre, radius + step * radius // 8)
        pygame.draw.circle(self._surface, _mix(DARK_LAMP, lit, share), centre, radius)
        pygame.draw.circle(self._surface, EDGE, centre, radius, max(1, radius // 10))

    def _label(self, words: str, width: int) -> pygame.Surface:
        image = self._font.render(words, True, FAINT)
        if image.get_width() <= width:
            return image
        height = image.get_height() * width // image.get_width()
        return pygame.transform.smoothscale(image, (width, height))

    def _lines(self, lines: Iterable[str], top: int) -> int:
        for line in lines:
            width = self._surface.get_width() - 2 * self._margin
            image = self._label(line, width)
            self._surface.blit(image, (self._margin, top))
            top += self._font.get_height() + 2
        return top

    def _printer(self, paper: Image.Image | None, top: int) -> None:
        """A printer at the bottom; its paper rises, the newest row at the slot."""
        width = self._surface.get_width() - 2 * self._margin
        height = max(24, self._surface.get_height() // 14)
        case = pygame.Rect(self._margin, 0, width, height)
        case.bottom = self._surface.get_height() - self._margin
        slot = pygame.Rect(0, 0, width * 4 // 5, max(4, height // 6))
        slot.midtop = (case.centerx, case.top + height // 6)
        pygame.draw.rect(self._surface, CASE, case, border_radius=height // 4)
        pygame.draw.rect(self._surface, EDGE, case, 1, border_radius=height // 4)
        pygame.draw.rect(self._surface, SLOT, slot, border_radius=slot.height // 2)
        label = self._label("Receipt printer", width)
        self._surface.blit(label, label.get_rect(midbottom=(case.centerx, case.bottom - 2)))
        if paper is not None:
            self._slip(paper, slot, slot.centery - top)

    def _slip(self, paper: Image.Image, slot: pygame.Rect, room: int) -> None:
        if paper is not self._paper_of:
            widest = slot.width - 2 * slot.height
            whole = paper.width * room // max(1, paper.height)
            width = max(widest * SMALLEST_PAPER // 100, min(widest, whole))
            self._paper_of, self._paper = paper, _surface_of(paper, width)
        slip = self._paper
        assert slip is not None
        shown = max(0, min(room, slip.get_height()))
        area = pygame.Rect(0, slip.get_height() - shown, slip.get_width(), shown)
        self._surface.blit(slip, area.move_to(midbottom=(slot.centerx, slot.centery)), area)


def _surface_of(paper: Image.Image, width: int) -> pygame.Surface:
    height = max(1, paper.height * width // paper.width)
    small = paper.convert("L").resize((width, height), Image.Resampling.BOX)
    tinted = Image.merge("RGB", [small.point(_ramp(INK[i], PAPER[i])) for i in range(3)])
    return pygame.image.frombytes(tinted.tobytes(), tinted.size, "RGB")


def _ramp(dark: int, light: int) -> list[int]:
    return [dark + (light - dark) * level // 255 for level in range(256)]


def _mix(first: Colour, second: Colour, share: float) -> Colour:
    red, green, blue = (int(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue
