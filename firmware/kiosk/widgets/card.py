"""Cards: larger things to choose, with more than a word on them."""

from dataclasses import dataclass, field, replace

from firmware.kiosk import theme
from firmware.kiosk.box import Box
from firmware.kiosk.theme import Colour
from firmware.kiosk.views import OfficialCard
from firmware.kiosk.widgets import shapes
from firmware.kiosk.widgets.base import Brush, Widget
from firmware.kiosk.widgets.button import CLOSED, LOOKS, Kind
from firmware.kiosk.widgets.button import field as press_field
from firmware.kiosk.widgets.typeset import Style, width

PHOTO_RATIO = 3 / 4


@dataclass(frozen=True, kw_only=True)
class Sheet(Widget):
    """A white card that only holds other things together."""

    fill: Colour = theme.CARD
    outline: Colour | None = theme.HAIR

    def draw(self, brush: Brush) -> None:
        """A rounded field."""
        line = 2 if self.outline else 0
        brush.shape(
            self.box,
            shapes.Shape(self.fill, brush.layout.radius, self.outline, line),
        )


@dataclass(frozen=True, kw_only=True)
class Card(Widget):
    """An icon (or some letters), a title and a line of explanation; touched as one."""

    icon: str = ""
    letters: str = ""
    title: str
    note: str = ""
    title_style: Style
    note_style: Style
    kind: Kind = Kind.PLAIN
    note_icon: str = ""
    """A second sign before the note, of something that can be on or off."""
    upright: bool = False
    title_lines: int = 1
    """Lines that an upright card without a note keeps free at least for its title."""

    def draw(self, brush: Brush) -> None:
        """Lying: icon, texts, arrow from left to right; upright: below each other."""
        look = LOOKS[self.kind] if self.enabled else CLOSED
        face = press_field(brush, self.box, look, self.enabled)
        layout = brush.layout
        inner = face.inset(layout.mm(4 if not layout.compact else 1.2), layout.mm(1.6))
        if self.upright:
            spot, texts = self._stack(brush, inner)
        else:
            size = min(layout.mm(18), inner.h)
            left, texts = inner.cut_left(size, layout.mm(4))
            spot = left.middle(size, size)
            arrow, texts = texts.cut_right(layout.mm(6), layout.mm(2))
            if self.enabled:
                brush.icon("next", arrow.middle(arrow.w, arrow.w), look.text)
        self._icon(brush, spot)
        self._texts(brush, texts)

    def _stack(self, brush: Brush, inner: Box) -> tuple[Box, Box]:
        """Places of icon and texts below each other, in the middle together."""
        layout = brush.layout
        size, gap = min(layout.mm(26), inner.h // 3), layout.mm(2 if layout.compact else 4)
        room = inner.h - size - gap
        if self.note:
            head = brush.type.fit(self.title, (inner.w, room // 2), self.title_style).height
            note = brush.type.fit(self.note, (inner.w, room - head), self.note_style)
            # Two lines are always reserved, so that cards side by side look alike.
            height = note.leading * max(2, len(note.lines))
            used = min(room, head + layout.mm(1) + height)
        else:
            title = brush.type.fit(self.title, (inner.w, room), self.title_style)
            used = min(room, title.leading * max(self.title_lines, len(title.lines)))
        down = (room - used) // 2
        top = Box(inner.x, inner.y + down, inner.w, size)
        texts = Box(inner.x, top.bottom + gap, inner.w, inner.h - down - size - gap)
        return top.middle(size, size), texts if self.note else texts.cut_top(used)[0]

    def _icon(self, brush: Brush, spot: Box) -> None:
        main = self.kind is Kind.MAIN and self.enabled
        ground = theme.ON_ACCENT if main else theme.ACCENT_PALE if self.enabled else theme.HAIR
        if self.kind is Kind.CHOSEN:
            ground = theme.CARD  # the card itself is pale
        brush.shape(spot, shapes.Shape(ground, spot.w // 2))
        colour = theme.ACCENT if self.enabled else theme.SOFT
        if self.letters:
            style = replace(self.title_style, colour=colour, align="center", valign="middle")
            brush.text(self.letters, spot.inset(round(spot.w * 0.12)), style)
            return
        brush.icon(self.icon, spot.inset(round(spot.w * 0.25)), colour)

    def _texts(self, brush: Brush, box: Box) -> None:
        if not self.note:
            brush.text(self.title, box, self.title_style)
            return
        gap = brush.layout.mm(1)
        title = brush.type.fit(self.title, (box.w, box.h // 2), self.title_style)
        note = brush.type.fit(self.note, (box.w, box.h - title.height - gap), self.note_style)
        free = 0 if self.upright else (box.h - title.height - gap - note.height) // 2
        top, rest = Box(box.x, box.y + free, box.w, box.h - free).cut_top(title.height, gap)
        brush.text(self.title, top, self.title_style)
        if self.note_icon:
            size = note.px
            taken = width(note.lines[0], self.note_style.weight, note.px)
            left = rest.x + (rest.w - taken) // 2 - size - gap
            if left >= rest.x:
                brush.icon(self.note_icon, Box(left, rest.y, size, note.leading), theme.ACCENT)
        brush.text(self.note, rest, self.note_style)


@dataclass(frozen=True, kw_only=True)
class OfficialTile(Widget):
    """An official: photo 3:4, name, post and area of responsibility; touched as one."""

    official: OfficialCard = field(repr=False)
    name_style: Style
    post_style: Style

    def draw(self, brush: Brush) -> None:
        """The photo at the left, the texts beside it."""
        look = LOOKS[Kind.PLAIN]
        face = press_field(brush, self.box, look, self.enabled)
        layout = brush.layout
        inner = face.inset(layout.mm(2), layout.mm(1.4 if layout.compact else 2))
        photo, texts = inner.cut_left(round(inner.h * PHOTO_RATIO), layout.mm(3))
        self._photo(brush, photo, look.held if brush.pressed else look.fill)
        self._texts(brush, texts)

    def _photo(self, brush: Brush, box: Box, ground: Colour) -> None:
        jpeg = self.official.photo
        picture = brush.pictures.photo(jpeg, (box.w, box.h)) if jpeg else None
        radius = round(brush.layout.radius * 0.7)
        if picture is None:
            brush.shape(box, shapes.Shape(theme.ACCENT_PALE, radius))
            brush.icon("person", box.inset(round(box.w * 0.14)), theme.ACCENT)
            return
        brush.surface.blit(picture, box[:2])
        brush.round_corners(box, radius, ground)

    def _texts(self, brush: Brush, box: Box) -> None:
        setter, gap = brush.type, brush.layout.mm(0.8)
        texts = [
            (self.official.name, self.name_style),
            (self.official.post, self.post_style),
            (self.official.responsibility, self.post_style),
        ]
        left, rows = box, []
        for number, (text, style) in enumerate(texts):
            share = (left.h - gap * (len(texts) - number - 1)) // (len(texts) - number)
            share = share if number else share * 4 // 3  # the name first
            height = setter.fit(text, (left.w, max(share, 1)), style).height
            row, left = left.cut_top(height, gap)
            rows.append(row)
        down = max(0, left.h + gap) // 2
        for (text, style), row in zip(texts, rows, strict=True):
            brush.text(text, row.moved(0, down), style)
