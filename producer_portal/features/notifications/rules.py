"""Who is told about what, by which channel, when, in which words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from string import Template
from zoneinfo import ZoneInfo, available_timezones

from producer_portal.values.errors import InvalidInput

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Channel(StrEnum):
    """A way in which somebody is told."""

    IN_PORTAL = "in_portal"
    MAIL = "mail"
    TEXT = "text"


class Rhythm(StrEnum):
    """How often mails come."""

    IMMEDIATELY = "immediately"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is told: named people, the people of a producer's book, and those in an agency with a permission.

    `permission` reaches everybody whose role has it, in `agency_id` and the agencies above it.
    """

    user_ids: tuple[int, ...] = ()
    producer_id: int | None = None
    permission: str | None = None
    agency_id: int | None = None
    # Whoever did the deed need not be told of it.
    but_user_id: int | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """A row of the matrix of preferences, with the channels that are on unless a person says otherwise.

    What is `locked` says why it cannot be switched off (MSG-3).
    """

    key: str
    label: str
    channels: frozenset[Channel]
    locked: str = ""
    # Ways that are always on.
    fixed: frozenset[Channel] = frozenset()
    # Shown in the matrix and announced by nothing yet.
    is_awaited: bool = False


@dataclass(frozen=True, slots=True)
class EventWords:
    """One kind of event: its headline, its mail, the topic it belongs to; a text is its headline."""

    title: str
    mail_subject: str
    mail_text: str
    topic: str = "work"
    # What is counted elsewhere in the header is not told a second time beside the bell.
    in_portal: bool = True

    def headline(self, words: Mapping[str, str]) -> str:
        return Template(self.title).safe_substitute(words)

    def subject(self, words: Mapping[str, str]) -> str:
        return Template(self.mail_subject).safe_substitute(words)

    def text(self, words: Mapping[str, str]) -> str:
        return Template(self.mail_text).safe_substitute(words)


@dataclass(frozen=True, slots=True)
class Timing:
    """When a person is told by mail and text. Hours are of their own clock; quiet ones may pass midnight."""

    rhythm: Rhythm = Rhythm.IMMEDIATELY
    digest_hour: int = 8
    digest_weekday: int = 0
    is_quiet: bool = False
    quiet_from_hour: int = 21
    quiet_until_hour: int = 7
    time_zone: str = "America/New_York"


@dataclass(frozen=True, slots=True)
class Choices:
    """What one person chose; a topic that is not named keeps its defaults."""

    channels: Mapping[str, frozenset[Channel]] = field(default_factory=dict)
    timing: Timing = field(default_factory=Timing)

    def of(self, topic: Topic) -> frozenset[Channel]:
        """The channels by which the person is told of a topic. What is locked cannot be switched off."""
        chosen = self.channels.get(topic.key, topic.channels)
        return chosen | topic.fixed | (topic.channels if topic.locked else frozenset())


def loud_from(at: datetime, timing: Timing) -> datetime:
    """The first moment from `at` on in which a person may be disturbed."""
    if not timing.is_quiet or timing.quiet_from_hour == timing.quiet_until_hour:
        return at
    local = at.astimezone(ZoneInfo(timing.time_zone))
    start, end = timing.quiet_from_hour, timing.quiet_until_hour
    hour = local.hour
    is_quiet = start <= hour < end if start < end else hour >= start or hour < end
    if not is_quiet:
        return at
    day = local.date() + timedelta(days=1 if hour >= end else 0)
    return _local_moment(day.year, day.month, day.day, end, timing.time_zone).astimezone(at.tzinfo)


def digest_due(at: datetime, timing: Timing) -> datetime:
    """When the next collection of mails goes out: strictly later than `at`."""
    local = at.astimezone(ZoneInfo(timing.time_zone))
    for ahead in range(9):
        day = local.date() + timedelta(days=ahead)
        if timing.rhythm is Rhythm.WEEKLY and day.weekday() != timing.digest_weekday:
            continue
        due = _local_moment(day.year, day.month, day.day, timing.digest_hour, timing.time_zone)
        if due > at:
            return due.astimezone(at.tzinfo)
    raise AssertionError("every weekday comes within nine days")


def _local_moment(year: int, month: int, day: int, hour: int, zone: str) -> datetime:
    """An hour of a day in a zone. One that the clocks skip is the one they jump to."""
    named = datetime(year, month, day, hour, tzinfo=ZoneInfo(zone))
    return named.astimezone(ZoneInfo("UTC"))


def checked_timing(typed: Mapping[str, str]) -> Timing:
    """A person's timing as a form sent it. Raises InvalidInput."""
    problems: dict[str, str] = {}
    rhythm = typed.get("rhythm", "")
    if rhythm not in set(Rhythm):
        problems["rhythm"] = "Choose how often mails come"
    if typed.get("time_zone", "") not in available_timezones():
        problems["time_zone"] = "Choose a time zone"
    hours = {}
    for name, largest in (
        ("digest_hour", 23),
        ("digest_weekday", 6),
        ("quiet_from_hour", 23),
        ("quiet_until_hour", 23),
    ):
        words = typed.get(name, "")
        hours[name] = int(words) if words.isascii() and words.isdigit() and len(words) < 3 else -1
        if not 0 <= hours[name] <= largest:
            problems[name] = "Choose one of the listed hours or days"
    if problems:
        raise InvalidInput(problems)
    return Timing(
        rhythm=Rhythm(rhythm),
        is_quiet=typed.get("is_quiet", "") == "yes",
        time_zone=typed["time_zone"],
        **hours,
    )


def masked_address(address: str) -> str:
    """An e-mail address by which its owner knows it and nobody else: "d•••@harborline.example"."""
    name, _, house = address.partition("@")
    return f"{name[:1]}•••@{house}" if house else "•••"


def hour_words(hour: int) -> str:
    """An hour as a clock says it: "8 AM"."""
    return f"{(hour - 1) % 12 + 1} {'AM' if hour < 12 else 'PM'}"
