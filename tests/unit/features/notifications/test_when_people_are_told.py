"""Quiet hours, digests and what is locked, on the clock of the person (MSG-3)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from producer_portal.features.notifications.catalog import EVENTS, TOPICS, topic_of
from producer_portal.features.notifications.rules import (
    Channel,
    Choices,
    Rhythm,
    Timing,
    checked_timing,
    digest_due,
    hour_words,
    loud_from,
    masked_address,
)
from producer_portal.values.errors import InvalidInput

P, M, T = Channel.IN_PORTAL, Channel.MAIL, Channel.TEXT
ZONES = ("America/New_York", "America/Phoenix", "Pacific/Honolulu", "UTC", "Asia/Kolkata")
timings = st.builds(
    Timing,
    rhythm=st.sampled_from([Rhythm.DAILY, Rhythm.WEEKLY]),
    digest_hour=st.integers(0, 23),
    digest_weekday=st.integers(0, 6),
    is_quiet=st.booleans(),
    quiet_from_hour=st.integers(0, 23),
    quiet_until_hour=st.integers(0, 23),
    time_zone=st.sampled_from(ZONES),
)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(
    lambda at: at.replace(tzinfo=UTC)
)


def test_the_defaults_are_the_source_tables():
    """Typed by hand from the product's table of events and ways."""
    wanted = {
        "submission_status": {P, M},
        "quote_ready": {P, M, T},
        "renewal_coming": {P, M},
        "policy_expiring": {P, M, T},
        "document_added": {P, M},
        "commission_posted": {P, M},
    }
    assert {key: set(topic_of(key).channels) for key in wanted} == wanted


def test_every_event_belongs_to_a_row_of_the_matrix():
    named = {event.topic for event in EVENTS.values()}
    assert named <= {topic.key for topic in TOPICS}
    assert {topic.key for topic in TOPICS if not topic.is_awaited} == named


def test_what_is_about_security_cannot_be_switched_off():
    security = topic_of("security")
    assert Choices({"security": frozenset()}).of(security) == {P, M}
    assert Choices({"security": frozenset({T})}).of(security) == {P, M, T}
    assert Choices({"quote_ready": frozenset()}).of(topic_of("quote_ready")) == frozenset()
    assert Choices().of(topic_of("quote_ready")) == {P, M, T}


@pytest.mark.parametrize(
    ("local", "loud"),
    [
        ("2026-11-25 20:59", "2026-11-25 20:59"),
        ("2026-11-25 21:00", "2026-11-26 07:00"),
        ("2026-11-26 06:59", "2026-11-26 07:00"),
        ("2026-11-26 07:00", "2026-11-26 07:00"),
        # The night in which clocks go back is an hour longer, and forward an hour shorter.
        ("2026-10-31 23:30", "2026-11-01 07:00"),
        ("2027-03-13 23:30", "2027-03-14 07:00"),
    ],
)
def test_at_night_mails_and_texts_wait_until_the_morning(local, loud):
    zone = ZoneInfo("America/New_York")
    timing = Timing(is_quiet=True)
    at = datetime.fromisoformat(local).replace(tzinfo=zone).astimezone(UTC)
    assert loud_from(at, timing).astimezone(zone) == datetime.fromisoformat(loud).replace(
        tzinfo=zone
    )


@given(moments, timings)
def test_nobody_is_disturbed_in_quiet_hours_and_nobody_waits_longer_than_a_day(at, timing):
    loud = loud_from(at, timing)
    assert at <= loud <= at + timedelta(hours=25)
    assert loud_from(loud, timing) == loud


@given(moments, timings)
def test_a_digest_comes_at_the_persons_hour_and_never_in_the_past(at, timing):
    due = digest_due(at, timing)
    assert at < due <= at + timedelta(days=8 if timing.rhythm is Rhythm.WEEKLY else 2)
    local = due.astimezone(ZoneInfo(timing.time_zone))
    # An hour that the clocks skip is the one after it.
    assert local.hour in {timing.digest_hour, timing.digest_hour + 1}
    if timing.rhythm is Rhythm.WEEKLY:
        assert local.weekday() == timing.digest_weekday


def test_what_a_form_sends_is_read_strictly():
    good = {
        "rhythm": "weekly",
        "digest_hour": "9",
        "digest_weekday": "4",
        "is_quiet": "yes",
        "quiet_from_hour": "22",
        "quiet_until_hour": "6",
        "time_zone": "America/Chicago",
    }
    assert checked_timing(good) == Timing(Rhythm.WEEKLY, 9, 4, True, 22, 6, "America/Chicago")
    for name, value in (
        ("rhythm", "hourly"),
        ("digest_hour", "24"),
        ("digest_hour", "-1"),
        ("digest_weekday", "7"),
        ("quiet_from_hour", "٣"),
        ("time_zone", "../../etc/passwd"),
    ):
        with pytest.raises(InvalidInput):
            checked_timing(good | {name: value})


def test_recipients_are_masked():
    assert masked_address("dana@harborline.example") == "d•••@harborline.example"
    assert masked_address("no address") == "•••"


def test_hours_read_as_on_a_clock():
    assert [hour_words(hour) for hour in (0, 8, 12, 23)] == ["12 AM", "8 AM", "12 PM", "11 PM"]
