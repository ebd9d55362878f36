"""A target date counts the days on which the agency works."""

from datetime import date

import pytest

from producer_portal.values.business_days import (
    add_business_days,
    business_days_between,
    is_business_day,
)

THANKSGIVING = date(2026, 11, 26)
FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)


def test_weekends_and_holidays_are_not_business_days():
    assert is_business_day(FRIDAY)
    assert not is_business_day(date(2026, 11, 21))
    assert not is_business_day(THANKSGIVING, {THANKSGIVING})


@pytest.mark.parametrize(
    ("start", "count", "target"),
    [
        (FRIDAY, 1, MONDAY),
        (FRIDAY, 3, date(2026, 11, 25)),
        (FRIDAY, 4, date(2026, 11, 27)),
        (FRIDAY, 0, FRIDAY),
        (date(2026, 11, 21), 0, MONDAY),
        (date(2026, 11, 21), 1, MONDAY),
        (THANKSGIVING, 0, date(2026, 11, 27)),
    ],
)
def test_a_target_skips_weekends_and_holidays(start, count, target):
    assert add_business_days(start, count, {THANKSGIVING}) == target


def test_an_agency_that_never_works_is_a_mistake():
    with pytest.raises(AssertionError):
        add_business_days(FRIDAY, 1, _Every())


class _Every:
    def __contains__(self, _day):
        return True


def test_lateness_is_counted_in_business_days():
    assert business_days_between(FRIDAY, date(2026, 11, 27), {THANKSGIVING}) == 4
    assert business_days_between(MONDAY, FRIDAY) == 0
