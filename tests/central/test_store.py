"""The database, as a file and at a server."""

import contextlib
import sqlite3
import subprocess
import sys
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from peewee import IntegrityError, OperationalError

from central import schema
from central.errors import DatabaseAway, DatabaseDamaged
from central.models import Booth
from central.server import Central
from central.store import Store

on_both = pytest.mark.parametrize("engine", ["folder", "servers"], indirect=True)
at_servers = pytest.mark.parametrize("engine", ["servers"], indirect=True)


def send_all(central, clip):
    chunk = clip.chunk(0, len(clip.sealed))
    return central.receiver.receive([clip.init, chunk, clip.fin])[0][1]


@on_both
@pytest.mark.parametrize("verb", ["UPDATE auditentry SET who = 'x'", "DELETE FROM auditentry"])
def test_nobody_changes_the_audit(central, verb) -> None:
    central.audit.note("asel", "see", "a")

    with pytest.raises(IntegrityError, match="only added to"), central.store.transaction():
        central.store._database.execute_sql(verb)

    assert [acted.who for acted in central.audit.of("a")] == ["asel"]


def test_a_reader_delays_the_overwriting_and_nobody_else(central) -> None:
    with contextlib.closing(sqlite3.connect(central.store.file)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM booth").fetchall()
        with central.store.transaction():
            Booth.insert(id="001", site="oskemen").execute()

        with central.store.connection():
            central.store.overwrite()
            waits = central.store._database.pragma("busy_timeout")

    assert waits == 5000
    assert central.booths.site("001") == "oskemen"


@on_both
def test_an_error_names_no_value_of_a_row(central) -> None:
    phone = "+7701" + "1234567"

    def insert() -> None:
        with central.store.transaction():
            Booth.insert(id=phone, site="oskemen").execute()

    insert()
    with pytest.raises(IntegrityError) as caught:
        insert()

    assert phone not in "".join(traceback.format_exception(caught.value))


@on_both
def test_what_fails_in_a_transaction_is_not_there(central) -> None:
    with suppress(RuntimeError), central.store.transaction():
        Booth.insert(id="001", site="oskemen").execute()
        raise RuntimeError

    assert central.booths.site("001") is None


@on_both
def test_writers_come_one_after_the_other(central) -> None:
    """What was read in a transaction still holds when it writes."""
    with central.store.transaction():
        Booth.insert(id="001", site="oskemen", online=0).execute()

    def add_one() -> None:
        with central.store.transaction():
            seen = Booth.get_by_id("001").online
            Booth.update(online=seen + 1).where(Booth.id == "001").execute()

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(add_one) for _ in range(40)]:
            done.result()

    with central.store.connection():
        assert Booth.get_by_id("001").online == 40


@on_both
def test_the_chain_of_the_audit_holds_whoever_writes_at_once(central) -> None:
    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(central.audit.note, "asel", "see", str(n)) for n in range(40)]:
            done.result()

    assert central.audit.verify() is None
    assert len(central.audit.newest(99)) == 40


@at_servers
def test_one_that_is_serialised_keeps_out_another_outside_the_writers(central) -> None:
    entered, order = threading.Event(), []

    def second() -> None:
        with central.store.own_rows(), central.store.serialised("x"):
            order.append("second")

    with ThreadPoolExecutor(1) as pool:
        with central.store.own_rows(), central.store.serialised("x"):
            later = pool.submit(second)
            entered.wait(0.1)
            order.append("first")
        later.result()

    assert order == ["first", "second"]


OPEN = "import sys\nfrom pathlib import Path\nfrom central.store import Store\n"
OPEN += "Store(Path(sys.argv[1]), sys.argv[2]).close()"


def test_several_that_start_at_once_on_an_empty_database_make_it_once(postgres, tmp_path) -> None:
    url = postgres.database(empty=True)
    started = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN, str(tmp_path / str(n)), url], stderr=subprocess.PIPE
        )
        for n in range(4)
    ]
    said = [process.communicate(timeout=60)[1] for process in started]

    assert [process.returncode for process in started] == [0] * 4, said
    store = Store(tmp_path / "last", url)
    with store.connection():
        assert store._engine.version() == schema.VERSION
    store.close()


@on_both
def test_a_newer_database_is_left_alone(central) -> None:
    with central.store.transaction():
        central.store._engine.set_version(schema.VERSION + 1)

    with pytest.raises(DatabaseDamaged, match="newer"):
        Central(central.settings)


def test_a_lost_database_is_not_replaced_by_an_empty_one(central, offer) -> None:
    send_all(central, offer())
    for file in central.store.folder.glob("central.db*"):
        file.unlink()

    with pytest.raises(DatabaseDamaged, match="is missing"):
        Central(central.settings)


def test_clips_without_their_registry_are_not_given_an_empty_one_at_a_server(
    central, offer, postgres
) -> None:
    send_all(central, offer())

    with pytest.raises(DatabaseDamaged, match="is missing"):
        Store(central.settings.data, postgres.database(empty=True))


def test_a_server_that_is_not_there_is_said_without_its_password(tmp_path) -> None:
    url = f"postgresql://central:secret@%2Fnowhere{tmp_path.name}/central"

    with pytest.raises(DatabaseAway) as caught:
        Store(tmp_path / "central", url)

    assert isinstance(caught.value, OperationalError)
    assert "secret" not in str(caught.value)
    assert "nowhere" in str(caught.value)
