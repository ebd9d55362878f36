"""Builds the demonstration once: agency, people, 300 policies with their ledger, submissions in every status."""

import random
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlmodel import select

from producer_portal import upgrade
from producer_portal.access import passwords, totp
from producer_portal.access.tables import Agency, Credential, User, UserStatus
from producer_portal.demonstration.credentials import hold_what_is_needed
from producer_portal.demonstration.decisions import (
    decide_what_forms_ask,
    decide_what_is_asked_for,
    decide_who_gets_what,
)
from producer_portal.demonstration.lines import DemoLine, demo_lines
from producer_portal.demonstration.people import (
    AGENCY,
    BRANCHES,
    BUSINESSES,
    CARRIERS,
    FAMILIES,
    PASSWORD,
    PEOPLE,
    DemoPerson,
)
from producer_portal.demonstration.stages import work_by_stages
from producer_portal.demonstration.submissions import make_submissions
from producer_portal.features.admin import services as admin
from producer_portal.features.agencies import services as agencies
from producer_portal.features.commissions.queries.waiting import pending_lines
from producer_portal.features.commissions.rules import OverrideBasis
from producer_portal.features.commissions.services import agreements, payment
from producer_portal.features.commissions.services.accrual import accrue_policy_transaction
from producer_portal.features.policies import services as policies
from producer_portal.features.policies.rules import (
    ClientFacts,
    ClientKind,
    CoverageDraft,
    PolicyDraft,
)
from producer_portal.features.submissions.services import keeping
from producer_portal.features.submissions.services.policy_drafts import coverage_code
from producer_portal.foundation import clock, crypto, database, outbox
from producer_portal.foundation.actor import Actor, system_actor
from producer_portal.foundation.permissions import ROLE_BOOKS, ROLE_PERMISSIONS, Role
from producer_portal.foundation.settings import Mode, settings
from producer_portal.foundation.unit_of_work import UnitOfWork, unit_of_work
from producer_portal.scheduler import effects
from producer_portal.values.errors import NotFound, RuleViolation
from producer_portal.values.money import Money, Rate, allocate
from producer_portal.values.period import policy_term

POLICIES = 300
READY_MARK = "demonstration.ready"
SEED = 20261120
# Of a hundred policies; a line without a weight has one.
WEIGHTS = {
    "CGL": 34, "AUTOP": 24, "HOME": 12, "BOP": 8, "AUTOB": 5, "WORK": 6, "PROP": 4, "CYBER": 3, "EO": 2, "CUMBR": 2,
}  # fmt: skip
# By how many parts per million a first year earns less than general liability does; nothing when not listed.
LESS_THAN_LIABILITY = {
    "CGL": 0, "AUTOP": 20_000, "HOME": 0, "BOP": 0, "AUTOB": 10_000, "WORK": 50_000, "PROP": 0, "CYBER": 0, "EO": 0,
    "CUMBR": 10_000,
}  # fmt: skip


@dataclass
class Demonstration:
    """What has been built so far, by its keys."""

    now: datetime
    tenant_id: int = 0
    branches: dict[str, int] = field(default_factory=dict)
    producers: dict[str, int] = field(default_factory=dict)
    people: dict[str, Actor] = field(default_factory=dict)
    carriers: list[int] = field(default_factory=list)

    def system(self, now: datetime | None = None) -> AbstractContextManager[UnitOfWork]:
        return unit_of_work(
            system_actor("demonstration", tenant_id=self.tenant_id), now=now or self.now
        )


class NotADemonstration(RuleViolation):
    """Asked of an installation that holds real people."""

    def __init__(self) -> None:
        super().__init__("Refused: this is not a demonstration database.")


def seed_once() -> bool:
    """Build the demonstration unless any agency exists. True when it was built now."""
    if settings().mode is not Mode.DEMONSTRATION:
        raise NotADemonstration
    if _is_unfinished():
        _begin_again()
    with unit_of_work(system_actor("demonstration"), now=clock.now(), read_only=True) as work:
        if work.session.exec(select(Agency.id)).first() is not None:
            return False
    made = Demonstration(now=clock.now())
    _found(made)
    _hire(made)
    _agree(made)
    hold_what_is_needed(made.people, made.producers, made.carriers, today=made.now.date())
    decide_what_is_asked_for(made.people, made.carriers)
    decide_who_gets_what(made.people, made.producers, made.branches["tampa"])
    decide_what_forms_ask(made.people)
    _write_policies(made)
    make_submissions(made.people, made.carriers, now=made.now)
    work_by_stages(made.people, now=made.now)
    outbox.deliver_due(effects(), clock=clock.now, most=5000)
    _pay(made)
    (settings().var_folder / READY_MARK).touch()
    return True


