"""Work that is on people's desks before a story begins: made by the services, as the demonstration is.

Run as a module inside the environment of a portal that does not serve yet; prints every
submission's id by its name, and a policy's.
"""

import json
import sys
from pathlib import Path

from sqlmodel import select

from producer_portal.access import passwords
from producer_portal.access.tables import User
from producer_portal.demonstration import seed
from producer_portal.demonstration import submissions as made
from producer_portal.features.admin import services as admin
from producer_portal.features.policies.tables import Carrier, Policy
from producer_portal.features.submissions import services
from producer_portal.features.submissions.services import answering, quoting
from producer_portal.features.submissions.services.deeds import locked
from producer_portal.features.submissions.tables import Submission
from producer_portal.foundation import clock
from producer_portal.foundation.actor import Actor, system_actor
from producer_portal.foundation.permissions import ROLE_BOOKS, ROLE_PERMISSIONS, Role
from producer_portal.foundation.tables import OutboxMessage, OutboxStatus
from producer_portal.foundation.unit_of_work import unit_of_work
from producer_portal.values.forms import ITEM_ID

LINES = Path(__file__).parents[1] / "golden" / "lines"


def _everybody() -> tuple[dict[str, Actor], list[int]]:
    people = {}
    with unit_of_work(system_actor("stories"), now=clock.now(), read_only=True) as work:
        for user in work.session.exec(select(User)).all():
            role = Role(user.role)
            people[user.email.split("@")[0]] = Actor(
                user_id=user.id,
                name=user.name,
                role=role,
                permissions=ROLE_PERMISSIONS[role],
                tenant_id=user.tenant_id,
                agency_id=user.agency_id,
                producer_id=user.producer_id,
                client_id=None,
                book=ROLE_BOOKS[role],
                address="127.0.0.1",
            )
        carriers = [one.id for one in work.session.exec(select(Carrier)).all()]
    return people, sorted(carriers)


def _quoted_once(desk: made.Desk, name: str, premium_minor: int) -> None:
    submission_id = made._in_review(desk, "marcus", name, 2)
    offer = made._offer(desk, 0, premium_minor)
    desk.do("tom", quoting.add_quote, days_ago=1, submission_id=submission_id, offer=offer)


def _newcomers(manager: Actor) -> None:
    """Nell, Vera and Oda have a password and no second factor yet; Ira was just invited."""
    for key, name, is_invited in (
        ("nell", "Nell Ostrow", False),
        ("vera", "Vera Lindt", False),
        ("oda", "Oda Marsh", False),
        ("ira", "Ira Blume", True),
    ):
        with unit_of_work(manager, now=clock.now()) as work:
            user_id = admin.add_person(
                work,
                email=f"{key}@harborline.example",
                name=name,
                role=Role.READ_ONLY,
                agency_id=manager.agency_id,
                producer_id=None,
                is_invited=is_invited,
            )
            if not is_invited:
                seed._give_password(
                    work, user_id, passwords.hash_of(seed.PASSWORD), is_enrolled=False
                )


def _undelivered(actor: Actor) -> None:
    """A mail that the server refused eight times."""
    with unit_of_work(actor, now=clock.now()) as work:
        work.session.add(
            OutboxMessage(
                tenant_id=actor.tenant_id,
                agency_id=actor.agency_id,
                kind="notice.mail",
                key="story:undelivered",
                payload={
                    "to": "casey@harborline.example",
                    "subject": "Undelivered so far",
                    "text": "Hello Casey",
                    "attachment": "",
                    "attachment_name": "",
                    "key": "story-undelivered",
                    "subject_kind": "submission",
                },
                status=OutboxStatus.DEAD,
                attempts=8,
                enqueued_at=work.now,
                due_at=work.now,
                last_error="EffectFailed: The mail server does not take the message now (451)",
            )
        )


def _fleet(actor: Actor, name: str, count: int) -> None:
    """A draft with hundreds of drivers; the 212th has no date of birth."""
    answers = json.loads((LINES / "AUTOB.json").read_text())["answers"]
    answers["applicant"]["legal_name"] = name
    with unit_of_work(actor, now=clock.now()) as work:
        submission_id = services.start_submission(work, line_code="AUTOB")
        opened = locked(work, submission_id)
        one = {key: value for key, value in answers["drivers"][0].items() if key != ITEM_ID}
        drivers = [
            {ITEM_ID: f"driver{place}", **one, "driver_name": f"Dwight Number {place}"}
            for place in range(1, count + 1)
        ]
        del drivers[211]["driver_dob"]
        opened.answers.update(answers | {"drivers": drivers})
        answering.store_answers(work, opened, [])


def main() -> None:
    people, carriers = _everybody()
    _newcomers(people["ada"])
    _undelivered(people["ada"])
    desk = made.Desk(people, carriers, clock.now())
    made._sent(desk, "marcus", "Live Wire Movers", 1)
    made._sent(desk, "marcus", "Leaky Faucet Plumbing", 1)
    _quoted_once(desk, "Beyond Reach Roofing", 1_240_000)
    made._in_review(desk, "marcus", "Long Shot Fireworks", 1)
    made._sent(desk, "marcus", "Second Thoughts Salon", 1)
    made._sent(desk, "marcus", "Twice Told Books", 1)
    made._draft(desk, "elena", "Keystroke Typists", is_full=True)
    made._draft(desk, "priya", "Half Written Press", is_full=False)
    _fleet(people["priya"], "Wide Load Couriers LLC", 300)
    _fleet(people["priya"], "Long Haul Couriers LLC", 300)
    with unit_of_work(system_actor("stories"), now=clock.now(), read_only=True) as work:
        found = {one.insured_name: one.id for one in work.session.exec(select(Submission)).all()}
        policy = work.session.exec(
            select(Policy).where(Policy.producer_id == people["marcus"].producer_id)
        ).first()
    assert policy is not None, "the demonstration has policies of Marcus"
    users = {key: one.user_id for key, one in people.items()}
    json.dump({"submissions": found, "policy": policy.id, "people": users}, sys.stdout)


if __name__ == "__main__":
    main()
