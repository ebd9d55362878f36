"""How new business runs: completeness, first response, rework, lateness, time per status, throughput (ADM-3).

Everything is counted by the database over one period; medians are the middle values by rank, and
"9 in 10" is the nearest rank, the same on both databases.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, case, distinct, func, literal, or_
from sqlmodel import col, select

from producer_portal.features.submissions.catalog import FORMS
from producer_portal.features.submissions.queries.looks import submission_status
from producer_portal.features.submissions.queries.ranking import NONE, Ranked, exact, ranked
from producer_portal.features.submissions.queries.stage_times import StageTime, stage_times
from producer_portal.features.submissions.queries.views import OptionView, StatusView
from producer_portal.features.submissions.rules.measures import (
    PERIODS,
    USUAL_PERIOD,
    Bucket,
    begins_at,
    buckets,
    count_words,
    hours_words,
    share_words,
    span_words,
    top_of_scale,
    whole,
)
from producer_portal.features.submissions.rules.workflow import (
    OPEN_STATUSES,
    SENT_OPEN_STATUSES,
    SubmissionStatus,
)
from producer_portal.features.submissions.tables import StatusSpell, Submission
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork

MOST_PEOPLE = 100
_S = SubmissionStatus
_AGENCY_HAS_IT = (_S.PENDING.value, _S.IN_REVIEW.value)
_ANSWERED = (_S.QUOTED.value, _S.DECLINED.value)


@dataclass(frozen=True, slots=True)
class Figure:
    """A headline figure with what it means."""

    label: str
    figure: str
    definition: str


@dataclass(frozen=True, slots=True)
class SentBar:
    """What was sent in some days: in time and past the target, and their heights in percent of the scale."""

    label: str
    days: str
    sent: int
    in_time: int
    late: int
    in_time_height: str
    late_height: str


@dataclass(frozen=True, slots=True)
class StatusTime:
    """How long one status lasts: left in the period, and how many stand in it now."""

    status: StatusView
    median: str
    most: str
    left: int
    now: int


@dataclass(frozen=True, slots=True)
class DeskRow:
    """What one person answered in the period, and has on the desk now."""

    key: str
    name: str
    answered: int
    quoted: int
    declined: int
    bound: int
    open_now: int


@dataclass(frozen=True, slots=True)
class Operations:
    """Everything the operations page shows. `top` and `middle` are the ticks of the chart."""

    period: str
    line: str
    lines: list[OptionView]
    sent: int
    figures: list[Figure]
    bars: list[SentBar]
    top: str
    middle: str
    statuses: list[StatusTime]
    stages: list[StageTime]
    desks: list[DeskRow]


def operations(work: UnitOfWork, *, period: str = USUAL_PERIOD, line: str = "") -> Operations:
    """The measures of what is in sight, over a period of PERIODS, in one line or all. Needs MEASURES_READ.

    What is unknown reads as the usual period and as every line.
    """
    work.actor.require(Permission.MEASURES_READ)
    period = period if period in PERIODS else USUAL_PERIOD
    line = line if line in FORMS else ""
    stretches = buckets(period, work.today)
    since = begins_at(stretches[0].first_on, work.actor.time_zone)
    sent, spells = _sent_since(work, since, line), _spells_since(work, since, line)
    totals, bars = _counted(work, stretches, sent)
    top = top_of_scale(max(bar.sent for bar in bars))
    return Operations(
        period=period,
        line=line,
        lines=[OptionView(form.code, form.name) for form in _forms()],
        sent=totals.sent,
        figures=_figures(
            totals, _complete(work, sent), _first_response(work, sent), _touches(work, sent)
        ),
        bars=[_scaled(bar, top) for bar in bars],
        top=str(top),
        middle=str(top // 2),
        statuses=_status_times(work, spells, line),
        stages=stage_times(work, since=since, line=line),
        desks=_desks(work, spells, line),
    )


def _forms() -> list[Any]:
    return sorted(FORMS.values(), key=lambda form: form.name)


def _sent_since(work: UnitOfWork, since: datetime, line: str) -> list[ColumnElement[bool]]:
    found = [
        col(Submission.tenant_id) == work.tenant_id,
        col(Submission.submitted_at) >= since,
        col(Submission.submitted_at) <= work.now,
    ]
    return [*found, col(Submission.line_code) == line] if line else found


def _spells_since(work: UnitOfWork, since: datetime, line: str) -> list[ColumnElement[bool]]:
    found = [
        col(StatusSpell.tenant_id) == work.tenant_id,
        col(StatusSpell.ended_at) >= since,
        col(StatusSpell.ended_at) <= work.now,
    ]
    return [*found, col(StatusSpell.line_code) == line] if line else found


@dataclass(frozen=True, slots=True)
class _Totals:
    sent: int
    reworked: int
    rounds: int
    sent_back: int
    late: int


def _counted(
    work: UnitOfWork, stretches: Sequence[Bucket], sent: list[ColumnElement[bool]]
) -> tuple[_Totals, list[SentBar]]:
    """All counts of what was sent, in one statement: the totals, then two for each bar."""
    is_late = _is_late(work)
    zone = work.actor.time_zone
    counted: list[Any] = [
        func.count(),
        _many(col(Submission.information_rounds) > 0),
        func.coalesce(func.sum(Submission.information_rounds), 0),
        func.coalesce(func.sum(Submission.sent_back_count), 0),
        _many(is_late),
    ]
    for one in stretches:
        is_in = and_(
            col(Submission.submitted_at) >= begins_at(one.first_on, zone),
            col(Submission.submitted_at) < begins_at(one.until_on, zone),
        )
        counted += [_many(is_in), _many(and_(is_in, is_late))]
    row = [int(one) for one in work.session.execute(select(*counted).where(*sent)).one()]
    pairs = zip(row[5::2], row[6::2], strict=True)
    bars = [
        SentBar(one.label, one.words, count, count - late, late, "", "")
        for one, (count, late) in zip(stretches, pairs, strict=True)
    ]
    return _Totals(*row[:5]), bars


def _is_late(work: UnitOfWork) -> ColumnElement[bool]:
    """Past its target while the agency had it: once, or now."""
    return or_(
        col(Submission.was_late),
        and_(
            col(Submission.status).in_(_AGENCY_HAS_IT),
            case(
                (
                    col(Submission.target_response_at).is_not(None),
                    col(Submission.target_response_at) < work.now,
                ),
                else_=col(Submission.target_response_on) < work.today,
            ),
        ),
    )


def _many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _scaled(bar: SentBar, top: int) -> SentBar:
    in_time, late = (f"{Decimal(100 * count) / top:.2f}%" for count in (bar.in_time, bar.late))
    return SentBar(bar.label, bar.days, bar.sent, bar.in_time, bar.late, in_time, late)


def _complete(work: UnitOfWork, sent: list[ColumnElement[bool]]) -> tuple[Ranked, Decimal | None]:
    value = col(Submission.complete_at_submit)
    found = ranked(work, value, literal("all"), sent).get("all", NONE)
    average = work.session.execute(select(func.avg(value)).where(*sent)).scalar_one()
    return found, None if average is None else exact(average)


def _first_response(work: UnitOfWork, sent: list[ColumnElement[bool]]) -> Ranked:
    value = col(Submission.first_response_minutes)
    return ranked(work, value, literal("all"), sent).get("all", NONE)


def _touches(work: UnitOfWork, sent: list[ColumnElement[bool]]) -> tuple[Ranked, int]:
    value = col(Submission.touches)
    total = work.session.execute(
        select(func.coalesce(func.sum(value), 0)).where(*sent)
    ).scalar_one()
    return ranked(work, value, literal("all"), sent).get("all", NONE), int(total)


def _figures(
    totals: _Totals,
    complete: tuple[Ranked, Decimal | None],
    first: Ranked,
    touches: tuple[Ranked, int],
) -> list[Figure]:
    found, average = complete
    sent = totals.sent
    complete_words = "—" if found.median is None else f"{whole(found.median)}%"
    average_words = "" if average is None else f" Average {whole(average)}%."
    return [
        Figure(
            "Complete when sent",
            complete_words,
            f"Median share of all questions asked that were answered.{average_words}",
        ),
        Figure(
            "First response",
            hours_words(first.median),
            "Median business hours from sending to review, question or answer. "
            f"9 in 10 within {hours_words(first.most)}."
            if first.count
            else "Nothing sent in this period has had a response yet.",
        ),
        Figure(
            "Needed information",
            share_words(totals.reworked, sent),
            f"{totals.reworked:,} of {sent:,} sent went back at least once: "
            f"{_counted_words(totals.rounds, 'round')}, "
            f"{_counted_words(totals.sent_back, 'item')} sent back.",
        ),
        Figure(
            "Past the target",
            share_words(totals.late, sent),
            f"{totals.late:,} of {sent:,} sent had no answer by the target date.",
        ),
        Figure(
            "Touches",
            count_words(touches[0].median),
            "Median acts of staff on one: moved, asked, quoted, wrote, changed. "
            f"{touches[1]:,} on {sent:,} sent.",
        ),
    ]


def _counted_words(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _status_times(
    work: UnitOfWork, spells: list[ColumnElement[bool]], line: str
) -> list[StatusTime]:
    found = ranked(work, col(StatusSpell.minutes), col(StatusSpell.status), spells)
    statement = select(Submission.status, func.count()).where(*_open(work, OPEN_STATUSES, line))
    now = dict(work.session.execute(statement.group_by(col(Submission.status))).tuples().all())
    return [
        StatusTime(
            status=submission_status(status),
            median=span_words(one.median),
            most=span_words(one.most),
            left=one.count,
            now=now.get(status.value, 0),
        )
        for status in OPEN_STATUSES
        for one in (found.get(status.value, NONE),)
    ]


def _open(
    work: UnitOfWork, statuses: Sequence[SubmissionStatus], line: str
) -> list[ColumnElement[bool]]:
    found = [
        col(Submission.tenant_id) == work.tenant_id,
        col(Submission.status).in_([one.value for one in statuses]),
    ]
    return [*found, col(Submission.line_code) == line] if line else found


def _desks(work: UnitOfWork, spells: list[ColumnElement[bool]], line: str) -> list[DeskRow]:
    """By person: each submission counts once as quoted, as declined, as bound, however often it was."""
    led_to, number = col(StatusSpell.next_status), col(StatusSpell.submission_id)

    def many(*statuses: str) -> ColumnElement[int]:
        return func.count(distinct(case((led_to.in_(statuses), number))))

    counts = [many(*_ANSWERED), *(many(one) for one in (*_ANSWERED, _S.BOUND.value))]
    named: list[Any] = [StatusSpell.desk_user_id, func.max(StatusSpell.desk_name)]
    rows = work.session.execute(
        select(*named, *counts)
        .where(
            *spells,
            col(StatusSpell.desk_user_id).is_not(None),
            led_to.in_([*_ANSWERED, _S.BOUND.value]),
        )
        .group_by(col(StatusSpell.desk_user_id))
        .order_by(counts[0].desc(), col(StatusSpell.desk_user_id))
        .limit(MOST_PEOPLE)
    ).all()
    held = {user_id: (name, count) for user_id, name, count in _held(work, line)}
    desks = [
        DeskRow(
            str(user_id), name, answered, quoted, declined, bound, held.get(user_id, ("", 0))[1]
        )
        for user_id, name, answered, quoted, declined, bound in rows
    ]
    busy = {user_id for user_id, *_ in rows}
    idle = [
        DeskRow(str(user_id), name, 0, 0, 0, 0, count)
        for user_id, (name, count) in held.items()
        if user_id not in busy
    ]
    return desks + idle


def _held(work: UnitOfWork, line: str) -> Sequence[Any]:
    """Who has how many open ones on the desk now."""
    person = col(Submission.assigned_to_user_id)
    chosen: list[Any] = [person, func.max(Submission.assigned_to_name), func.count()]
    return work.session.execute(
        select(*chosen)
        .where(*_open(work, SENT_OPEN_STATUSES, line), person.is_not(None))
        .group_by(person)
        .order_by(person)
        .limit(MOST_PEOPLE)
    ).all()
