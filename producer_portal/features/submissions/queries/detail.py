"""One submission: its head, its timeline, its checklist, its receipt, and what is printed of it."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import col, select

from producer_portal.access.tables import Agency, User, UserStatus
from producer_portal.features.documents import queries as documents
from producer_portal.features.policies import queries as policies
from producer_portal.features.submissions.queries.answers import (
    Opened,
    open_submission,
)
from producer_portal.features.submissions.queries.looks import (
    actions_for,
    options,
    status_view,
    submission_status,
)
from producer_portal.features.submissions.queries.quotes import referral_view
from producer_portal.features.submissions.queries.stages import sees_stages, stages_seen
from producer_portal.features.submissions.queries.table import target_words, whose_move
from producer_portal.features.submissions.queries.views import (
    FactView,
    InformationItemView,
    InformationView,
    OptionView,
    ReceiptView,
    SubmissionDetail,
    TimelineItem,
)
from producer_portal.features.submissions.rules.wording import (
    NONE,
    due_words,
    local_day,
)
from producer_portal.features.submissions.rules.workflow import (
    DECLINE_REASONS,
    INFORMATION_REASONS,
    ITEM_LOOKS,
    STATUS_LOOKS,
    STATUS_SENTENCES,
    WITHDRAW_REASONS,
    InformationItemStatus,
    NextActor,
    SubmissionStatus,
)
from producer_portal.features.submissions.tables import (
    InformationItem,
    StageSpell,
    SubmissionEvent,
)
from producer_portal.foundation.permissions import ROLE_PERMISSIONS, Permission
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.foundation.words import moment_words
from producer_portal.values.errors import NotFound
from producer_portal.values.period import day_words

MOST_EVENTS = 200
# Whose move it is when that is nobody by name, as it reads within a sentence.
_NOBODY_BY_NAME: Mapping[str, str] = {"Agency": "the agency", "A principal": "a principal"}
_MARKS: Mapping[str, str] = {
    "answers.changed": "pencil-line",
    "document.added": "file-plus",
    "document.removed": "file-x",
    "submission.sent": "send",
    "submission.assigned": "user-round",
    "submission.routed": "route",
    "gate.warned": "shield-alert",
    "submission.overdue": "clock-alert",
    "information.requested": "circle-alert",
    "information.received": "inbox",
    "information.accepted": "check",
    "information.sent_back": "undo-2",
    "quote.added": "file-check",
    "quote.revised": "file-pen",
    "quote.accepted": "check",
    "referral.asked": "send",
    "referral.declined": "circle-x",
}


def submission_detail(work: UnitOfWork, *, submission_id: int) -> SubmissionDetail:
    """The head of a submission's page. Needs SUBMISSIONS_READ; NotFound out of sight."""
    opened = open_submission(work, submission_id)
    row = opened.row
    is_yours, by = whose_move(work, row)
    is_draft = row.status == SubmissionStatus.DRAFT
    may_underwrite = work.actor.may(Permission.SUBMISSIONS_UNDERWRITE)
    may_assign = work.actor.may(Permission.SUBMISSIONS_ASSIGN)
    plan = stages_seen(work)
    stage = plan.of(row.status, row.stage_id)
    stages = plan.by_status[stage.status] if stage and may_underwrite else ()
    return SubmissionDetail(
        id=opened.id,
        title=row.insured_name or f"New {opened.form.name.lower()}",
        reference=row.reference or "",
        sentence=_sentence(opened),
        move_words=_move_words(work, opened, by, is_yours=is_yours),
        line=opened.form.name,
        line_code=row.line_code,
        status=submission_status(row.status),
        status_sentence=STATUS_SENTENCES[SubmissionStatus(row.status)],
        is_draft=is_draft,
        is_yours=is_yours,
        facts=_facts(work, opened, stage.name if stage else ""),
        actions=actions_for(work.actor, row.status, was_sent=row.submitted_at is not None),
        referral=referral_view(work, submission_id),
        closed_words=_closed_words(opened),
        policy_id=row.policy_id or 0,
        policy_number=row.policy_number,
        policy_href=f"/policies/{row.policy_id}" if row.policy_id else "",
        assigned_to=row.assigned_to_name or "Nobody yet",
        assigned_to_user_id=row.assigned_to_user_id or 0,
        assignees=assignees(work) if may_assign else [],
        carriers=_carriers(work) if may_underwrite else [],
        document_types=[
            OptionView(one.document_type, one.label) for one in opened.form.attachments
        ],
        decline_reasons=options(DECLINE_REASONS),
        withdraw_reasons=options(WITHDRAW_REASONS),
        information_reasons=options(INFORMATION_REASONS),
        version=row.version,
        stage=stage.name if stage else "",
        stages=[OptionView(str(one.id), one.name) for one in stages] if len(stages) > 1 else [],
    )


