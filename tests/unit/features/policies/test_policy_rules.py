"""Statuses follow dates; numbers and names are found however they are typed."""

from datetime import date, timedelta

import pytest

from producer_portal.features.policies.rules import (
    STATUS_LOOKS,
    TRANSACTION_LOOKS,
    ClientFacts,
    CoverageDraft,
    PolicyDraft,
    PolicyStatus,
    TransactionType,
    check_draft,
    normalized_name,
    normalized_number,
    producer_name,
    status_of,
)
from producer_portal.values.errors import InvalidInput
from producer_portal.values.period import policy_term

START, END = date(2026, 11, 1), date(2027, 11, 1)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("today", "cancels_on", "is_reinstated", "expected"),
    [
        (START - DAY, None, False, PolicyStatus.PENDING_START),
        (START, None, False, PolicyStatus.ACTIVE),
        (END - DAY, None, False, PolicyStatus.ACTIVE),
        (END, None, False, PolicyStatus.EXPIRED),
        (START, START + DAY, False, PolicyStatus.CANCELING),
        (START + DAY, START + DAY, False, PolicyStatus.CANCELED),
        (END, START + DAY, False, PolicyStatus.CANCELED),
        (START, None, True, PolicyStatus.REINSTATED),
        (END, None, True, PolicyStatus.EXPIRED),
    ],
)
def test_a_policy_stands_as_its_dates_say(today, cancels_on, is_reinstated, expected):
    assert expected is status_of(
        effective_on=START,
        expires_on=END,
        cancels_on=cancels_on,
        is_reinstated=is_reinstated,
        today=today,
    )


def test_numbers_and_names_are_normalized():
    assert normalized_number(" bhc-ca 2210547 ") == "BHCCA2210547"
    assert normalized_number("№-é٣") == ""
    assert normalized_name("  Straße   & SONS ") == "strasse & sons"


def test_a_draft_with_every_fault_names_every_field():
    draft = PolicyDraft(
        source_key="",
        agency_id=1,
        producer_id=None,
        client=ClientFacts(name=""),
        carrier_id=1,
        line_code="",
        line_name="",
        term=policy_term(START, 12),
        premium_minor=-1,
        fees_minor=-1,
        transaction_type=TransactionType.AUDIT,
        coverages=(CoverageDraft("a", "A"),) * 201,
    )
    with pytest.raises(InvalidInput) as refused:
        check_draft(draft)
    assert set(refused.value.problems) == {
        "client",
        "source_key",
        "line_code",
        "premium_minor",
        "fees_minor",
        "transaction_type",
        "coverages",
    }


def test_everything_has_a_look():
    assert set(STATUS_LOOKS) == set(PolicyStatus)
    assert set(TRANSACTION_LOOKS) == set(TransactionType)
    assert producer_name([]) == ""
    assert producer_name([{"name": "Bob"}]) == "Bob"
