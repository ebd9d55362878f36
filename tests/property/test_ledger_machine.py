"""The books against an independent model: whatever is posted, replayed, refused or reversed (R1).

Ordinary runs try a few hundred operations on each database. PORTAL_PROVE=1 tries 100,000, and any
larger number that many.
"""

import os
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from producer_portal.features.ledger import queries, services
from producer_portal.features.ledger.rules import (
    EntryAlreadyReversed,
    EntryReason,
    EntryUnbalanced,
    KeyUsedForAnotherEntry,
    LedgerAccount,
    Leg,
)
from producer_portal.foundation.permissions import Role
from producer_portal.values.money import Money
from tests.integration.features.commissions.money_story import Group, found

PROVE = int(os.environ.get("PORTAL_PROVE", "0"))
OPERATIONS = {0: 240, 1: 100_000}.get(PROVE, PROVE)
STEPS = 30
ACCOUNTS = st.sampled_from(LedgerAccount)
AMOUNTS = st.integers(-10_000, 10_000).filter(bool)
KEYS = st.integers(0, 40).map("key-{}".format)


def books() -> Group:
    group = found("Model Agency")
    group.cast("carol", "Carol Chen", Role.ACCOUNTANT, group.tenant_id)
    return group


class Books(RuleBasedStateMachine):
    """The model is a dictionary of key → amounts; it knows nothing of rows or hashes."""

    def __init__(self) -> None:
        super().__init__()
        self.group = books()
        self.entries: dict[str, tuple[UUID, tuple[tuple[LedgerAccount, int], ...]]] = {}
        self.reversed: dict[UUID, str] = {}

    def post(self, key: str, amounts: tuple[tuple[LedgerAccount, int], ...]) -> UUID:
        with self.group.work() as work:
            return services.post(
                work,
                agency_id=self.group.tenant_id,
                reason=EntryReason.COMMISSION_ACCRUED,
                source=("policy_transaction", 1),
                idempotency_key=key,
                legs=[Leg(account, Money(amount)) for account, amount in amounts],
            )

    @rule(
        key=KEYS, legs=st.lists(st.tuples(ACCOUNTS, AMOUNTS), min_size=1, max_size=5), last=ACCOUNTS
    )
    def post_balanced(self, key, legs, last):
        left_over = -sum(amount for _, amount in legs)
        amounts = (*legs, (last, left_over)) if left_over else tuple(legs)
        if len(amounts) < 2:
            return
        if key in self.entries and self.entries[key][1] != amounts:
            with pytest.raises(KeyUsedForAnotherEntry):
                self.post(key, amounts)
            return
        entry_id = self.post(key, amounts)
        assert self.entries.setdefault(key, (entry_id, amounts)) == (entry_id, amounts)

    @precondition(lambda self: self.entries)
    @rule(pick=st.integers(0, 10**6))
    def replay(self, pick):
        key = sorted(self.entries)[pick % len(self.entries)]
        entry_id, amounts = self.entries[key]
        if key.startswith("undo-"):
            # A reversal names what it reverses: without that it is another posting.
            with pytest.raises(KeyUsedForAnotherEntry):
                self.post(key, amounts)
            return
        assert self.post(key, amounts) == entry_id

    @rule(key=KEYS, legs=st.lists(st.tuples(ACCOUNTS, AMOUNTS), max_size=4))
    def post_unbalanced(self, key, legs):
        if len(legs) >= 2 and sum(amount for _, amount in legs) == 0:
            return
        with pytest.raises(EntryUnbalanced):
            self.post(key, tuple(legs))

    @precondition(lambda self: self.entries)
    @rule(pick=st.integers(0, 10**6), again=st.integers(0, 1))
    def take_back(self, pick, again):
        key = sorted(self.entries)[pick % len(self.entries)]
        entry_id, amounts = self.entries[key]
        undo = f"undo-{key}-{again}"

        def reverse() -> UUID:
            with self.group.work(self.group.carol) as work:
                return services.reverse(
                    work, entry_id=entry_id, reason="model", idempotency_key=undo
                )

        known = self.reversed.setdefault(entry_id, undo)
        if known != undo:
            with pytest.raises(EntryAlreadyReversed):
                reverse()
            return
        mirror = tuple((account, -amount) for account, amount in amounts)
        self.entries[undo] = (reverse(), mirror)

    @precondition(lambda self: self.entries)
    @rule(
        statement=st.sampled_from(
            (
                "UPDATE ledger_leg SET amount_minor = 1",
                "DELETE FROM ledger_leg",
                "UPDATE ledger_entry SET actor_name = ''",
                "DELETE FROM ledger_entry",
            )
        )
    )
    def tamper(self, statement):
        with pytest.raises(DBAPIError), self.group.work() as work:
            work.session.connection().execute(text(statement))

    @invariant()
    def balances_agree(self):
        with self.group.work(read_only=True) as work:
            held = {one: queries.balance_of(work, account=one).minor_units for one in LedgerAccount}
        assert sum(held.values()) == 0
        for account in LedgerAccount:
            expected = sum(
                amount
                for _, amounts in self.entries.values()
                for name, amount in amounts
                if name is account
            )
            assert held[account] == expected

    def teardown(self):
        with self.group.work(read_only=True) as work:
            assert list(queries.broken_chains(work)) == []
            for entry_id, amounts in self.entries.values():
                legs = queries.legs_of(work, entry_id=entry_id)
                assert [(leg.account, leg.amount.minor_units) for leg in legs] == list(amounts)


def test_the_books_agree_with_the_model(portal_database):
    run_state_machine_as_test(
        Books,
        settings=settings(
            max_examples=OPERATIONS // STEPS,
            stateful_step_count=STEPS,
            deadline=None,
            phases=[Phase.generate],  # shrinking with a database takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
