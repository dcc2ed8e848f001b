"""Accounts of the desk: passwords, one-time codes, whose appeals are whose."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pyotp
import pytest
from argon2 import PasswordHasher

from central.desk.models import Session
from central.errors import BadInput, NotFound
from central.people import HASHED_AT_ONCE, People
from central.rights import Role
from firmware.appeals.appeal import Language

PASSWORD = "жылы күзгі жаңбыр"
TODAY = date(2026, 11, 23)


@pytest.fixture
def people(central, calendar, quick_hasher) -> People:
    return People(central.store, calendar, quick_hasher)


def add(people, login="asel", **more):
    return people.add(login, "Әсел Омарова", Role.OFFICIAL, PASSWORD, Language.KK, **more)


def test_the_right_password_opens_and_another_does_not(people) -> None:
    add(people)

    assert people.check_password("asel", PASSWORD).login == "asel"
    assert people.check_password("asel", PASSWORD + "x") is None
    assert people.check_password("nobody", PASSWORD) is None


class Slow(PasswordHasher):
    """Notes how many passwords are being hashed at once."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.lock, self.now, self.most = threading.Lock(), 0, 0

    def verify(self, *args):
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        threading.Event().wait(0.02)
        with self.lock:
            self.now -= 1
        return super().verify(*args)


def test_many_who_sign_in_at_once_do_not_take_all_memory(central, calendar) -> None:
    hasher = Slow()
    people = People(central.store, calendar, hasher)

    with ThreadPoolExecutor(12) as pool:
        found = list(pool.map(people.check_password, ["nobody"] * 12, [PASSWORD] * 12))

    assert found == [None] * 12
    assert hasher.most <= HASHED_AT_ONCE


def test_a_password_that_was_set_meanwhile_is_not_put_back(people, central, calendar) -> None:
    add(people)

    class Stronger(PasswordHasher):
        """While it hashes the old password anew, somebody sets another."""

        def check_needs_rehash(self, hashed: str) -> bool:
            del hashed
            people.set_password("asel", "another password")
            return True

    stronger = Stronger(time_cost=1, memory_cost=16, parallelism=1)
    People(central.store, calendar, stronger).check_password("asel", PASSWORD)

    assert people.check_password("asel", PASSWORD) is None
    assert people.check_password("asel", "another password")


def test_who_was_disabled_does_not_come_in(people) -> None:
    add(people)
    people.change("asel", active=False)

    assert people.check_password("asel", PASSWORD) is None


def test_a_password_is_kept_as_a_hash_that_can_grow_stronger(central, calendar, people) -> None:
    before = add(people).password
    stronger = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)

    People(central.store, calendar, stronger).check_password("asel", PASSWORD)

    assert PASSWORD not in before
    assert people.find("asel").password != before


@pytest.mark.parametrize(
    ("login", "more", "named"),
    [
        ("A sel", {}, "login"),
        ("", {}, "login"),
        ("asel", {"phone": "12"}, "phone"),
        ("asel", {"phone": "no"}, "phone"),
        ("asel", {"totp": "x"}, "cannot be changed"),
    ],
)
def test_bad_input_is_named(people, login, more, named) -> None:
    with pytest.raises(BadInput, match=named):
        add(people, login, **more)


@pytest.mark.parametrize("password", ["short", "x" * 129])
def test_a_password_must_be_neither_short_nor_endless(people, password) -> None:
    add(people)
    with pytest.raises(BadInput, match="password"):
        people.set_password("asel", password)


def test_a_login_is_given_once(people) -> None:
    add(people)
    with pytest.raises(BadInput, match="somebody has it"):
        add(people)


def test_a_telephone_is_kept_in_the_international_form(people) -> None:
    assert add(people, phone="8 701 123 45 67").phone == "+77011234567"


def test_a_new_password_ends_the_sessions_of_the_old_one(central, people) -> None:
    person = add(people)
    with central.store.transaction():
        Session.create(
            token="0" * 64, person=person, csrf="x", complete=True, begun_at="", used_at=""
        )

    people.set_password("asel", "тағы бір құпиясөз")

    with central.store.connection():
        assert Session.select().count() == 0


def test_a_one_time_code_works_once_and_only_near_its_time(people, calendar) -> None:
    person = add(people)
    totp = pyotp.TOTP(people.new_totp("asel"))
    now = calendar.now

    code = totp.at(now)
    assert people.check_code(person, code)
    assert not people.check_code(person, code)
    late = totp.at(now + timedelta(seconds=30))
    calendar.now = now + timedelta(seconds=61)
    assert people.check_code(person, late)
    assert not people.check_code(person, totp.at(now + timedelta(minutes=5)))


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "      "])
def test_what_is_no_code_is_not_one(people, code) -> None:
    person = add(people)
    people.new_totp("asel")
    assert not people.check_code(person, code)


def test_without_a_secret_no_code_works(people) -> None:
    assert not people.check_code(add(people), "000000")


def test_a_substitute_stands_in_until_the_day(people) -> None:
    chief = add(people, "chief", site="oskemen", official="chief")
    deputy = add(people, "deputy", site="oskemen", official="deputy")
    people.change("chief", substitute=deputy, away_until=TODAY)
    deputy, chief = people.find("deputy"), people.find("chief")

    assert people.offices_of(deputy, TODAY) == {("oskemen", "chief"), ("oskemen", "deputy")}
    assert people.offices_of(deputy, TODAY + timedelta(days=1)) == {("oskemen", "deputy")}
    assert people.offices_of(chief, TODAY) == {("oskemen", "chief")}
    heard = people.persons_of("oskemen", "chief", TODAY)
    assert [person.login for person in heard] == ["chief", "deputy"]


def test_who_is_not_there_is_not_found(people) -> None:
    with pytest.raises(NotFound):
        people.find("nobody")
