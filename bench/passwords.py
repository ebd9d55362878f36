"""What signing in costs: Argon2id over a password as the floor, and whole sign-ins over HTTP.

`python -m bench.passwords prepare COUNT` runs beside a portal and prints one line for each new person
of its agency: address and authenticator key. Their password is that of the demonstration.
"""

import concurrent.futures
import sys
import time
from dataclasses import dataclass

import httpx
import pyotp

from producer_portal.access import passwords

PASSWORD = "Lantern-Harbor-42-quilt"
KNOCKERS = 4


def checked_a_second(seconds: float) -> float:
    """Passwords checked a second while four people knock at once: the floor of signing in."""
    kept = passwords.hash_of(PASSWORD)
    until = time.perf_counter() + seconds

    def knock() -> int:
        done = 0
        while time.perf_counter() < until:
            passwords.verify(PASSWORD, kept)
            done += 1
        return done

    with concurrent.futures.ThreadPoolExecutor(KNOCKERS) as pool:
        return sum(pool.map(lambda _: knock(), range(KNOCKERS))) / seconds


def prepare(count: int) -> list[tuple[str, str]]:
    """New people with a password and an authenticator: each signs in once, as codes work once."""
    from sqlmodel import select

    from producer_portal import features
    from producer_portal.access import totp
    from producer_portal.access.tables import Credential, User, UserStatus
    from producer_portal.features.admin import services as admin
    from producer_portal.foundation import clock, crypto
    from producer_portal.foundation.actor import system_actor
    from producer_portal.foundation.permissions import Role
    from producer_portal.foundation.unit_of_work import unit_of_work

    features.rooms("tables")
    kept, made = passwords.hash_of(PASSWORD), []
    with unit_of_work(system_actor("bench"), now=clock.now(), read_only=True) as work:
        owner = work.session.exec(select(User).where(User.role == Role.PRINCIPAL)).first()
        assert owner is not None, "the demonstration has a principal"
    system = system_actor("bench", tenant_id=owner.tenant_id)
    with unit_of_work(system, now=clock.now()) as work:
        for number in range(count):
            email, key = f"bench{number}@example.test", totp.new_secret()
            user_id = admin.add_person(
                work,
                email=email,
                name=f"Bench {number}",
                role=Role.READ_ONLY,
                agency_id=owner.agency_id,
                is_invited=False,
            )
            user = work.session.get(User, user_id)
            credential = work.session.exec(
                select(Credential).where(Credential.user_id == user_id)
            ).one()
            assert user is not None, "just added"
            user.status = UserStatus.ACTIVE
            credential.password_hash, credential.password_changed_at = kept, work.now
            credential.totp_sealed = crypto.seal(key, context=f"credential.totp:{user_id}")
            credential.totp_enrolled_at = work.now
            made.append((email, key))
    return made


@dataclass(frozen=True)
class SignIns:
    """How many whole sign-ins a second, and how long the middle and the slow ones took."""

    a_second: float
    p50_seconds: float
    p95_seconds: float


def signed_in(address: str, people: list[tuple[str, str]]) -> SignIns:
    """Both steps for every one of these people, four at once, from as many addresses as there are.

    Raises AssertionError when anybody is turned away: a refusal is no sign-in.
    """
    waiting = iter(list(enumerate(people)))
    took: list[float] = []

    def knock() -> None:
        for number, (email, key) in waiting:
            began = time.perf_counter()
            _sign_in(address, _own_address(number), email, key)
            took.append(time.perf_counter() - began)

    began = time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(KNOCKERS) as pool:
        for done in [pool.submit(knock) for _ in range(KNOCKERS)]:
            done.result()
    whole = time.perf_counter() - began
    ordered = sorted(took)
    return SignIns(len(took) / whole, ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)])


def _own_address(number: int) -> str:
    """One of the loopback network: the portal slows down whoever knocks too often from one."""
    return f"127.0.{1 + number // 250}.{number % 250 + 2}"


def _sign_in(address: str, own: str, email: str, key: str) -> None:
    """As a browser without script: the form, the password, the code."""
    port = address.rsplit(":", 1)[1]
    headers = {"origin": address, "host": f"localhost:{port}"}
    transport = httpx.HTTPTransport(local_address=own)
    with httpx.Client(
        base_url=f"http://127.0.0.1:{port}", transport=transport, headers=headers, timeout=60
    ) as browser:
        assert browser.get("/sign-in").status_code == 200
        first = browser.post("/sign-in", data={"email": email, "password": PASSWORD})
        assert first.status_code == 303, first.text
        assert browser.get("/sign-in/code").status_code == 200
        code = pyotp.TOTP(key).now()
        second = browser.post("/sign-in/code", data={"code": code, "next": "/account"})
        assert second.status_code == 303, second.text
        assert second.headers["location"] == "/account"


if __name__ == "__main__":
    for new_email, new_key in prepare(int(sys.argv[2])):
        print(new_email, new_key)
