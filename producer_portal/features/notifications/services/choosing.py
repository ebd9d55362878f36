"""What each person chose to be told, how and when (MSG-3)."""

from collections.abc import Collection

from sqlmodel import select

from producer_portal.features.notifications.catalog import topic_of
from producer_portal.features.notifications.rules import Channel, Timing
from producer_portal.features.notifications.tables import NoticePreference, NoticeTiming
from producer_portal.foundation import audit
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.errors import InvalidInput


def choose_channels(work: UnitOfWork, *, topic: str, channels: Collection[Channel]) -> None:
    """Say by which ways oneself is told of a topic. Needs NOTIFICATIONS_READ.

    Raises InvalidInput for an unknown topic, or for switching off what is locked.
    """
    work.actor.require(Permission.NOTIFICATIONS_READ)
    assert work.actor.user_id is not None, "people choose, jobs do not"
    known, chosen = topic_of(topic), frozenset(channels)
    if known is None:
        raise InvalidInput({"topic": "Choose one of the listed notices"})
    if known.locked and not known.channels <= chosen:
        raise InvalidInput({"topic": known.locked})
    row = work.session.exec(
        select(NoticePreference)
        .where(NoticePreference.user_id == work.actor.user_id, NoticePreference.topic == topic)
        .with_for_update()
    ).one_or_none()
    if row is None:
        row = NoticePreference(tenant_id=work.tenant_id, user_id=work.actor.user_id, topic=topic)
        work.session.add(row)
    row.in_portal = Channel.IN_PORTAL in chosen
    row.by_mail = Channel.MAIL in chosen
    row.by_text = Channel.TEXT in chosen
    audit.record(
        work,
        "notices.chosen",
        subject=("user", work.actor.user_id),
        after={"topic": topic, "channels": sorted(chosen)},
    )
    work.changed(f"notice-choices:{work.actor.user_id}")


def choose_timing(work: UnitOfWork, *, timing: Timing) -> None:
    """Say when oneself may be told by mail and text. Needs NOTIFICATIONS_READ."""
    work.actor.require(Permission.NOTIFICATIONS_READ)
    assert work.actor.user_id is not None, "people choose, jobs do not"
    row = work.session.exec(
        select(NoticeTiming).where(NoticeTiming.user_id == work.actor.user_id).with_for_update()
    ).one_or_none()
    if row is None:
        row = NoticeTiming(tenant_id=work.tenant_id, user_id=work.actor.user_id)
        work.session.add(row)
    row.rhythm = timing.rhythm
    row.digest_hour, row.digest_weekday = timing.digest_hour, timing.digest_weekday
    row.is_quiet = timing.is_quiet
    row.quiet_from_hour, row.quiet_until_hour = timing.quiet_from_hour, timing.quiet_until_hour
    row.time_zone = timing.time_zone
    audit.record(
        work,
        "notices.timed",
        subject=("user", work.actor.user_id),
        after={"rhythm": row.rhythm, "is_quiet": row.is_quiet, "time_zone": row.time_zone},
    )
    work.changed(f"notice-choices:{work.actor.user_id}")
