"""The people of the desk: their accounts, and whose appeals are theirs."""

import re
import threading
from collections.abc import Callable
from datetime import date, datetime
from functools import cached_property

import phonenumbers
import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from peewee import IntegrityError

from central.desk.models import Person, Session
from central.errors import BadInput, NotFound
from central.rights import Role
from central.store import Store
from firmware.appeals.appeal import Language

MIN_PASSWORD_CHARS = 10
MAX_PASSWORD_CHARS = 128
TOTP_STEP_S = 30
# A password costs 64 MiB while it is hashed, and anybody may send one.
HASHED_AT_ONCE = 2
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
_CHANGEABLE = frozenset(
    {
        "name",
        "role",
        "language",
        "phone",
        "site",
        "official",
        "body",
        "superior",
        "substitute",
        "away_until",
        "active",
    }
)


class People:
    """Adds people, knows their passwords and one-time codes (RFC 6238)."""

    def __init__(
        self, store: Store, now: Callable[[], datetime], hasher: PasswordHasher | None = None
    ) -> None:
        self._store = store
        self._now = now
        self._hasher = hasher or PasswordHasher()
        self._hashing = threading.BoundedSemaphore(HASHED_AT_ONCE)

    @cached_property
    def _nobody(self) -> str:
        """A login that nobody has takes as long as one that somebody has."""
        return self._hasher.hash("nobody's password")

    def add(
        self, login: str, name: str, role: Role, password: str, language: Language, **more: object
    ) -> Person:
        """A new person; `more` as for `change`. Raises BadInput."""
        if not _LOGIN.fullmatch(login):
            raise BadInput(f"login {login!r}: must be a-z, 0-9 and . _ -, 2 to 32 of them")
        values = _checked({"name": name, "role": role, "language": language, **more})
        hashed = self._hash(password)
        with self._store.transaction():
            try:
                with self._store.savepoint():
                    return Person.create(
                        login=login,
                        password=hashed,
                        made_at=self._now().isoformat(),
                        **values,
                    )
            except IntegrityError as error:
                raise BadInput(f"login {login!r}: somebody has it already") from error

    def change(self, login: str, **values: object) -> Person:
        """Change what is known of a person. Raises NotFound, BadInput."""
        checked = _checked(values)
        with self._store.transaction():
            person = self.find(login)
            Person.update(**checked).where(Person.id == person.id).execute()
            if not checked.get("active", True):
                self._sign_out(person)
            return self.find(login)

    def set_password(self, login: str, password: str) -> None:
        """A new password; whoever is signed in with the old one is not any more."""
        hashed = self._hash(password)
        with self._store.transaction():
            person = self.find(login)
            Person.update(password=hashed).where(Person.id == person.id).execute()
            self._sign_out(person)

    def new_totp(self, login: str) -> str:
        """A new secret of one-time codes, in base 32, until `check_code` has seen one."""
        secret = pyotp.random_base32()
        with self._store.transaction():
            person = self.find(login)
            Person.update(totp=secret, totp_step=0).where(Person.id == person.id).execute()
        return secret

    def forget_totp(self, login: str) -> None:
        """At the next sign-in they get a new secret: the telephone is lost."""
        with self._store.transaction():
            person = self.find(login)
            Person.update(totp="", totp_step=0).where(Person.id == person.id).execute()
            self._sign_out(person)

    def check_password(self, login: str, password: str) -> Person | None:
        """The person, if there is an active one of that login and password."""
        with self._store.connection():
            person: Person | None = Person.get_or_none(Person.login == login, Person.active)
        try:
            with self._hashing:
                self._hasher.verify(
                    person.password if person else self._nobody, password[:MAX_PASSWORD_CHARS]
                )
        except VerificationError:
            return None
        if person and self._hasher.check_needs_rehash(person.password):
            hashed = self._hash(password)
            with self._store.transaction():
                # Not over a new one that was set meanwhile.
                Person.update(password=hashed).where(
                    Person.id == person.id, Person.password == person.password
                ).execute()
        return person

    def check_code(self, person: Person, code: str) -> bool:
        """Whether that is their one-time code now; each works once, a step early or late."""
        step = int(self._now().timestamp()) // TOTP_STEP_S
        with self._store.transaction():
            row = Person.get_by_id(person.id)
            if not row.totp or not re.fullmatch(r"[0-9]{6}", code):
                return False
            totp = pyotp.TOTP(row.totp)
            for near in (step - 1, step, step + 1):
                if near > row.totp_step and pyotp.utils.strings_equal(
                    totp.generate_otp(near), code
                ):
                    Person.update(totp_step=near).where(Person.id == row.id).execute()
                    return True
        return False

    def find(self, login: str) -> Person:
        """The person of that login. Raises NotFound."""
        with self._store.connection():
            person: Person | None = Person.get_or_none(Person.login == login)
        if person is None:
            raise NotFound(f"nobody has the login {login!r}")
        return person

    def all(self) -> list[Person]:
        """Everybody, by login."""
        with self._store.connection():
            return list(Person.select().order_by(Person.login))

    def persons_of(self, site: str, official: str, today: date) -> list[Person]:
        """Who hears of what comes to that official: their people, and who stands in for them."""
        with self._store.connection():
            theirs = Person.select().where(
                Person.site == site, Person.official == official, Person.active
            )
            found: dict[int, Person] = {}
            for person in theirs:
                found[person.id] = person
                if _is_away(person, today) and person.substitute.active:
                    found[person.substitute.id] = person.substitute
            return list(found.values())

    def offices_of(self, person: Person, today: date) -> frozenset[tuple[str, str]]:
        """The (site, official) whose appeals are theirs today, their own or as a substitute."""
        with self._store.connection():
            others = Person.select().where(Person.substitute == person.id, Person.active)
            rows = [person, *(other for other in others if _is_away(other, today))]
        return frozenset((row.site, row.official) for row in rows if row.site and row.official)

    def bodies_of(self, site: str, official: str) -> frozenset[str]:
        """The bodies to which that official's people belong."""
        with self._store.connection():
            rows = Person.select().where(Person.site == site, Person.official == official)
            return frozenset(row.body for row in rows if row.body)

    def _hash(self, password: str) -> str:
        if not MIN_PASSWORD_CHARS <= len(password) <= MAX_PASSWORD_CHARS:
            raise BadInput(
                f"password: must have {MIN_PASSWORD_CHARS} to {MAX_PASSWORD_CHARS} characters"
            )
        with self._hashing:
            return self._hasher.hash(password)

    def _sign_out(self, person: Person) -> None:
        Session.delete().where(Session.person == person).execute()


def _is_away(person: Person, today: date) -> bool:
    return bool(person.substitute and person.away_until and today <= person.away_until)


def _checked(values: dict[str, object]) -> dict[str, object]:
    if unknown := set(values) - _CHANGEABLE:
        raise BadInput(f"{', '.join(sorted(unknown))}: cannot be changed")
    checked = dict(values)
    name = checked.get("name", "-")
    if not isinstance(name, str) or not 1 <= len(name.strip()) <= 200 or not name.isprintable():
        raise BadInput("name: must have 1 to 200 characters")
    phone = checked.get("phone")
    if phone:
        checked["phone"] = _phone(str(phone))
    return checked


def _phone(text: str) -> str:
    try:
        number = phonenumbers.parse(text, "KZ")
    except phonenumbers.NumberParseException as error:
        raise BadInput(f"phone {text!r}: {error}") from error
    if not phonenumbers.is_possible_number(number):
        raise BadInput(f"phone {text!r}: not a telephone number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