def _is_unfinished() -> bool:
    """Whether an earlier seeding was stopped half-way: a demonstration agency without the mark."""
    if not settings().is_sqlite or (settings().var_folder / READY_MARK).exists():
        return False
    with unit_of_work(system_actor("demonstration"), now=clock.now(), read_only=True) as work:
        agencies_found = work.session.exec(select(Agency.is_demonstration)).all()
    return any(agencies_found)


def _begin_again() -> None:
    """Empty the half-built demonstration; only ever one of our own making on its own file."""
    database.engine().dispose()
    database.engine.cache_clear()
    for ending in ("", "-wal", "-shm"):
        Path(f"{settings().var_folder / 'portal.sqlite3'}{ending}").unlink(missing_ok=True)
    upgrade.to_newest()


def _found(made: Demonstration) -> None:
    with unit_of_work(system_actor("demonstration"), now=made.now) as work:
        name, short_name = AGENCY
        made.tenant_id = agencies.found_agency(
            work, name=name, short_name=short_name, state="FL", is_demonstration=True
        )
    with made.system() as work:
        for key, name in BRANCHES.items():
            made.branches[key] = agencies.add_agency(
                work, parent_id=made.tenant_id, name=name, short_name=name, state="FL"
            )
        for name, code in CARRIERS:
            made.carriers.append(policies.add_carrier(work, name=name, code=code).carrier_id)


def _hire(made: Demonstration) -> None:
    kept = passwords.hash_of(PASSWORD)
    for person in PEOPLE:
        with made.system() as work:
            producer_id = _producer(work, made, person)
            agency_id = made.branches.get(person.branch, made.tenant_id)
            user_id = admin.add_person(
                work,
                email=person.email,
                name=person.name,
                role=person.role,
                agency_id=agency_id,
                producer_id=producer_id,
                is_invited=False,
            )
            _give_password(work, user_id, kept, is_enrolled=person.is_enrolled)
        made.people[person.key] = Actor(
            user_id=user_id,
            name=person.name,
            role=person.role,
            permissions=ROLE_PERMISSIONS[person.role],
            tenant_id=made.tenant_id,
            agency_id=agency_id,
            producer_id=producer_id,
            client_id=None,
            book=ROLE_BOOKS[person.role],
            address="127.0.0.1",
        )


def _producer(work: UnitOfWork, made: Demonstration, person: DemoPerson) -> int | None:
    if person.role is not Role.PRODUCER:
        return None
    view = agencies.add_producer(
        work,
        agency_id=made.branches[person.branch],
        name=person.name,
        code=person.key.upper()[:8],
        upline_producer_id=made.producers.get(person.upline),
    )
    made.producers[person.key] = view.producer_id
    return view.producer_id


def _give_password(work: UnitOfWork, user_id: int, kept: str, *, is_enrolled: bool) -> None:
    user = work.session.get(User, user_id)
    credential = work.session.exec(select(Credential).where(Credential.user_id == user_id)).one()
    assert user is not None, "just added"
    user.status = UserStatus.ACTIVE
    credential.password_hash, credential.password_changed_at = kept, work.now
    if is_enrolled:
        credential.totp_sealed = crypto.seal(
            totp.new_secret(), context=f"credential.totp:{user_id}"
        )
        credential.totp_enrolled_at = work.now


def _agree(made: Demonstration) -> None:
    """Rates per carrier and line, splits and overrides, from the start of last year; binding authority."""
    began = date(made.now.year - 1, 1, 1)
    first_year = (
        ("larkfield", 120_000),
        ("northgate", 115_000),
        ("tidewater", 100_000),
        ("granite", 125_000),
    )
    with made.system() as work:
        for carrier_id, (_, parts) in zip(made.carriers, first_year, strict=True):
            for line in demo_lines().values():
                agreements.set_rule(
                    work,
                    rate=Rate(parts - LESS_THAN_LIABILITY.get(line.code, 0)),
                    from_on=began,
                    carrier_id=carrier_id,
                    line_code=line.code,
                    line_name=line.name,
                )
        for key, parts in (
            ("elena", 600_000),
            ("priya", 550_000),
            ("marcus", 500_000),
            ("theo", 500_000),
        ):
            agreements.set_split(
                work, producer_id=made.producers[key], rate=Rate(parts), from_on=began
            )
        for key, parts in (("priya", 100_000), ("elena", 50_000)):
            agreements.set_override(
                work,
                producer_id=made.producers[key],
                basis=OverrideBasis.PERCENT_OF_COMMISSION,
                rate=Rate(parts),
                from_on=began,
            )
        for key, ceiling in (
            ("elena", 2_500_000),
            ("priya", 1_500_000),
            ("marcus", 750_000),
            ("theo", 750_000),
            ("casey", 500_000),
        ):
            keeping.set_authority(
                work,
                user_id=made.people[key].user_id or 0,
                lines=["*"],
                states=["FL"],
                premium_ceiling_minor=ceiling,
                limit_ceiling_minor=200_000_000,
            )


