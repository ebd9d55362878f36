"""A person's matrix of notices and ways, and when they may be told (MSG-3)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlmodel import col, select

from producer_portal.access import phones
from producer_portal.features.notifications.catalog import TOPICS
from producer_portal.features.notifications.rules import (
    DAYS,
    Channel,
    Choices,
    Rhythm,
    Timing,
    Topic,
    hour_words,
)
from producer_portal.features.notifications.tables import NoticePreference, NoticeTiming
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork

# The zones of the United States, and the one that is nobody's.
ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
    "UTC",
)


@dataclass(frozen=True, slots=True)
class CellView:
    """Whether a topic comes by one way, and whether that may be changed."""

    channel: str
    label: str
    is_on: bool
    is_locked: bool
    is_available: bool


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A row of the matrix."""

    key: str
    label: str
    note: str
    cells: list[CellView]


@dataclass(frozen=True, slots=True)
class OptionRow:
    """One option of a list."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class ChoicesView:
    """Everything a person chose, in words."""

    rows: list[TopicRow]
    rhythm: str
    digest_hour: str
    digest_weekday: str
    is_quiet: bool
    quiet_from_hour: str
    quiet_until_hour: str
    time_zone: str
    phone_words: str
    hours: list[OptionRow]
    days: list[OptionRow]
    zones: list[OptionRow]


_LABELS: Mapping[Channel, str] = {
    Channel.IN_PORTAL: "In the portal",
    Channel.MAIL: "Email",
    Channel.TEXT: "Text",
}


def notice_choices(work: UnitOfWork) -> ChoicesView:
    """One's own choices, defaults where nothing was chosen. Needs NOTIFICATIONS_READ."""
    work.actor.require(Permission.NOTIFICATIONS_READ)
    assert work.actor.user_id is not None, "people choose, jobs do not"
    user_id = work.actor.user_id
    chosen = choices_of(work, [user_id], time_zone=work.actor.time_zone)[user_id]
    phone = phones.facts(work, user_id=user_id)
    has_phone = phone.is_verified
    timing = chosen.timing
    return ChoicesView(
        rows=[_row(topic, chosen, has_phone=has_phone) for topic in TOPICS],
        rhythm=timing.rhythm,
        digest_hour=str(timing.digest_hour),
        digest_weekday=str(timing.digest_weekday),
        is_quiet=timing.is_quiet,
        quiet_from_hour=str(timing.quiet_from_hour),
        quiet_until_hour=str(timing.quiet_until_hour),
        time_zone=timing.time_zone,
        phone_words=f"Texts go to the phone ending {phone.ending}." if has_phone else "",
        hours=[OptionRow(str(hour), hour_words(hour)) for hour in range(24)],
        days=[OptionRow(str(number), day) for number, day in enumerate(DAYS)],
        zones=[OptionRow(zone, zone.replace("_", " ")) for zone in _zones(timing.time_zone)],
    )


def choices_of(
    work: UnitOfWork, user_ids: Collection[int], *, time_zone: str = "America/New_York"
) -> dict[int, Choices]:
    """What each of these people chose."""
    preferences: dict[int, dict[str, frozenset[Channel]]] = {one: {} for one in user_ids}
    found = work.session.exec(
        select(NoticePreference).where(col(NoticePreference.user_id).in_(user_ids))
    ).all()
    for row in found:
        marked = {
            Channel.IN_PORTAL: row.in_portal,
            Channel.MAIL: row.by_mail,
            Channel.TEXT: row.by_text,
        }
        preferences[row.user_id][row.topic] = frozenset(
            channel for channel, is_on in marked.items() if is_on
        )
    timings = {
        row.user_id: _timing(row)
        for row in work.session.exec(
            select(NoticeTiming).where(col(NoticeTiming.user_id).in_(user_ids))
        ).all()
    }
    usual = Timing(time_zone=time_zone)
    return {one: Choices(preferences[one], timings.get(one, usual)) for one in user_ids}


def _timing(row: NoticeTiming) -> Timing:
    return Timing(
        rhythm=Rhythm(row.rhythm),
        digest_hour=row.digest_hour,
        digest_weekday=row.digest_weekday,
        is_quiet=row.is_quiet,
        quiet_from_hour=row.quiet_from_hour,
        quiet_until_hour=row.quiet_until_hour,
        time_zone=row.time_zone,
    )


def _row(topic: Topic, chosen: Choices, *, has_phone: bool) -> TopicRow:
    channels = chosen.of(topic)
    note = topic.locked or ("Comes as soon as the portal knows of it." if topic.is_awaited else "")
    return TopicRow(
        key=topic.key,
        label=topic.label,
        note=note,
        cells=[
            CellView(
                channel=channel,
                label=f"{topic.label}: {_LABELS[channel].lower()}",
                is_on=channel in channels,
                is_locked=bool(topic.locked and channel in topic.channels)
                or channel in topic.fixed,
                is_available=channel is not Channel.TEXT or has_phone,
            )
            for channel in Channel
        ],
    )


def _zones(own: str) -> list[str]:
    return [*ZONES, *([own] if own not in ZONES else [])]
