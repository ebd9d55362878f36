"""The tracking table: one statement for rows, one for the tabs' counts (SUB-9)."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, func, or_, true
from sqlalchemy import select as core_select
from sqlalchemy.orm import load_only
from sqlmodel import col, select

from producer_portal.features.submissions.catalog import FORMS
from producer_portal.features.submissions.queries.looks import submission_status
from producer_portal.features.submissions.queries.saved import saved_tabs
from producer_portal.features.submissions.queries.views import (
    SubmissionPage,
    SubmissionRow,
    ViewTab,
)
from producer_portal.features.submissions.rules.insured import normalized_name
from producer_portal.features.submissions.rules.wording import (
    NONE,
    due_words,
    local_day,
    paused_words,
    waiting_words,
)
from producer_portal.features.submissions.rules.workflow import (
    FINAL_STATUSES,
    OPEN_STATUSES,
    SENT_OPEN_STATUSES,
    NextActor,
    SubmissionStatus,
)
from producer_portal.features.submissions.tables import Submission
from producer_portal.foundation.actor import Actor
from producer_portal.foundation.permissions import Book, Permission
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.period import day_words

LAST_PAGE = 100_000
LARGEST_PAGE = 100
DEFAULT_VIEW = "open"
_LONGEST_SEARCH = 80
_WAITING_AGENCY = (SubmissionStatus.PENDING, SubmissionStatus.IN_REVIEW)
_TABLE_COLUMNS = (
    "id", "reference", "line_code", "insured_name", "status", "status_since_at", "next_action",
    "next_action_by", "assigned_to_user_id", "assigned_to_name", "target_response_on",
    "information_due_on", "started_by_user_id", "started_by_name", "submitted_at", "effective_on",
    "quote_count", "version", "producer_id", "tenant_id", "agency_id", "changed_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _View:
    key: str
    words: str
    condition: Callable[[UnitOfWork], ColumnElement[bool]]


def _is_open(_work: UnitOfWork) -> ColumnElement[bool]:
    return col(Submission.status).in_(OPEN_STATUSES)


def _is_late(work: UnitOfWork) -> ColumnElement[bool]:
    return or_(
        and_(
            col(Submission.status).in_(_WAITING_AGENCY),
            col(Submission.target_response_on) < work.today,
        ),
        and_(
            col(Submission.status) == SubmissionStatus.INFORMATION_NEEDED,
            col(Submission.information_due_on) < work.today,
        ),
    )


def is_mine(work: UnitOfWork) -> ColumnElement[bool]:
    """What waits for this person: their own move in their book, or the agency's on their desk."""
    actor = work.actor
    is_open = col(Submission.status).in_(OPEN_STATUSES)
    theirs = and_(is_open, col(Submission.next_action_by) == NextActor.PRODUCER)
    if actor.book is Book.OWN:
        return theirs
    started = and_(theirs, col(Submission.started_by_user_id) == actor.user_id)
    desk = col(Submission.assigned_to_user_id) == actor.user_id
    if actor.may(Permission.SUBMISSIONS_ASSIGN):
        desk = or_(desk, col(Submission.assigned_to_user_id).is_(None))
    return or_(started, and_(is_open, col(Submission.next_action_by) == NextActor.AGENCY, desk))


def _month_start(work: UnitOfWork) -> datetime:
    first = datetime(work.today.year, work.today.month, 1, tzinfo=ZoneInfo(work.actor.time_zone))
    return first.astimezone(UTC)


VIEWS: tuple[_View, ...] = (
    _View("open", "All open", _is_open),
    _View("mine", "Needs me", is_mine),
    _View(
        "agency",
        "Waiting on agency",
        lambda _: col(Submission.status).in_(_WAITING_AGENCY),
    ),
    _View("quoted", "Quoted", lambda _: col(Submission.status) == SubmissionStatus.QUOTED),
    _View("late", "Late", _is_late),
    _View(
        "bound",
        "Bound this month",
        lambda work: and_(
            col(Submission.status) == SubmissionStatus.BOUND,
            col(Submission.status_since_at) >= _month_start(work),
        ),
    ),
    _View("closed", "Closed", lambda _: col(Submission.status).in_(FINAL_STATUSES)),
)
_UNCOUNTED = frozenset({"closed"})

