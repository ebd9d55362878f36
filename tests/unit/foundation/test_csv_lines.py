"""What leaves in a file is shown by a spreadsheet, never run (COM-8)."""

import pytest

from producer_portal.foundation import csv_lines


@pytest.mark.parametrize("typed", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_could_run_as_a_formula_is_text(typed):
    assert csv_lines.safe_cell(typed) == f"'{typed}"


@pytest.mark.parametrize("plain", ["Tran, Michael", "-5.00", "-12", "1,000", "", "O'Brien"])
def test_words_and_amounts_stay_as_they_are(plain):
    assert csv_lines.safe_cell(plain) == plain


def test_amounts_are_plain_decimals():
    assert [csv_lines.amount_cell(cents) for cents in (123450, -500, 5, 0)] == [
        "1234.50",
        "-5.00",
        "0.05",
        "0.00",
    ]


def test_a_file_is_headed_and_quoted():
    made = "".join(csv_lines.lines(("Insured", "Amount"), [('Ann "A", Co', "=2")]))
    assert made == '\ufeffInsured,Amount\r\n"Ann ""A"", Co",\'=2\r\n'
