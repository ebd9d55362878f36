"""By when an answer is due: hours, holidays, additions, pauses (SUB-11)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from producer_portal.features.submissions.rules.calendar import (
    NINE_TO_FIVE,
    AgencyCalendar,
    DueBy,
    LineTarget,
    calendar_from,
    checked_calendar,
    due_by,
    minute_typed,
    minute_words,
    resumed,
    stored_calendar,
)
from producer_portal.values.business_days import (
    add_business_minutes,
    business_minutes_between,
)
from producer_portal.values.errors import InvalidInput

EAST = AgencyCalendar("America/New_York")
# A Friday; the Thursday after it is Thanksgiving.
FRIDAY = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
THANKSGIVING = date(2026, 11, 26)


def due(calendar, days, sent=FRIDAY, hours=0):
    return due_by(calendar, LineTarget(days, hours), sent)


@pytest.mark.parametrize(
    ("calendar", "days", "on"),
    [
        (EAST, 0, "2026-11-20"),
        (EAST, 1, "2026-11-23"),
        (EAST, 4, "2026-11-27"),
        (
            AgencyCalendar("America/New_York", added={date(2026, 11, 23): "Away day"}),
            1,
            "2026-11-24",
        ),
        (AgencyCalendar("America/New_York", worked=frozenset({THANKSGIVING})), 4, "2026-11-26"),
        (AgencyCalendar("America/New_York", hours=(None, *NINE_TO_FIVE[1:])), 1, "2026-11-24"),
    ],
)
def test_days_count_when_the_agency_works(calendar, days, on):
    assert due(calendar, days).on == date.fromisoformat(on)


def test_what_comes_after_hours_counts_from_the_next_working_day():
    closing, after = datetime(2026, 11, 20, 22, 0, tzinfo=UTC), timedelta(seconds=1)
    assert due(EAST, 1, closing).on == date(2026, 11, 23)
    assert due(EAST, 1, closing + after).on == date(2026, 11, 24)
    assert due(EAST, 1, FRIDAY + timedelta(days=1)).on == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("hours", "at"),
    [
        (4, "2026-11-20T19:00"),
        (7, "2026-11-20T22:00"),
        (8, "2026-11-23T15:00"),
        # The night of Thanksgiving and the day itself pass without an hour of work.
        (7 + 24 + 1, "2026-11-27T15:00"),
    ],
)
def test_hours_pass_only_while_the_agency_works(hours, at):
    found = due(EAST, 9, hours=hours)
    assert found.at == datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert found.on == found.at.date()


def test_an_hour_is_an_hour_across_the_change_of_clocks():
    """Oct 30 is a Friday in daylight time, Nov 2 a Monday in standard time."""
    sent = datetime(2026, 10, 30, 20, 0, tzinfo=UTC)
    assert due(EAST, 0, sent, hours=2).at == datetime(2026, 11, 2, 15, 0, tzinfo=UTC)


def test_a_pause_moves_the_target_by_the_working_days_it_took():
    later = resumed(
        EAST, DueBy(date(2026, 11, 25)), date(2026, 11, 20), None, FRIDAY + timedelta(5)
    )
    assert later == DueBy(date(2026, 12, 1))


def test_a_pause_moves_a_target_in_hours_to_the_minute():
    first = due(EAST, 0, hours=4)
    paused_at = FRIDAY + timedelta(hours=1)
    again = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
    found = resumed(EAST, first, date(2026, 11, 20), paused_at, again)
    assert found.at == again + timedelta(hours=3)


_instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1)).map(
    lambda one: one.replace(tzinfo=UTC, second=0, microsecond=0)
)


@given(_instants, st.integers(0, 6_000))
def test_so_many_minutes_later_lie_so_many_minutes_between(start, minutes):
    end = add_business_minutes(EAST.working, start, minutes)
    assert end >= start or minutes == 0
    assert business_minutes_between(EAST.working, start, end) == minutes
    opens, closes = EAST.working.span(EAST.working.local(end).date())
    assert opens <= end <= closes


@given(_instants, st.integers(0, 40), st.integers(0, 9))
def test_more_days_are_never_due_earlier(start, days, more):
    assert due(EAST, days, start).on <= due(EAST, days + more, start).on
    assert EAST.works_on(due(EAST, days, start).on)


def test_a_calendar_comes_back_from_the_store_as_it_went_in():
    calendar = AgencyCalendar(
        "America/Chicago",
        (None, *NINE_TO_FIVE[1:]),
        {THANKSGIVING: "Thanks"},
        frozenset({date(2026, 12, 25)}),
        {"CGL": LineTarget(0, 4)},
        (3, 4),
    )
    assert calendar_from(stored_calendar(calendar), time_zone="UTC") == calendar
    assert calendar_from(None, time_zone="America/Denver") == AgencyCalendar("America/Denver")
    assert (LineTarget(1).words, LineTarget(0, 4).words) == ("1 business day", "4 business hours")


@pytest.mark.parametrize(
    ("typed", "minute"),
    [("9 AM", 540), ("9:00 am", 540), ("17:30", 1050), ("5 p.m.", 1020), ("12 AM", 0), ("", None)],
)
def test_times_of_day_are_read_as_people_type_them(typed, minute):
    assert minute_typed(typed, field="opens") == minute
    if minute is not None:
        assert minute_typed(minute_words(minute), field="opens") == minute


def test_what_is_wrong_with_a_calendar_is_said_beside_each_field():
    with pytest.raises(InvalidInput):
        minute_typed("noonish", field="opens-0")
    with pytest.raises(InvalidInput) as refused:
        checked_calendar(
            AgencyCalendar("Mars/Olympus", (None,) * 7, targets={"CGL": LineTarget(99, 999)})
        )
    assert set(refused.value.problems) == {"time_zone", "opens-0", "days-CGL", "hours-CGL"}
    with pytest.raises(InvalidInput) as refused:
        checked_calendar(AgencyCalendar("UTC", ((600, 540), *NINE_TO_FIVE[1:])))
    assert set(refused.value.problems) == {"closes-0"}
