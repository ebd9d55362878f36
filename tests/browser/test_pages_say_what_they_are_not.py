"""Somebody else's record, a page outside one's role, an address nothing stands at, and paper."""

import re

import pypdf
import pytest

from tests.browser.seats import PICTURES

NOT_HERE = "This page is not here"


@pytest.fixture
def visitor(seat):
    def sit(key):
        window = seat(key)
        window.expected.append("status of 404")
        return window

    return sit


def test_somebody_elses_record_and_no_record_look_the_same(visitor, ids):
    """RBAC-4: Priya cannot tell a record of Marcus from one that does not exist."""
    priya = visitor("priya")
    theirs = ids["submissions"]["Heron Lake Nursery"]
    for path in (
        f"/submissions/{theirs}",
        f"/submissions/{theirs}/applicant",
        f"/submissions/{theirs}/documents",
        f"/submissions/{theirs}/check",
        f"/submissions/{theirs}/sent",
        "/submissions/999999999",
        "/submissions/999999999",
        "/submissions/0x1",
        f"/policies/{ids['policy']}",
        "/policies/999999999",
    ):
        priya.go(path).title(NOT_HERE)
        priya.sees("or the record belongs to somebody else's book")
        assert "Heron Lake" not in priya.page.content(), path


def test_a_page_outside_the_role_says_whom_to_ask(visitor, ids):
    for key, path, title in (
        ("marcus", "/admin/people", "People"),
        ("marcus", f"/admin/people/{ids['people']['casey']}", "Person"),
        ("tom", "/commissions", "Commissions"),
        ("rowan", "/submissions/new", "New submission"),
    ):
        window = visitor(key).go(path).title("Not part of your role")
        window.sees(f"{title} is not part of your role. Ask your agency's administrator")


def test_an_unknown_address_says_so_and_leads_home(visitor):
    marcus = visitor("marcus").go("/no/such/page").title(NOT_HERE)
    marcus.press("Go to Home", role="link").arrives("/submissions").settle().title("Submissions")


def test_help_answers_in_one_page(visitor):
    marcus = visitor("marcus").go("/submissions")
    marcus.press("Help", role="link").arrives("/help").settle().title("Help")
    for status in ("Draft", "Pending", "Information needed", "Quoted", "Bound", "Withdrawn"):
        marcus.sees(status)


def test_a_record_on_paper_has_no_shell(visitor, ids):
    marcus = visitor("marcus").go(f"/submissions/{ids['submissions']['Bayou Sound Systems']}")
    PICTURES.mkdir(exist_ok=True)
    path = PICTURES / "record.pdf"
    marcus.page.pdf(path=path, format="Letter", print_background=True)
    words = " ".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    assert "Bayou Sound Systems" in words
    assert "$4,120.00" in words
    for chrome in ("Help", "Accept quote", "Skip to content", "More actions"):
        assert chrome not in words, chrome
    marcus.page.emulate_media(media="print")
    for hidden in (".nav", ".bar", ".skip", ".toasts"):
        shown = marcus.page.locator(f"{hidden}:visible").count()
        assert shown == 0, hidden
    assert re.search("Quoted", words)