def _sentence(opened: Opened) -> str:
    words = f"{opened.form.name}, new business"
    effective_on = opened.row.effective_on
    return f"{words}, effective {day_words(effective_on)}." if effective_on else f"{words}."


def _move_words(work: UnitOfWork, opened: Opened, by: str, *, is_yours: bool) -> str:
    row = opened.row
    if row.next_action_by == NextActor.NOBODY:
        return f"{row.next_action}."
    since = day_words(local_day(row.status_since_at, work.actor.time_zone), today=work.today)
    whose = "yours" if is_yours else f"with {_NOBODY_BY_NAME.get(by, by)}"
    return f"Next action is {whose}, since {since}: {row.next_action[:1].lower()}{row.next_action[1:]}."


def _facts(work: UnitOfWork, opened: Opened, stage: str) -> list[FactView]:
    row = opened.row
    due = target_words(
        SubmissionStatus(row.status), row.target_response_on, row.information_due_on, work.today
    )
    target = (
        f"{due.words}, {due.lateness[:1].lower()}{due.lateness[1:]}" if due.lateness else due.words
    )
    sent = moment_words(work, row.submitted_at) if row.submitted_at else "Not sent"
    return [
        FactView("Submission ID", row.reference or "Given when sent"),
        *([FactView("Stage", stage)] if stage else []),
        FactView("Sent", sent),
        FactView("Target response", target),
        FactView("Effective", day_words(row.effective_on) if row.effective_on else NONE),
        FactView("Assigned to", row.assigned_to_name or "Nobody yet"),
        FactView("Started by", row.started_by_name or NONE),
    ]


def _closed_words(opened: Opened) -> str:
    row = opened.row
    if row.status == SubmissionStatus.DECLINED:
        words = DECLINE_REASONS.get(row.closed_reason, "")
    elif row.status == SubmissionStatus.WITHDRAWN:
        words = WITHDRAW_REASONS.get(row.closed_reason, "")
    else:
        return ""
    return ". ".join(part for part in (words, row.closed_note) if part)


def assignees(work: UnitOfWork) -> list[OptionView]:
    """The people of the actor's agency group who underwrite, by name."""
    roles = [
        role for role, held in ROLE_PERMISSIONS.items() if Permission.SUBMISSIONS_UNDERWRITE in held
    ]
    found = work.session.exec(
        select(User.id, User.name)
        .where(col(User.role).in_(roles), User.status == UserStatus.ACTIVE)
        .order_by(col(User.name), col(User.id))
        .limit(500)
    ).all()
    return [OptionView(str(user_id), name) for user_id, name in found]


def _carriers(work: UnitOfWork) -> list[OptionView]:
    return [OptionView(str(one.carrier_id), one.name) for one in policies.carriers(work)]


def timeline(work: UnitOfWork, *, submission_id: int) -> list[TimelineItem]:
    """What happened, newest first. Needs SUBMISSIONS_READ (SUB-16)."""
    open_submission(work, submission_id)
    found = work.session.exec(
        select(SubmissionEvent)
        .where(SubmissionEvent.submission_id == submission_id)
        .order_by(col(SubmissionEvent.at).desc(), col(SubmissionEvent.id).desc())
        .limit(MOST_EVENTS)
    ).all()
    told = [(one.at, _happening(work, one)) for one in found]
    if sees_stages(work.actor):
        told = _moves(work, submission_id) + told
        told.sort(key=lambda one: one[0], reverse=True)
    return [item for _, item in told[:MOST_EVENTS]]


def _moves(work: UnitOfWork, submission_id: int) -> list[tuple[datetime, TimelineItem]]:
    """From stage to stage, for whoever sees stages (SUB-10)."""
    found = work.session.exec(
        select(StageSpell)
        .where(StageSpell.submission_id == submission_id)
        .order_by(col(StageSpell.ended_at).desc(), col(StageSpell.id).desc())
        .limit(MOST_EVENTS)
    ).all()
    return [
        (
            one.ended_at,
            TimelineItem(
                one.moved_by_name,
                f"moved it to {one.next_stage_name}",
                moment_words(work, one.ended_at),
                "arrow-right",
                "",
            ),
        )
        for one in found
    ]


