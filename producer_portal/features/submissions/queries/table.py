"""The tracking table: one statement for rows, one for the tabs' counts (SUB-9)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    false,
    func,
    literal,
    not_,
    or_,
)
from sqlalchemy import select as core_select
from sqlmodel import col

from producer_portal.features.submissions.catalog import FORMS
from producer_portal.features.submissions.queries.saved import saved_tabs
from producer_portal.features.submissions.queries.stages import stage_options, stages_seen
from producer_portal.features.submissions.queries.views import (
    SubmissionPage,
    SubmissionRow,
    ViewTab,
)
from producer_portal.features.submissions.rules.insured import LONGEST_SEARCH, searched_words
from producer_portal.features.submissions.rules.stages import StagePlan
from producer_portal.features.submissions.rules.wording import (
    DueWords,
    due_words,
    local_day,
    paused_words,
    waiting_words,
)
from producer_portal.features.submissions.rules.workflow import (
    FINAL_STATUSES,
    OPEN_STATUSES,
    REFERRAL_MOVE,
    SENT_OPEN_STATUSES,
    NextActor,
    ReferralStatus,
    SubmissionStatus,
)
from producer_portal.features.submissions.tables import Referral, Submission, SubmissionWord
from producer_portal.foundation.permissions import Book, Permission
from producer_portal.foundation.scope import read
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.period import day_words

LAST_PAGE = 100_000
LARGEST_PAGE = 100
DEFAULT_VIEW = "open"
# Comes after every letter, in UTF-8 and in Python.
_LAST_LETTER = "\U0010ffff"
_WAITING_AGENCY = (SubmissionStatus.PENDING, SubmissionStatus.IN_REVIEW)


class _Listed(NamedTuple):
    """A row as it is read. A plain tuple: a page takes sixteen of its fields off each of its rows."""

    id: int
    reference: str | None
    line_code: str
    insured_name: str
    status: str
    status_since_at: datetime
    next_action: str
    next_action_by: str
    assigned_to_user_id: int | None
    assigned_to_name: str
    target_response_on: date | None
    information_due_on: date | None
    started_by_user_id: int | None
    started_by_name: str
    submitted_at: datetime | None
    stage_id: int | None
    total: int


_TABLE_COLUMNS = _Listed._fields[:-1]


class _Asker(NamedTuple):
    """What of a person and the day decides which rows a view holds and how they read.

    Statements and rows are kept by it, and a tuple is compared at no cost.
    """

    user_id: int | None
    book: Book
    may_assign: bool
    may_decide: bool
    time_zone: str
    today: date


def _asker(work: UnitOfWork) -> _Asker:
    actor = work.actor
    return _Asker(
        user_id=actor.user_id,
        book=actor.book,
        may_assign=actor.may(Permission.SUBMISSIONS_ASSIGN),
        may_decide=actor.may(Permission.REFERRALS_DECIDE),
        time_zone=actor.time_zone,
        today=work.today,
    )


@dataclass(frozen=True, slots=True)
class _View:
    key: str
    words: str
    condition: Callable[[_Asker], ColumnElement[bool]]


def _is_one_of(statuses: Collection[str]) -> ColumnElement[bool]:
    # Not an IN: its list is printed anew each time a kept statement runs.
    return or_(*(col(Submission.status) == status for status in sorted(statuses)))


def _is_open(_asker: _Asker) -> ColumnElement[bool]:
    return _is_one_of(OPEN_STATUSES)


def _is_late(asker: _Asker) -> ColumnElement[bool]:
    return or_(
        and_(
            _is_one_of(_WAITING_AGENCY),
            col(Submission.target_response_on) < asker.today,
        ),
        and_(
            col(Submission.status) == SubmissionStatus.INFORMATION_NEEDED,
            col(Submission.information_due_on) < asker.today,
        ),
    )


def is_mine(work: UnitOfWork) -> ColumnElement[bool]:
    """What waits for this person: their own move in their book, or the agency's on their desk."""
    return _is_mine(_asker(work))


