"""Accounts of the broker: passwords, and who may do what."""

import pytest

from central.accounts import Accounts, covers


@pytest.mark.parametrize(
    ("pattern", "topic", "covered"),
    [
        ("a/#", "a/b", True),
        ("a/#", "a/+/c", True),
        ("a/#", "a/#", True),
        ("a/#", "#", False),
        ("a/#", "+/b", False),
        ("a/#", "b/c", False),
        ("a/+", "a/b", True),
        ("a/+", "a/+", True),
        ("a/+", "a/#", False),
        ("a/+", "a/b/c", False),
        ("a/b", "a/b", True),
        ("a/b", "a/+", False),
        ("a/b", "a", False),
    ],
)
def test_a_pattern_covers_what_is_within_it(pattern, topic, covered) -> None:
    assert covers(pattern, topic) is covered


def test_a_booth_may_only_what_is_its_own(tmp_path) -> None:
    accounts = Accounts(tmp_path)
    accounts.put_booth("001", "oskemen")
    own = "dialog/1/oskemen/001"

    assert accounts.may("001", "write", f"{own}/up/online")
    assert accounts.may("001", "read", f"{own}/down/clip/+")
    assert accounts.may("001", "read", "dialog/1/oskemen/directory")
    assert not accounts.may("001", "write", f"{own}/down/clip/x")
    assert not accounts.may("001", "write", "dialog/1/oskemen/directory")
    assert not accounts.may("001", "write", "dialog/1/oskemen/002/up/online")
    assert not accounts.may("001", "write", "dialog/1/almaty/001/up/online")
    assert not accounts.may("001", "read", "#")
    assert not accounts.may("001", "read", "dialog/1/oskemen/+/down/#")
    assert not accounts.may("nobody", "read", "dialog/1/oskemen/directory")


def test_passwords_are_kept_as_hashes_and_changed_by_putting_again(tmp_path) -> None:
    accounts = Accounts(tmp_path)
    first = accounts.put_booth("001", "oskemen")
    second = accounts.put_booth("001", "oskemen")
    fresh = Accounts(tmp_path)

    assert first not in fresh.passwords.read_text()
    assert fresh.knows("001", second)
    assert not fresh.knows("001", first)
    assert not fresh.knows("002", second)
    assert fresh.passwords.stat().st_mode & 0o077 == 0


def test_users_that_are_added_later_are_known_at_once(tmp_path) -> None:
    running = Accounts(tmp_path)
    assert not running.knows("001", "")

    password = Accounts(tmp_path).put_booth("001", "oskemen")

    assert running.knows("001", password)
    assert running.may("001", "write", "dialog/1/oskemen/001/up/health")


def test_a_booth_is_removed_and_allowed_again_without_a_password(tmp_path) -> None:
    accounts, other = Accounts(tmp_path), Accounts(tmp_path)
    password = accounts.put_booth("001", "oskemen")
    accounts.remove("001")

    assert not other.knows("001", password)
    assert not other.may("001", "write", "dialog/1/oskemen/001/up/online")
    other.allow_booth("001", "oskemen")
    assert accounts.may("001", "write", "dialog/1/oskemen/001/up/online")
    assert not accounts.knows("001", password)
