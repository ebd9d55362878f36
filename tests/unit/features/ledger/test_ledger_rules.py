"""What makes an entry, said without a database."""

from dataclasses import replace
from uuid import UUID

import pytest

from producer_portal.features.ledger.rules import (
    ACCOUNT_NAMES,
    FIRST_HASH,
    REASON_WORDS,
    EntryReason,
    EntryUnbalanced,
    LedgerAccount,
    Leg,
    Sealed,
    checked,
    entry_id_for,
    entry_reference,
    hash_of_entry,
    hash_of_input,
    mirrored,
)
from producer_portal.values.money import Money
from tests.integration.features.commissions.money_story import NOW

LEGS = (
    Leg(LedgerAccount.COMMISSION_EXPENSE, Money(700)),
    Leg(LedgerAccount.PRODUCER_PAYABLE, Money(-700), 4),
)
SEALED = Sealed(
    tenant_id=1,
    agency_id=2,
    number=3,
    entry_id=UUID(int=4),
    posted_at=NOW,
    reason="reversal",
    source_kind="policy_transaction",
    source_id=5,
    idempotency_key="key",
    input_hash="input",
    reverses_id=None,
    actor_user_id=6,
    actor_name="Carol",
    previous_hash=FIRST_HASH,
    legs=LEGS,
)


def test_balanced_legs_are_an_entry_and_so_is_their_mirror():
    assert checked(LEGS) == LEGS
    assert checked(mirrored(LEGS)) == tuple(replace(leg, amount=-leg.amount) for leg in LEGS)


def test_the_refusal_says_what_is_left_over():
    with pytest.raises(EntryUnbalanced, match=r"do not sum to zero. −\$7.00 is left over"):
        checked((LEGS[1], LEGS[1], LEGS[0]))
    with pytest.raises(EntryUnbalanced, match="This one has 501"):
        checked(LEGS[:1] * 501)


def test_a_key_names_one_entry_of_one_tenant():
    assert entry_id_for(1, "key") == entry_id_for(1, "key")
    assert len({entry_id_for(1, "key"), entry_id_for(2, "key"), entry_id_for(1, "yek")}) == 3


@pytest.mark.parametrize(
    "change",
    [
        {"tenant_id": 9},
        {"agency_id": 9},
        {"number": 9},
        {"entry_id": UUID(int=9)},
        {"posted_at": NOW.replace(microsecond=1)},
        {"reason": "x"},
        {"source_kind": "x"},
        {"source_id": 9},
        {"idempotency_key": "x"},
        {"input_hash": "x"},
        {"reverses_id": UUID(int=9)},
        {"actor_user_id": None},
        {"actor_name": "Mallory"},
        {"previous_hash": "1" * 64},
        {"legs": LEGS[::-1]},
        {"legs": mirrored(LEGS)},
        {"legs": (LEGS[0], replace(LEGS[1], producer_id=5))},
        {"legs": (LEGS[0], replace(LEGS[1], account=LedgerAccount.CASH))},
        {"legs": (LEGS[0], replace(LEGS[1], amount=Money(-700, "CAD")))},
    ],
)
def test_changing_anything_an_entry_says_changes_its_hash(change):
    assert hash_of_entry(replace(SEALED, **change)) != hash_of_entry(SEALED)


@pytest.mark.parametrize(
    "change",
    [
        {"agency_id": 9},
        {"reason": EntryReason.REVERSAL},
        {"source": ("x", 1)},
        {"source": ("a", 2)},
        {"reverses_id": UUID(int=1)},
        {"legs": mirrored(LEGS)},
    ],
)
def test_asking_for_something_else_has_another_hash(change):
    asked = {
        "agency_id": 1,
        "reason": EntryReason.COMMISSION_PAID,
        "source": ("a", 1),
        "reverses_id": None,
        "legs": LEGS,
    }
    assert hash_of_input(**asked) == hash_of_input(**asked)
    assert hash_of_input(**(asked | change)) != hash_of_input(**asked)


def test_everything_has_words():
    assert set(ACCOUNT_NAMES) == set(LedgerAccount)
    assert set(REASON_WORDS) == set(EntryReason)
    assert entry_reference(48213) == "LE-0048213"
