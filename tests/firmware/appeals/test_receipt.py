"""The slip as a picture."""

import dataclasses
import itertools

import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from firmware.appeals import number
from firmware.appeals.receipt import WIDTHS, Row, Slip, lay_out

ROWS = (
    Row("Жауап мерзімі · Срок ответа", "2026 ж. 6 желтоқсан"),
    Row("Кімге", "Айдын Серікұлы Мұратов", "тұрғын үй-коммуналдық шаруашылық бөлімінің басшысы"),
    Row("Қабылданды", "23 қар. 2026, 01:30"),
)


def slip(given_number: str, rows: tuple[Row, ...] = ROWS) -> Slip:
    return Slip(
        number=given_number,
        title="«Диалог» · кабина 001",
        address="Өскемен қ.",
        number_label="Тіркеу нөмірі · Регистрационный номер",
        rows=rows,
        closing="Жауапты осы нөмірмен кез келген кабинадан көруге болады.",
    )


def codes(image: Image.Image) -> list[str]:
    # Strange letters may look like bars to who looks for bars; a slip has a QR code.
    looked = zxingcpp.read_barcodes(image.convert("L"), formats=zxingcpp.BarcodeFormat.QRCode)
    return [found.text for found in looked]


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

    assert codes(lay_out(slip(drawn, (Row("label", text, text), Row(text, text))), 576)) == [drawn]


@pytest.mark.parametrize("width", WIDTHS)
def test_the_digits_of_the_number_are_five_millimetres_high_or_more(width: int) -> None:
    bare = Slip(number.draw("001"), title="", address="", number_label="")
    used = (~np.asarray(lay_out(bare, width))).any(axis=1)
    first = next(len(list(rows)) for black, rows in itertools.groupby(used) if black)
    assert first >= 40  # dots of an eighth of a millimetre


def test_a_dot_between_two_things_goes_where_a_line_parts_them() -> None:
    parted = slip("0014823190765542")
    label = "Тіркеу\xa0нөмірі · Регистрационный\xa0номер"
    with_dot = dataclasses.replace(parted, number_label=label)
    without = dataclasses.replace(parted, number_label=label.replace("· ", ""))
    assert lay_out(with_dot, 384).tobytes() == lay_out(without, 384).tobytes()


@pytest.mark.parametrize("width", WIDTHS)
def test_every_row_of_a_slip_is_doubled_by_the_printer(width: int) -> None:
    image = lay_out(slip(number.draw("001")), width)
    rows = np.asarray(image)[: image.height // 2 * 2]
    assert (rows[::2] == rows[1::2]).all()


def test_a_word_that_is_too_long_is_parted_at_its_hyphen() -> None:
    name = "Нұрмұхамбетова-Қазыбекова"
    one = slip("0014823190765542", (ROWS[0], Row("", name)))
    two = slip("0014823190765542", (ROWS[0], Row("", name.replace("-", "- "))))
    assert lay_out(one, 384).tobytes() == lay_out(two, 384).tobytes()


def test_a_text_without_end_ends_the_paper() -> None:
    assert lay_out(slip(number.draw("001"), (*ROWS, Row("", "м " * 20_000))), 384).height < 8500
