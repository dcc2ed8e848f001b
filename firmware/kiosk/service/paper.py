"""The test slip: nothing on it could be taken for a receipt."""

from datetime import datetime

from font_roboto import Roboto, RobotoBold
from PIL import Image, ImageDraw, ImageFont

_MARGIN = 16
_LETTERS = "ӘҒҚҢӨҰҮҺІ әғқңөұүһі ЁЖЩЫ №"


def test_slip(width: int, place: str, at: datetime) -> Image.Image:
    """A picture of mode "1", `width` dots wide: words, Kazakh letters, bars of all widths."""
    image = Image.new("1", (width, 420), 1)
    draw = ImageDraw.Draw(image)
    draw.fontmode = "1"
    top = _MARGIN
    lines = ((RobotoBold, 56, "TEST"), (Roboto, 26, place), (Roboto, 26, f"{at:%d.%m.%Y %H:%M}"))
    for font, size, text in (*lines, (Roboto, 26, _LETTERS)):
        draw.text((0, top), text, font=ImageFont.truetype(font, size), fill=0)
        top += round(size * 1.25)
    for number in range(8):
        left = width * number // 8
        for x in range(left, left + width // 8, 2 * (number + 1)):
            draw.rectangle((x, top, min(x + number, width - 1), top + 80), fill=0)
    top += 100
    draw.rectangle((0, top, width - 1, top + 24), fill=0)
    return image.crop((0, 0, width, top + 24 + _MARGIN))
