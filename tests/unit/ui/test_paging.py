"""A list says which of its rows are shown, and whether more follow."""

from producer_portal.ui.paging import shown_of


def test_a_page_in_the_middle_and_the_last_one():
    assert shown_of(page=2, page_size=25, count=25, total=61) == ("Showing 26–50 of 61", True)
    assert shown_of(page=3, page_size=25, count=11, total=61) == ("Showing 51–61 of 61", False)


def test_a_list_without_rows_says_nothing():
    assert shown_of(page=1, page_size=25, count=0, total=0) == ("", False)
