"""The slip as a picture."""

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from firmware.appeals import number
from firmware.appeals.receipt import WIDTHS, Slip, lay_out

ROWS = (
    ("Жауап беру мерзімі", "6 желтоқсан 2026 ж."),
    ("Кімге", "Айдын Серікұлы Мұратов, тұрғын үй-коммуналдық шаруашылық бөлімінің басшысы"),
)


def slip(given_number: str, rows: tuple[tuple[str, str], ...] = ROWS) -> Slip:
    return Slip(
        number=given_number,
        title="«Диалог» · кабина 001",
        address="Өскемен қ.",
        number_label="Тіркеу нөмірі · Регистрационный номер",
        rows=rows,
        closing="Жауапты осы нөмірмен кез келген кабинадан көруге болады.",
    )


def codes(image: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(image.convert("L"))]


@pytest.mark.parametrize("width", WIDTHS)
def test_the_number_is_read_back_from_its_qr(width: int) -> None:
    drawn = number.draw("001")

    assert codes(lay_out(slip(drawn), width)) == [drawn]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_slip_is_one_bit_and_as_wide_as_the_paper(width: int) -> None:
    image = lay_out(slip(number.draw("001")), width)

    assert (image.mode, image.width) == ("1", width)


def test_the_same_slip_is_the_same_picture_and_another_number_is_another() -> None:
    first, second = number.draw("001"), number.draw("001")

    assert lay_out(slip(first), 576).tobytes() == lay_out(slip(first), 576).tobytes()
    assert lay_out(slip(first), 576).tobytes() != lay_out(slip(second), 576).tobytes()


def test_paper_of_another_width_is_refused() -> None:
    with pytest.raises(ValueError, match="400"):
        lay_out(slip(number.draw("001")), 400)


@settings(deadline=None, max_examples=25)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=200))
def test_any_text_stays_on_the_paper_and_leaves_the_qr_readable(text: str) -> None:
    drawn = number.draw("001")

    assert codes(lay_out(slip(drawn, (("label", text),)), 576)) == [drawn]