def _write_policies(made: Demonstration) -> None:
    """Policies over the last eleven months, most of them Marcus' and Priya's, each with its accrual."""
    chance = random.Random(SEED)  # noqa: S311 - the same made-up book every time
    keys = ["marcus"] * 4 + ["priya"] * 3 + ["theo"] * 2 + ["elena"]
    for number in range(POLICIES):
        key = chance.choice(keys)
        effective_on = made.now.date() - timedelta(days=chance.randint(2, 330))
        written = (
            made.now - (made.now.date() - effective_on) - timedelta(hours=chance.randint(1, 9))
        )
        with unit_of_work(made.people[key], now=written) as work:
            view = policies.issue_policy(
                work, draft=_draft(made, chance, number, made.people[key], effective_on)
            )
        with made.system(written) as work:
            accrue_policy_transaction(work, policy_transaction_id=view.policy_transaction_id)


def _draft(
    made: Demonstration, chance: random.Random, number: int, writer: Actor, effective_on: date
) -> PolicyDraft:
    line = _chosen_line(chance)
    name = chance.choice(FAMILIES if line.is_personal else BUSINESSES)
    premium_minor = line.premium_dollars * chance.randint(45, 160)
    return PolicyDraft(
        source_key=f"demonstration:{number}",
        agency_id=writer.agency_id or made.tenant_id,
        producer_id=writer.producer_id,
        client=ClientFacts(
            name=name,
            kind=ClientKind.PERSON if line.is_personal else ClientKind.BUSINESS,
            street=f"{chance.randint(10, 9900)} Bayshore Boulevard",
            city="Tampa",
            state="FL",
            zip_code="33606",
        ),
        carrier_id=chance.choice(made.carriers),
        line_code=line.code,
        line_name=line.name,
        term=policy_term(effective_on, line.term_months),
        premium_minor=premium_minor,
        fees_minor=chance.choice((0, 2_500, 7_500)),
        coverages=_priced(line, premium_minor),
        payment_plan=chance.choice(("Paid in full", "Quarterly", "Monthly")),
    )


def _chosen_line(chance: random.Random) -> DemoLine:
    """Most of the book is general liability and personal auto, as in an agency of this size."""
    lines = list(demo_lines().values())
    (line,) = chance.choices(lines, [WEIGHTS.get(one.code, 1) for one in lines])
    return line


def _priced(line: DemoLine, premium_minor: int) -> tuple[CoverageDraft, ...]:
    """The line's usual limits, the first of them the dearest, and its deductibles."""
    shares = [3] + [1] * (len(line.limits) - 1)
    parts = allocate(Money(premium_minor), shares)
    limits = [
        CoverageDraft(
            coverage_code(line.code, term.label),
            term.label,
            limit_minor=term.amount_minor,
            premium_minor=part.minor_units,
        )
        for term, part in zip(line.limits, parts, strict=True)
    ]
    deductibles = [
        CoverageDraft(
            coverage_code(line.code, term.label), term.label, deductible_minor=term.amount_minor
        )
        for term in line.deductibles
    ]
    return (*limits, *deductibles)


def _pay(made: Demonstration) -> None:
    """Commission written more than two months ago has been paid."""
    with made.system() as work:
        for line_id in pending_lines(work, effective_before=made.now.date() - timedelta(days=60)):
            payment.pay_line(work, line_id=line_id, paid_on=made.now.date() - timedelta(days=15))


def logins() -> str:
    """The demonstration's logins as printed at start."""
    lines = [
        f"  {person.email:<30} {person.role.value:<14} {person.name}{'' if person.is_enrolled else '  (first sign-in: enroll)'}"
        for person in PEOPLE
    ]
    return "\n".join(
        (
            f"Demonstration logins at {settings().public_address} (password of all: {PASSWORD}):",
            *lines,
            "A current code: .venv/bin/portal demo-code EMAIL",
        )
    )


def code_of(email: str) -> str:
    """A current code of a demonstration person. Raises NotADemonstration for every other database."""
    now = clock.now()
    if settings().mode is not Mode.DEMONSTRATION:
        raise NotADemonstration
    with unit_of_work(system_actor("demonstration"), now=now, read_only=True) as work:
        found = work.session.exec(
            select(User, Credential, Agency)
            .join(Credential, Credential.user_id == User.id)  # type: ignore[arg-type]
            .join(Agency, Agency.id == User.tenant_id)  # type: ignore[arg-type]
            .where(User.email == email.strip().lower())
        ).first()
    if found is None:
        raise NotFound("person")
    user, credential, agency = found
    if not agency.is_demonstration:
        raise NotADemonstration
    if not credential.totp_sealed:
        raise RuleViolation("This person has not set up an authenticator yet. Sign in first.")
    secret = crypto.unseal(credential.totp_sealed, context=f"credential.totp:{user.id}")
    return totp.code_at(secret, now)
