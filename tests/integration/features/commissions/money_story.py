"""Harborline and its books, made through the services; Mallory's agency stands beside it.

Bob writes business in Tampa under Pat, who is under Olive. Nina writes in Naples. Alice is the
principal, Carol keeps the books, Dave is a CSR. Mallory owns another agency group altogether.
"""

import itertools
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from producer_portal.features.agencies import services as agencies
from producer_portal.features.commissions import services as commissions
from producer_portal.features.commissions.rules import OverrideBasis
from producer_portal.features.policies import services as policies
from producer_portal.features.policies.rules import (
    ClientFacts,
    CoverageDraft,
    PolicyDraft,
    TransactionType,
)
from producer_portal.features.policies.services import PolicyView
from producer_portal.foundation.actor import Actor, system_actor
from producer_portal.foundation.permissions import ROLE_BOOKS, ROLE_PERMISSIONS, Role
from producer_portal.foundation.unit_of_work import UnitOfWork, unit_of_work
from producer_portal.values.money import Money, Rate
from producer_portal.values.period import policy_term

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
JANUARY = date(2026, 1, 1)
NOVEMBER = date(2026, 11, 1)
_keys = itertools.count(1)


def percent(text: str) -> Rate:
    return Rate.parse(text)


def cents(text: str) -> int:
    return Money.parse(text).minor_units


@dataclass
class Group:
    """One agency group: its tenant, branches, producers, carriers and actors by name."""

    tenant_id: int
    branches: dict[str, int] = field(default_factory=dict)
    producers: dict[str, int] = field(default_factory=dict)
    carriers: dict[str, int] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Actor:
        if name in self.__dict__.get("actors", {}):
            return self.__dict__["actors"][name]
        raise AttributeError(name)

    @property
    def system(self) -> Actor:
        return system_actor("accrue_commissions", tenant_id=self.tenant_id)

    def work(
        self, actor: Actor | None = None, *, now: datetime = NOW, read_only: bool = False
    ) -> AbstractContextManager[UnitOfWork]:
        return unit_of_work(actor or self.system, now=now, read_only=read_only)

    def cast(self, key: str, name: str, role: Role, agency_id: int, producer: str = "") -> None:
        self.actors[key] = Actor(
            user_id=next(_keys),
            name=name,
            role=role,
            permissions=ROLE_PERMISSIONS[role],
            tenant_id=self.tenant_id,
            agency_id=agency_id,
            producer_id=self.producers.get(producer),
            client_id=None,
            book=ROLE_BOOKS[role],
            address="127.0.0.1",
        )

    def add_branch(self, key: str) -> None:
        with self.work() as work:
            self.branches[key] = agencies.add_agency(
                work, parent_id=self.tenant_id, name=f"Branch {key}", short_name=key
            )

    def add_producer(self, key: str, name: str, branch: str, upline: str = "") -> None:
        with self.work() as work:
            made = agencies.add_producer(
                work,
                agency_id=self.branches[branch],
                name=name,
                code=key,
                upline_producer_id=self.producers.get(upline),
                since=JANUARY,
            )
        self.producers[key] = made.producer_id
        self.cast(key, name, Role.PRODUCER, self.branches[branch], key)

    def add_carrier(self, key: str, name: str) -> None:
        with self.work() as work:
            self.carriers[key] = policies.add_carrier(work, name=name, code=key).carrier_id

    def split(self, producer: str, rate: str, **dates) -> None:
        with self.work() as work:
            commissions.set_split(
                work,
                producer_id=self.producers[producer],
                rate=percent(rate),
                **{"from_on": JANUARY, **dates},
            )

    def override(self, producer: str, basis: OverrideBasis, rate: str, **dates) -> None:
        with self.work() as work:
            commissions.set_override(
                work,
                producer_id=self.producers[producer],
                basis=basis,
                rate=percent(rate),
                **{"from_on": JANUARY, **dates},
            )

    def rule(self, rate: str, carrier: str = "", **choices) -> int:
        with self.work() as work:
            return commissions.set_rule(
                work,
                rate=percent(rate),
                carrier_id=self.carriers.get(carrier),
                **{"from_on": JANUARY, **choices},
            )

    def draft(self, premium: str, **changes) -> PolicyDraft:
        number = next(_keys)
        return PolicyDraft(
            **{
                "source_key": f"quote:{number}",
                "agency_id": self.branches["tampa"],
                "producer_id": self.producers["bob"],
                "client": ClientFacts(name=f"Halloran Freight {number}", state="FL"),
                "carrier_id": self.carriers["BHC"],
                "line_code": "AUTOB",
                "line_name": "Commercial auto",
                "term": policy_term(NOVEMBER, 12),
                "premium_minor": cents(premium),
                "coverages": (
                    CoverageDraft(
                        "liability", "Liability, combined single limit", 100_000_000, None, 891_200
                    ),
                    CoverageDraft(
                        "collision", "Collision", None, 250_000, 414_100, "Stated amount"
                    ),
                ),
                **changes,
            }
        )

    def issue(self, premium: str, *, actor: Actor | None = None, **changes) -> PolicyView:
        with self.work(actor or self.alice) as work:
            return policies.issue_policy(work, draft=self.draft(premium, **changes))

    def record(
        self, policy: PolicyView, kind: TransactionType, premium: str, on: date, **more
    ) -> int:
        with self.work(self.alice) as work:
            return policies.record_transaction(
                work,
                policy_id=policy.policy_id,
                transaction_type=kind,
                effective_on=on,
                premium_minor=cents(premium),
                source_key=f"change:{next(_keys)}",
                **more,
            )

    def accrue(self, policy_transaction_id: int) -> commissions.AccrualView:
        with self.work() as work:
            return commissions.accrue_policy_transaction(
                work, policy_transaction_id=policy_transaction_id
            )


def found(name: str) -> Group:
    with unit_of_work(system_actor("founding"), now=NOW) as work:
        tenant_id = agencies.found_agency(work, name=name, short_name=name[:20], state="FL")
    return Group(tenant_id)


def harborline() -> Group:
    group = found("Harborline Insurance Group")
    group.add_branch("tampa")
    group.add_branch("naples")
    group.add_producer("olive", "Olive Ostrander", "tampa")
    group.add_producer("pat", "Pat Purcell", "tampa", "olive")
    group.add_producer("bob", "Bob Baxter", "tampa", "pat")
    group.add_producer("nina", "Nina Novak", "naples")
    group.add_carrier("BHC", "Blue Heron Casualty")
    group.add_carrier("TGM", "Tallgrass Mutual")
    root = group.tenant_id
    group.cast("alice", "Alice Archer", Role.PRINCIPAL, root)
    group.cast("carol", "Carol Chen", Role.ACCOUNTANT, root)
    group.cast("dave", "Dave Dunn", Role.CSR, root)
    group.cast("mia", "Mia Moran", Role.ACCOUNTANT, group.branches["naples"])
    return group


def mallorys() -> Group:
    group = found("Mallory & Sons")
    group.add_branch("tampa")
    group.add_producer("bob", "Mike Malone", "tampa")
    group.add_carrier("BHC", "Blue Heron Casualty")
    group.cast("alice", "Mallory Moss", Role.PRINCIPAL, group.tenant_id)
    group.cast("mallory", "Mallory Moss", Role.PRINCIPAL, group.tenant_id)
    return group
