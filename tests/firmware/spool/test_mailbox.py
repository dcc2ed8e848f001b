"""Questions and replies between the two processes, and the directory on its shelf."""

from hashlib import sha256

from firmware.appeals.appeal import new_id
from firmware.spool.mailbox import KioskMailbox, UplinkMailbox
from firmware.spool.models import Reply
from firmware.spool.shelf import Shelf
from firmware.spool.spool import Spool
from firmware.wire.directory import Area, Directory, Official, Text


def test_a_question_goes_out_and_its_reply_comes_back(spool: Spool) -> None:
    kiosk, uplink = KioskMailbox(spool), UplinkMailbox(spool)
    kiosk.put("r1", b"sealed")

    assert uplink.open_asks() == [("r1", b"sealed")]
    assert kiosk.reply("r1") is None
    uplink.put_reply("r1", "token")
    assert kiosk.reply("r1") == "token"
    assert uplink.open_asks() == []


def test_after_the_visit_nothing_of_the_question_is_left(spool: Spool) -> None:
    kiosk, uplink = KioskMailbox(spool), UplinkMailbox(spool)
    kiosk.put("r1", b"sealed-question")
    uplink.put_reply("r1", "token-of-reply")

    kiosk.forget("r1")
    uplink.drop_orphans()

    assert uplink.open_asks() == []
    assert Reply.select().count() == 0


def test_a_reply_that_nobody_waits_for_is_dropped(spool: Spool) -> None:
    uplink = UplinkMailbox(spool)

    uplink.put_reply("r1", "token")

    assert Reply.select().count() == 0


def test_a_start_of_the_kiosk_forgets_the_questions_of_a_dead_visit(spool: Spool) -> None:
    kiosk = KioskMailbox(spool)
    kiosk.put("r1", b"sealed")

    kiosk.forget_all()

    assert UplinkMailbox(spool).open_asks() == []


def test_the_line_is_down_until_the_uplink_says_otherwise(spool: Spool) -> None:
    assert not KioskMailbox(spool).online()
    UplinkMailbox(spool).set_online(True)
    assert KioskMailbox(spool).online()
    UplinkMailbox(spool).set_online(False)
    assert not KioskMailbox(spool).online()


def directory(version: int, photo: bytes) -> Directory:
    text = Text(kk="а", ru="б", en="c")
    official = Official(
        id="o", area="a", name=text, post=text, responsibility=text, photo=sha256(photo).hexdigest()
    )
    return Directory(
        version=version,
        site="oskemen",
        areas=(Area(id="a", name=text),),
        officials=(official,),
        bodies=(),
    )


def test_the_shelf_has_the_last_directory_and_wants_its_photos(spool: Spool) -> None:
    shelf = Shelf(spool)
    assert (shelf.version(), shelf.directory()) == (0, None)

    shelf.put_directory(directory(1, b"old"))
    shelf.put_directory(directory(2, b"jpeg"))
    sha = sha256(b"jpeg").hexdigest()

    assert shelf.directory() == directory(2, b"jpeg")
    assert shelf.missing_photos() == [sha]
    shelf.put_photo(b"jpeg")
    assert shelf.missing_photos() == []
    assert shelf.photo(sha) == b"jpeg"
    assert shelf.photo("0" * 64) is None


def test_a_wish_that_could_not_be_dropped_goes_with_the_next(spool: Spool) -> None:
    kiosk, uplink = KioskMailbox(spool), UplinkMailbox(spool)
    for rid in (old := new_id(), young := new_id()):
        kiosk.want_video(rid)

    assert old != young
    assert uplink.wanted_videos() == [young]
    kiosk.want_video(young)
    assert uplink.wanted_videos() == [young]