_SORTS: Mapping[str, tuple[Any, bool]] = {
    "target": (Submission.target_response_on, False),
    "insured": (Submission.insured_name_normalized, False),
    "status": (Submission.status, False),
    "waiting": (Submission.status_since_at, False),
    "sent": (Submission.submitted_at, True),
    "changed": (Submission.changed_at, True),
    "effective": (Submission.effective_on, False),
}


def submission_table(
    work: UnitOfWork,
    *,
    search: str = "",
    statuses: Collection[str] = (),
    view: str = DEFAULT_VIEW,
    sort: str = "target",
    descending: bool = False,
    page: int = 1,
    page_size: int = 25,
    has_tabs: bool = True,
) -> SubmissionPage:
    """One page of the submissions in sight, with the tabs' counts. Needs SUBMISSIONS_READ.

    `search` matches the reference from its start and any word of the insured's name from its start.
    Unknown views, statuses and sorts fall back to the usual ones. Typing in the find box changes no
    tab, so it asks without them (`has_tabs`) and gets its rows in one statement.
    """
    work.actor.require(Permission.SUBMISSIONS_READ)
    chosen = next((one for one in VIEWS if one.key == view), VIEWS[0])
    order = sort if sort in _SORTS else "target"
    size = min(max(page_size, 1), LARGEST_PAGE)
    where = [chosen.condition(work), *_narrowed(search, statuses)]
    tabs = _tabs(work) if has_tabs else []
    number = min(max(page, 1), LAST_PAGE)
    rows = _rows(work, where, order, number, size, is_descending=descending)
    # A first page that is not full is all there is: nothing to count.
    total = len(rows)
    if number > 1 or len(rows) == size:
        total = _total(work, where, tabs, chosen.key, is_narrowed=len(where) > 1)
    last_page = max(1, -(-total // size))
    if number > last_page:
        number = last_page
        rows = _rows(work, where, order, number, size, is_descending=descending)
    first = (number - 1) * size + 1
    words = (
        f"Showing {first:,}–{first + len(rows) - 1:,} of {total:,}" if rows else "Nothing to show"
    )
    return SubmissionPage(
        rows=rows,
        total=total,
        page=number,
        page_size=size,
        pager_words=words,
        has_previous=number > 1,
        has_next=number < last_page,
        tabs=tabs + saved_tabs(work) if has_tabs else [],
        view=chosen.key,
        sort=order,
        is_descending=descending,
        search=search[:_LONGEST_SEARCH],
        can_start=work.actor.may(Permission.SUBMISSIONS_SUBMIT),
    )


def _narrowed(search: str, statuses: Collection[str]) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    known = [status for status in SubmissionStatus if status.value in set(statuses)]
    if known:
        conditions.append(col(Submission.status).in_(known))
    text = search.strip()[:_LONGEST_SEARCH]
    if text:
        conditions.append(_matches(text))
    return conditions


def _matches(text: str) -> ColumnElement[bool]:
    number = "".join(letter for letter in text.upper() if letter.isalnum() or letter == "-")
    if number.startswith("SUB-"):
        return col(Submission.reference).startswith(number, autoescape=True)
    name = normalized_name(text)
    words = col(Submission.insured_name_normalized)
    found = or_(
        words.startswith(name, autoescape=True), words.contains(f" {name}", autoescape=True)
    )
    if not number.isdigit():
        return found if name else true() & col(Submission.id).is_(None)
    return or_(found, col(Submission.reference).endswith(number, autoescape=True))


def _tabs(work: UnitOfWork) -> list[ViewTab]:
    """All counts in one statement over open rows and this month's bound ones."""
    counted = [one for one in VIEWS if one.key not in _UNCOUNTED]
    sums = [func.sum(case((one.condition(work), 1), else_=0)) for one in counted]
    within = or_(_is_open(work), next(one for one in VIEWS if one.key == "bound").condition(work))
    found = work.session.execute(core_select(*sums).select_from(Submission).where(within)).one()
    by_key = {one.key: int(number or 0) for one, number in zip(counted, found, strict=True)}
    return [ViewTab(one.key, one.words, by_key.get(one.key, 0)) for one in VIEWS]


def _total(
    work: UnitOfWork,
    where: list[ColumnElement[bool]],
    tabs: list[ViewTab],
    view: str,
    *,
    is_narrowed: bool,
) -> int:
    if tabs and not is_narrowed and view not in _UNCOUNTED:
        return next(tab.count for tab in tabs if tab.key == view)
    counted = select(func.count()).select_from(Submission).where(*where)
    return int(work.session.exec(counted).one())


def _rows(
    work: UnitOfWork,
    where: list[ColumnElement[bool]],
    sort: str,
    page: int,
    size: int,
    *,
    is_descending: bool,
) -> list[SubmissionRow]:
    order = _order(sort, is_descending=is_descending)
    # The page is found in an index alone; only its rows are then read.
    shown = (
        select(Submission.id).where(*where).order_by(*order).limit(size).offset((page - 1) * size)
    )
    statement = (
        select(Submission)
        .where(col(Submission.id).in_(shown))
        .order_by(*order)
        .options(load_only(*(getattr(Submission, name) for name in _TABLE_COLUMNS)))
    )
    found = work.session.exec(statement).all()
    return [row_view(work.actor, row, today=work.today) for row in found]


def _order(sort: str, *, is_descending: bool) -> tuple[Any, ...]:
    column, is_usually_descending = _SORTS[sort]
    is_down = is_descending != is_usually_descending
    ordered = col(column).desc() if is_down else col(column).asc()
    # Rows without a date come last either way, and the id settles ties so that pages never overlap.
    return col(column).is_(None), ordered, col(Submission.id).desc()


def row_view(actor: Actor, row: Submission, *, today: date) -> SubmissionRow:
    """A row as the table shows it."""
    assert row.id is not None, "a listed row is stored"
    status = SubmissionStatus(row.status)
    due = due_words(row.target_response_on, today)
    if status is SubmissionStatus.INFORMATION_NEEDED:
        due = paused_words(row.information_due_on, today)
    elif status not in SENT_OPEN_STATUSES:
        due = due_words(None, today)
    is_yours, by = whose_move(actor, row)
    zone = actor.time_zone
    sent_on = None if row.submitted_at is None else local_day(row.submitted_at, zone)
    is_over = status in FINAL_STATUSES
    return SubmissionRow(
        id=row.id,
        href=f"/submissions/{row.id}",
        insured=row.insured_name or "No name yet",
        reference=row.reference or "",
        line=line_name(row.line_code),
        sent_words=f"Sent {day_words(sent_on, today=today)}" if sent_on else "Not sent",
        status=submission_status(status),
        waiting="–" if is_over else waiting_words(local_day(row.status_since_at, zone), today),
        next_action=row.next_action,
        next_action_by=by,
        is_yours=is_yours,
        assigned_to=row.assigned_to_name or "Nobody yet",
        target=due.words,
        lateness=due.lateness,
        is_late=due.is_late,
        is_due_today=due.is_due_today,
        effective=day_words(row.effective_on, today=today) if row.effective_on else NONE,
        quote_count=row.quote_count,
        version=row.version,
    )


def whose_move(actor: Actor, row: Submission) -> tuple[bool, str]:
    """Whether the next move is this person's, and who is named beside it."""
    if row.next_action_by == NextActor.NOBODY:
        return False, ""
    if row.next_action_by == NextActor.PRODUCER:
        is_yours = actor.book is Book.OWN or row.started_by_user_id == actor.user_id
        return is_yours, "You" if is_yours else row.started_by_name
    is_yours = row.assigned_to_user_id is not None and row.assigned_to_user_id == actor.user_id
    return is_yours, "You" if is_yours else row.assigned_to_name or "Agency"


def line_name(code: str) -> str:
    """The line's name, or its code when the catalog no longer has it."""
    return FORMS[code].name if code in FORMS else code