def _is_mine(asker: _Asker) -> ColumnElement[bool]:
    is_open = _is_open(asker)
    theirs = and_(is_open, col(Submission.next_action_by) == NextActor.PRODUCER)
    if asker.book is Book.OWN:
        return theirs
    started = and_(theirs, col(Submission.started_by_user_id) == asker.user_id)
    desk = col(Submission.assigned_to_user_id) == asker.user_id
    if asker.may_assign:
        desk = or_(desk, col(Submission.assigned_to_user_id).is_(None))
    # A referral is the agency's move, but never that of whoever has the submission on the desk (RBAC-5).
    referred = col(Submission.id).in_(
        core_select(col(Referral.submission_id)).where(
            col(Referral.status) == ReferralStatus.WAITING
        )
    )
    theirs_to_do = or_(desk, referred) if asker.may_decide else and_(desk, not_(referred))
    agencys = col(Submission.next_action_by) == NextActor.AGENCY
    return or_(started, and_(is_open, agencys, theirs_to_do))


def _month_start(asker: _Asker) -> datetime:
    first = datetime(asker.today.year, asker.today.month, 1, tzinfo=ZoneInfo(asker.time_zone))
    return first.astimezone(UTC)


VIEWS: tuple[_View, ...] = (
    _View("open", "All open", _is_open),
    _View("mine", "Needs me", _is_mine),
    _View(
        "agency",
        "Waiting on agency",
        lambda _: _is_one_of(_WAITING_AGENCY),
    ),
    _View("quoted", "Quoted", lambda _: col(Submission.status) == SubmissionStatus.QUOTED),
    _View("late", "Late", _is_late),
    _View(
        "bound",
        "Bound this month",
        lambda asker: and_(
            col(Submission.status) == SubmissionStatus.BOUND,
            col(Submission.status_since_at) >= _month_start(asker),
        ),
    ),
    _View("closed", "Closed", lambda _: _is_one_of(FINAL_STATUSES)),
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
    stage: int = 0,
    plan: StagePlan | None = None,
) -> SubmissionPage:
    """One page of the submissions in sight, with the tabs' counts. Needs SUBMISSIONS_READ.

    Each word of `search` must begin a word of the insured's name, the reference or its number.
    Unknown views, statuses, sorts and stages fall back to the usual ones. Typing in the find box
    changes no tab, so it asks without them (`has_tabs`) and gets its rows in one statement. A `stage`
    narrows the list for whoever sees stages (SUB-10); `plan` are those stages, where they are in hand.
    """
    work.actor.require(Permission.SUBMISSIONS_READ)
    chosen = next((one for one in VIEWS if one.key == view), VIEWS[0])
    order = sort if sort in _SORTS else "target"
    size = min(max(page_size, 1), LARGEST_PAGE)
    bound = _words_bound(search)
    searched = len(bound) // 2
    tabs = _tabs(work) if has_tabs else []
    number = min(max(page, 1), LAST_PAGE)
    plan = plan or stages_seen(work)
    staged = plan.find(stage)
    if staged is not None:
        statuses = (staged.status,)
        bound |= {"stage_id": plan.stored(staged)}
    shape = _Shape(
        asker=_asker(work),
        view=chosen.key,
        statuses=tuple(one.value for one in SubmissionStatus if one.value in set(statuses)),
        searched=searched,
        finds_nothing=bool(search.strip()) and not searched,
        sort=order,
        is_descending=descending,
        has_total=not tabs or bool(search.strip() or statuses) or chosen.key in _UNCOUNTED,
        in_stage="" if staged is None else "later" if plan.stored(staged) else "first",
    )
    found, total = _page(work, shape, bound, number, size)
    if tabs and not shape.has_total:
        total = next(tab.count for tab in tabs if tab.key == chosen.key)
    last_page = max(1, -(-total // size))
    if number > last_page:
        number = last_page
        found, _ = _page(work, shape, bound, number, size)
    is_staged = bool(plan.by_status)
    rows = [
        _row_view(shape.asker, row, plan.name_of(row.status, row.stage_id) if is_staged else "")
        for row in found
    ]
    first = (number - 1) * size + 1
    shown = (
        f"Showing {first:,}–{first + len(rows) - 1:,} of {total:,}" if rows else "Nothing to show"
    )
    return SubmissionPage(
        rows=rows,
        total=total,
        page=number,
        page_size=size,
        pager_words=shown,
        has_previous=number > 1,
        has_next=number < last_page,
        tabs=tabs + saved_tabs(work) if has_tabs else [],
        view=chosen.key,
        sort=order,
        is_descending=descending,
        search=search[:LONGEST_SEARCH],
        can_start=work.actor.may(Permission.SUBMISSIONS_SUBMIT),
        stage=str(staged.id) if staged else "",
        stages=stage_options(plan),
    )


class _Shape(NamedTuple):
    """What makes two pages the same statement: all but the words themselves and the page's number."""

    asker: _Asker
    view: str
    statuses: tuple[str, ...]
    # How many words are searched.
    searched: int
    # A search of nothing but signs, which no word begins with.
    finds_nothing: bool
    sort: str
    is_descending: bool
    has_total: bool
    # "first" or "later" stage of the one status, "" for any.
    in_stage: str = ""


def _words_bound(search: str) -> dict[str, Any]:
    """What a search binds: where each of its words begins in the index, and where it ends."""
    bound: dict[str, Any] = {}
    for number, word in enumerate(searched_words(search)):
        bound |= {f"from_{number}": word, f"until_{number}": word + _LAST_LETTER}
    return bound


def _worded(number: int) -> Select[Any]:
    """The submissions with a word that begins like the searched one of this number."""
    word = col(SubmissionWord.word)
    return core_select(col(SubmissionWord.submission_id)).where(
        word >= bindparam(f"from_{number}"), word < bindparam(f"until_{number}")
    )


def _tabs(work: UnitOfWork) -> list[ViewTab]:
    """All counts in one statement over open rows and this month's bound ones."""
    found = work.session.execute(_tab_counts(_asker(work))).one()
    counted = [one.key for one in VIEWS if one.key not in _UNCOUNTED]
    by_key = {key: int(number or 0) for key, number in zip(counted, found, strict=True)}
    return [ViewTab(one.key, one.words, by_key.get(one.key, 0)) for one in VIEWS]


@lru_cache(maxsize=256)
def _tab_counts(asker: _Asker) -> Select[Any]:
    counted = [one for one in VIEWS if one.key not in _UNCOUNTED]
    sums = [func.sum(case((one.condition(asker), 1), else_=0)) for one in counted]
    bound = next(one for one in VIEWS if one.key == "bound")
    within = or_(_is_open(asker), bound.condition(asker))
    return core_select(*sums).select_from(Submission).where(within)


def _page(
    work: UnitOfWork, shape: _Shape, bound: Mapping[str, Any], page: int, size: int
) -> tuple[Sequence[Any], int]:
    """The rows of a page and, when the shape asks for it, of how many they are; in one look."""
    rows_statement, count_statement = _statements(shape)
    asked = {**bound, "size": size, "first": (page - 1) * size}
    found = read(work.session, rows_statement, asked).all()
    if found or page == 1:
        return found, int(found[0].total) if found else 0
    # Beyond the last row there is none to tell the total.
    return found, int(work.session.execute(count_statement, dict(bound)).scalar_one())


@lru_cache(maxsize=256)
def _statements(shape: _Shape) -> tuple[Select[Any], Select[Any]]:
    """The page and the count of a shape. Kept, because making a statement costs more than running it."""
    view = next(one for one in VIEWS if one.key == shape.view)
    where = [view.condition(shape.asker)]
    if shape.statuses:
        where.append(_is_one_of(shape.statuses))
    if shape.in_stage:
        is_later = shape.in_stage == "later"
        stored = col(Submission.stage_id)
        where.append(
            stored == bindparam("stage_id", type_=BigInteger) if is_later else stored.is_(None)
        )
    if shape.finds_nothing:
        where.append(false())
    where += [col(Submission.id).in_(_worded(number)) for number in range(1, shape.searched)]
    order = _order(_SORTS[shape.sort][0], col(Submission.id), shape)
    page = _numbered(shape, where) if shape.has_total else _plain(shape, where)
    columns = [getattr(Submission, name) for name in _TABLE_COLUMNS]
    rows = (
        core_select(*columns, page.c.total)
        .join(page, col(Submission.id) == page.c.id)
        .order_by(*order)
    )
    return rows, _found(shape, func.count()).where(*where)


def _plain(shape: _Shape, where: Sequence[ColumnElement[bool]]) -> Subquery:
    """The ids of a page, found in an index alone; only its rows are then read."""
    order = _order(_SORTS[shape.sort][0], col(Submission.id), shape)
    chosen = _found(shape, col(Submission.id).label("id"), literal(0).label("total"))
    return _cut(chosen.where(*where).order_by(*order))


def _numbered(shape: _Shape, where: Sequence[ColumnElement[bool]]) -> Subquery:
    """The same with how many there are: all are found once, then counted and put in order."""
    sorted_by = _SORTS[shape.sort][0]
    matched = (
        _found(shape, col(Submission.id).label("id"), sorted_by.label("sorted_by"))
        .where(*where)
        .cte("matched")
    )
    total = core_select(func.count()).select_from(matched).scalar_subquery().label("total")
    order = _order(matched.c.sorted_by, matched.c.id, shape)
    return _cut(core_select(matched.c.id, total).order_by(*order))


def _cut(ids: Select[Any]) -> Subquery:
    size, first = bindparam("size", type_=Integer), bindparam("first", type_=Integer)
    return ids.limit(size).offset(first).subquery("page")


def _found(shape: _Shape, *columns: ColumnElement[Any]) -> Select[Any]:
    """The submissions that hold the first, longest word, or all when nothing is searched.

    A join and not a condition, so that a planner without statistics begins with the few found.
    """
    chosen = core_select(*columns).select_from(Submission)
    if not shape.searched:
        return chosen
    found = _worded(0).distinct().subquery("found")
    return chosen.join(found, col(Submission.id) == found.c.submission_id)


def _order(column: Any, row_id: Any, shape: _Shape) -> tuple[Any, ...]:
    is_down = shape.is_descending != _SORTS[shape.sort][1]
    ordered = column.desc() if is_down else column.asc()
    # Rows without a date come last either way, and the id settles ties so that pages never overlap.
    return column.is_(None), ordered, row_id.desc()


def target_words(
    status: SubmissionStatus, target_on: date | None, item_due_on: date | None, today: date
) -> DueWords:
    """The target response as lists and records say it: lateness only while a response is owed."""
    if status is SubmissionStatus.INFORMATION_NEEDED:
        return paused_words(item_due_on, today)
    if status is SubmissionStatus.QUOTED:
        return DueWords(due_words(target_on, today).words)
    return due_words(target_on if status in SENT_OPEN_STATUSES else None, today)


@lru_cache(maxsize=8192)
def _row_view(asker: _Asker, read_row: tuple[Any, ...], stage: str) -> SubmissionRow:
    """A row as the table shows it. Kept, because a list is read again while hardly any of its rows move."""
    row = _Listed._make(read_row)
    status = SubmissionStatus(row.status)
    sent_on = None if row.submitted_at is None else local_day(row.submitted_at, asker.time_zone)
    since_on = local_day(row.status_since_at, asker.time_zone)
    due = target_words(status, row.target_response_on, row.information_due_on, asker.today)
    is_yours, by = _whose_move(asker, row)
    return SubmissionRow(
        id=row.id,
        insured=row.insured_name or "No name yet",
        reference=row.reference or "",
        line=line_name(row.line_code),
        sent_words=f"Sent {day_words(sent_on, today=asker.today)}" if sent_on else "Not sent",
        status=status.value,
        waiting="–" if status in FINAL_STATUSES else waiting_words(since_on, asker.today),
        next_action=row.next_action,
        next_action_by=by,
        is_yours=is_yours,
        assigned_to=row.assigned_to_name or "Nobody yet",
        target=due.words,
        lateness=due.lateness,
        is_late=due.is_late,
        is_due_today=due.is_due_today,
        stage=stage,
    )


def whose_move(work: UnitOfWork, row: Any) -> tuple[bool, str]:
    """Whether the next move is this person's, and who is named beside it."""
    return _whose_move(_asker(work), row)


def _whose_move(asker: _Asker, row: Any) -> tuple[bool, str]:
    if row.next_action_by == NextActor.NOBODY:
        return False, ""
    if row.next_action_by == NextActor.PRODUCER:
        is_yours = asker.book is Book.OWN or row.started_by_user_id == asker.user_id
        return is_yours, "You" if is_yours else row.started_by_name
    if row.next_action == REFERRAL_MOVE.words:
        # The agency's move, but not of whoever has the submission on the desk.
        is_yours = asker.may_decide
        return is_yours, "You" if is_yours else "A principal"
    is_yours = row.assigned_to_user_id is not None and row.assigned_to_user_id == asker.user_id
    return is_yours, "You" if is_yours else row.assigned_to_name or "Agency"


def line_name(code: str) -> str:
    """The line's name, or its code when the catalog no longer has it."""
    return FORMS[code].name if code in FORMS else code
