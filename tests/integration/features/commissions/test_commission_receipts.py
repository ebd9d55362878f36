"""Receipts of every kind of line lead to its cents, and add up as printed (COM-6)."""

import pytest

from producer_portal.features.commissions import queries
from producer_portal.features.commissions.queries import CommissionFilters, CommissionReceipt
from producer_portal.features.commissions.rules import OverrideBasis
from producer_portal.features.policies.rules import TransactionType
from tests.integration.features.commissions.money_story import NOVEMBER, Group, harborline


@pytest.fixture
def group(portal_database) -> Group:
    group = harborline()
    group.rule("11.5%", "BHC", fees_are_commissionable=True)
    group.split("bob", "60%")
    group.override("pat", OverrideBasis.PERCENT_OF_PREMIUM, "1%")
    group.override("olive", OverrideBasis.DIFFERENTIAL, "65%")
    policy = group.issue("17743.75", fees_minor=25_000)
    group.accrue(policy.policy_transaction_id)
    back = group.record(
        policy, TransactionType.CANCELLATION, "-17743.75", NOVEMBER, fees_minor=-25_000
    )
    group.accrue(back)
    return group


def receipts(group: Group) -> dict[tuple[str, bool], CommissionReceipt]:
    """Payee and whether it is taken back → receipt."""
    found = {}
    with group.work(group.carol, read_only=True) as work:
        for kind in ("", "house"):
            table = queries.commission_table(work, filters=CommissionFilters(kind=kind))
            for row in table.rows:
                receipt = queries.commission_receipt(work, line_id=row.line_id)
                found[row.payee, row.is_negative] = receipt
                assert queries.recompute(work, line_id=row.line_id).is_equal
    return found


def number(figure: str) -> int:
    """A printed figure in hundred-thousandths."""
    whole, _, part = figure.replace("−", "-").replace(",", "").partition(".")
    sign = -1 if whole.startswith("-") else 1
    return sign * (abs(int(whole)) * 100_000 + int(part.ljust(5, "0")))


def test_each_payee_has_a_receipt_and_the_parts_add_to_the_commission(group):
    amounts = {key: receipt.amount for key, receipt in receipts(group).items()}
    assert amounts == {
        ("Bob Baxter", False): "$1,241.57",
        ("Bob Baxter", True): "−$1,241.57",
        ("Pat Purcell", False): "$179.94",
        ("Pat Purcell", True): "−$179.94",
        ("Olive Ostrander", False): "$103.46",
        ("Olive Ostrander", True): "−$103.46",
        ("House", False): "$544.31",
        ("House", True): "−$544.31",
    }
    assert 124_157 + 17_994 + 10_346 + 54_431 == 206_928


def test_every_receipt_adds_up_as_printed(group):
    for (payee, _), receipt in receipts(group).items():
        figures = [number(line.figure) for line in receipt.lines if not line.figure.endswith("%")]
        premium, exact, rounding, gross = figures[:4]
        assert exact == premium * 115 // 1000 if premium > 0 else exact == -(-premium * 115 // 1000)
        assert exact + rounding == gross
        if payee == "House":
            others, correction, total = figures[4:]
            assert gross + others + correction == total
        else:
            correction, total = figures[4:]
            share = number(receipt.lines[-3].figure.removesuffix("%")) // 10
            base = premium if payee == "Pat Purcell" else gross
            sign = -1 if base < 0 else 1
            assert sign * (abs(base) * share // 1_000_000) + correction == total


def test_a_receipt_says_what_an_override_is_a_share_of(group):
    found = receipts(group)
    pats, olives = found["Pat Purcell", False], found["Olive Ostrander", False]
    assert pats.lines[-3].source == (
        "Percent of the premium, set when the policy was written: of 17,993.75"
    )
    assert (olives.lines[-3].words, olives.lines[-3].figure) == (
        "Override, Olive Ostrander",
        "5.00%",
    )
    assert found["House", False].entry_to == "Kept by the agency"
    assert found["Bob Baxter", True].sentence == "cancellation, effective Nov 1, 2026"
    assert found["Bob Baxter", False].lines[0].words == "Written premium and fees"