def _happening(work: UnitOfWork, event: SubmissionEvent) -> TimelineItem:
    when = moment_words(work, event.at)
    if event.status_after:
        look = STATUS_LOOKS[SubmissionStatus(event.status_after)]
        return TimelineItem(event.actor_name, event.words, when, look.icon, look.tone)
    mark = _MARKS.get(event.kind, "circle-dot")
    return TimelineItem(event.actor_name, event.words, when, mark, "")


def information_checklist(work: UnitOfWork, *, submission_id: int) -> InformationView:
    """Everything that was asked for and how each thing stands (SUB-12). Needs SUBMISSIONS_READ."""
    opened = open_submission(work, submission_id)
    found = work.session.exec(
        select(InformationItem)
        .where(InformationItem.submission_id == submission_id)
        .order_by(col(InformationItem.id))
        .limit(500)
    ).all()
    waits = [one for one in found if one.status in _WAITING_ITEMS]
    blocking = [one for one in found if one.is_blocking and one.status in _WAITING_ITEMS]
    is_needed = opened.row.status == SubmissionStatus.INFORMATION_NEEDED
    noun = "thing" if len(waits) == 1 else "things"
    return InformationView(
        rows=[item_view(work, opened, one) for one in found],
        open_count=len(waits),
        open_words=f"{len(waits)} {noun} missing before this can go back" if waits else "",
        can_return=is_needed and not blocking and work.actor.may(Permission.SUBMISSIONS_UNDERWRITE),
    )


_WAITING_ITEMS = (InformationItemStatus.REQUESTED, InformationItemStatus.SENT_BACK)


def item_view(work: UnitOfWork, opened: Opened, item: InformationItem) -> InformationItemView:
    """One item of the checklist, in words."""
    assert item.id is not None, "a listed item is stored"
    is_waiting = item.status in _WAITING_ITEMS
    due = due_words(item.due_on if is_waiting else None, work.today)
    at = moment_words(work, item.requested_at)
    is_needed = opened.row.status == SubmissionStatus.INFORMATION_NEEDED
    return InformationItemView(
        id=item.id,
        label=item.label,
        document_type=item.document_type,
        reason=INFORMATION_REASONS.get(item.reason_code, ""),
        note=item.note,
        is_blocking=item.is_blocking,
        status=status_view(item.status, ITEM_LOOKS[InformationItemStatus(item.status)]),
        due=day_words(item.due_on, today=work.today),
        lateness=due.lateness,
        is_late=due.is_late,
        requested_words=f"Asked by {item.requested_by_name}, {at}",
        reply=item.reply,
        document_id=item.document_id or 0,
        decision_note=item.decision_note,
        can_send=is_needed and is_waiting and work.actor.may(Permission.SUBMISSIONS_SUBMIT),
        can_decide=item.status == InformationItemStatus.RECEIVED
        and work.actor.may(Permission.SUBMISSIONS_UNDERWRITE),
    )


def receipt(work: UnitOfWork, *, submission_id: int) -> ReceiptView:
    """The page after sending; also later, by bookmark (SUB-6). NotFound while it is a draft."""
    return receipt_view(work, open_submission(work, submission_id))


def receipt_view(work: UnitOfWork, opened: Opened) -> ReceiptView:
    """The receipt of a submission in hand."""
    row = opened.row
    if row.submitted_at is None or row.reference is None:
        raise NotFound("receipt")
    target = day_words(row.target_response_on) if row.target_response_on else NONE
    return ReceiptView(
        submission_id=opened.id,
        reference=row.reference,
        insured=row.insured_name,
        line=opened.form.name,
        sent_words=moment_words(work, row.submitted_at),
        sent_by=row.certified_by_name,
        target_words=target,
        next_words=f"An underwriter looks at it next. You will hear from us by {target}.",
        href=f"/submissions/{opened.id}",
        pdf_href=_pdf_href(work, opened),
    )


def _pdf_href(work: UnitOfWork, opened: Opened) -> str:
    found = documents_named(work, opened, "application")
    return f"/files/{found}" if found else ""


def documents_named(work: UnitOfWork, opened: Opened, document_type: str) -> int:
    """The newest document of a type, or 0."""
    rows = documents.documents_of(work, subject=("submission", opened.id))
    return max((one.id for one in rows if one.document_type == document_type), default=0)


def agency_name(work: UnitOfWork, agency_id: int) -> str:
    """The name on the letterhead."""
    found = work.session.exec(select(Agency.name).where(Agency.id == agency_id)).one_or_none()
    return found or ""
