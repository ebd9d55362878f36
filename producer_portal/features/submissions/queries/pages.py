"""The pages of a form: task list, one section, check your answers (SUB-2, SUB-5)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from producer_portal.features.submissions.queries.answers import (
    Opened,
    attached_files,
    open_submission,
)
from producer_portal.features.submissions.queries.gate import sending_findings
from producer_portal.features.submissions.queries.questions import (
    ITEMS_PER_PAGE,
    group_view,
    item_box,
    question_view,
)
from producer_portal.features.submissions.queries.views import (
    CheckAnswers,
    CheckGroup,
    CheckRow,
    ColumnView,
    DocumentNeed,
    GateRow,
    GroupView,
    ProblemView,
    SectionLink,
    SectionPage,
    TaskGroup,
    TaskList,
    TaskRow,
)
from producer_portal.features.submissions.rules.form_rules import CHECKS
from producer_portal.features.submissions.rules.refusals import problem_path
from producer_portal.features.submissions.rules.workflow import (
    SubmissionAction,
    SubmissionStatus,
    why_not,
)
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.foundation.words import moment_words
from producer_portal.values.errors import NotFound
from producer_portal.values.forms import (
    ATTACHMENTS,
    ITEM_ID,
    AttachedFile,
    AttachmentStage,
    Problem,
    Reading,
    Section,
    SectionState,
    Severity,
    answer_words,
    is_empty,
    is_typed,
    item_title,
    problems,
    progress,
    requested_attachments,
)

STAGE_TITLES: Mapping[str, str] = {
    "applicant": "About the insured",
    "risk": "The risk",
    "coverage": "Coverage",
    "prior_insurance": "History",
}
_STATE_LOOKS: Mapping[SectionState, tuple[str, str]] = {
    SectionState.NOT_STARTED: ("quiet", "circle-dashed"),
    SectionState.IN_PROGRESS: ("info", "circle-dot"),
    SectionState.PROBLEM: ("bad", "triangle-alert"),
    SectionState.COMPLETED: ("", ""),
    SectionState.CANNOT_START: ("", ""),
}


def form_href(submission_id: int, section_key: str = "") -> str:
    """Where a form is answered: the task list, or one section of it."""
    base = f"/submissions/{submission_id}"
    return f"{base}/{section_key}" if section_key else base


def lock_words(work: UnitOfWork, opened: Opened) -> str:
    """Why the answers cannot be changed now; "" when they can."""
    if not work.actor.may(Permission.SUBMISSIONS_SUBMIT):
        return "Changing answers is not part of your role."
    return why_not(SubmissionStatus(opened.row.status), SubmissionAction.EDIT)


def saved_words(work: UnitOfWork, opened: Opened) -> str:
    """When the answers were last saved."""
    at = moment_words(work, opened.row.changed_at)
    return f"Saved {at.removeprefix('Today, ')}"


def task_list(work: UnitOfWork, *, submission_id: int) -> TaskList:
    """All sections with their facts and states, in groups, and the documents. Needs SUBMISSIONS_READ."""
    opened = open_submission(work, submission_id)
    attached = attached_files(work, submission_id)
    shown = progress(opened.form, opened.answers, today=work.today, checks=CHECKS)
    rows: dict[str, list[TaskRow]] = {}
    for one in shown.sections:
        href = "" if one.state is SectionState.CANNOT_START else form_href(submission_id, one.key)
        row = _task_row(one.key, one.title, href, one.facts, one.state)
        rows.setdefault(one.stage, []).append(row)
    groups = [TaskGroup(STAGE_TITLES.get(stage, stage), found) for stage, found in rows.items()]
    documents = _documents_row(opened, attached, submission_id)
    every = [*(row for group in groups for row in group.rows), documents]
    done = sum(row.state == SectionState.COMPLETED for row in every)
    is_complete = done == len(every)
    words = (
        "Everything is answered. Check and send."
        if is_complete
        else f"Complete the {_count(len(every) - done, 'section')} above first"
    )
    state = SectionState.NOT_STARTED if is_complete else SectionState.CANNOT_START
    finish_href = f"/submissions/{submission_id}/check"
    finish = _task_row("check", "Check answers and send", finish_href, words, state)
    return TaskList(
        submission_id=submission_id,
        title=opened.row.insured_name or f"New {opened.form.name.lower()}",
        line=opened.form.name,
        groups=[*groups, TaskGroup("Documents", [documents]), TaskGroup("Finish", [finish])],
        percent=shown.percent,
        completed_words=f"{done} of {len(every)} steps completed",
        can_send=is_complete and not lock_words(work, opened),
        is_locked=bool(lock_words(work, opened)),
        saved_words=saved_words(work, opened),
        version=opened.row.version,
    )


def _task_row(key: str, title: str, href: str, facts: str, state: SectionState) -> TaskRow:
    tone, icon = _STATE_LOOKS[state]
    return TaskRow(
        key,
        title,
        href,
        facts,
        state.value,
        tone,
        icon,
        is_open=state is not SectionState.COMPLETED,
    )


def _documents_row(opened: Opened, attached: Sequence[AttachedFile], submission_id: int) -> TaskRow:
    needs = [one for one in _document_needs(opened, attached) if not one.is_before_bind]
    required = [one for one in needs if one.is_required]
    received = sum(one.is_in for one in required)
    state = SectionState.COMPLETED
    if received < len(required):
        state = SectionState.IN_PROGRESS if attached else SectionState.NOT_STARTED
    words = f"{received} of {len(required)} received" if required else "None needed"
    href = f"/submissions/{submission_id}/documents"
    return _task_row(ATTACHMENTS, "Documents", href, words, state)


def _document_needs(opened: Opened, attached: Sequence[AttachedFile]) -> list[DocumentNeed]:
    present = {one.document_type for one in attached}
    needs = []
    for request in requested_attachments(Reading(opened.form, opened.answers)):
        is_in = request.document_type in present
        kinds = ", ".join(kind.upper() for kind in request.accepts)
        needs.append(
            DocumentNeed(
                document_type=request.document_type,
                label=request.label,
                is_required=request.is_required,
                is_in=is_in,
                state="Received" if is_in else "Needed" if request.is_required else "Optional",
                accepts_words=f"{kinds}, at most {request.max_megabytes} MB",
                is_before_bind=request.stage is AttachmentStage.BEFORE_BIND,
            )
        )
    return needs


def document_needs(work: UnitOfWork, *, submission_id: int) -> list[DocumentNeed]:
    """The documents the form asks for with these answers. Needs SUBMISSIONS_READ."""
    opened = open_submission(work, submission_id)
    return _document_needs(opened, attached_files(work, submission_id))


def section_page(
    work: UnitOfWork,
    *,
    submission_id: int,
    section_key: str,
    shows_problems: bool = False,
    page: int = 1,
    at_item: str = "",
) -> SectionPage:
    """One section, ready to render. Needs SUBMISSIONS_READ; NotFound when it is not asked.

    Problems are shown once the person asked to go on (`shows_problems`), not while they type; they
    are those of all items. Of the items only one page is made: `page`, or the one with `at_item`.
    """
    opened = open_submission(work, submission_id)
    reading = Reading(opened.form, opened.answers)
    section = opened.form.section(section_key)
    if section is None or not reading.is_section_visible(section):
        raise NotFound("section")
    attached = attached_files(work, submission_id)
    found = (
        problems(
            opened.form,
            opened.answers,
            today=work.today,
            checks=CHECKS,
            attachments=attached,
            only={section_key},
        )
        if shows_problems
        else ()
    )
    locked = lock_words(work, opened)
    asked = [one for one in opened.form.sections if reading.is_section_visible(one)]
    keys = [one.key for one in asked]
    after = keys[keys.index(section_key) + 1 :]
    is_group = section.repeat is not None
    return SectionPage(
        submission_id=submission_id,
        section_key=section_key,
        caption=STAGE_TITLES.get(section.stage, section.stage),
        title=section.title,
        insured=opened.row.insured_name or f"New {opened.form.name.lower()}",
        is_group=is_group,
        questions=[] if is_group else _questions(reading, section, found, is_locked=bool(locked)),
        group=group_view(
            reading, section, found, is_locked=bool(locked), page=page, at_item=at_item
        )
        if is_group
        else _NO_GROUP,
        problems=[problem_view(opened, problem) for problem in found],
        sections=[
            SectionLink(
                one.key, one.title, form_href(submission_id, one.key), one.key == section_key
            )
            for one in asked
        ],
        next_href=form_href(submission_id, after[0]) if after else form_href(submission_id),
        list_href=form_href(submission_id),
        is_locked=bool(locked),
        lock_words=locked,
        saved_words=saved_words(work, opened),
        version=opened.row.version,
    )


_NO_COLUMNS: list[ColumnView] = []
_NO_GROUP = GroupView("", "", "", _NO_COLUMNS, [], can_add=False)


def _questions(
    reading: Reading, section: Section, found: Sequence[Problem], *, is_locked: bool
) -> list[Any]:
    words = {problem.question_key: problem.message for problem in reversed(found)}
    return [
        question_view(
            reading, section, question, 0, problem=words.get(question.key, ""), is_locked=is_locked
        )
        for question in section.questions
        if reading.is_visible(section, question)
    ]


def problem_view(opened: Opened, problem: Problem) -> ProblemView:
    """A problem with a link to its box."""
    section = opened.form.section(problem.section_key)
    path = problem_path(problem)
    box = problem.question_key or ""
    query = ""
    if section is not None and section.repeat is not None:
        item_id = problem.item_id or _first_item(opened, section)
        box, query = item_box(section, box, item_id), _item_query(item_id)
    page = (
        f"/submissions/{opened.id}/documents"
        if section is None
        else form_href(opened.id, section.key)
    )
    return ProblemView(
        path=path,
        field_id=f"q-{box}",
        section="Documents" if section is None else section.title,
        section_key=problem.section_key,
        message=problem.message,
        href=f"{page}{query}#q-{box}",
        is_warning=problem.severity is not Severity.ERROR,
    )


def _item_query(item_id: str) -> str:
    """What opens the page of a table that an item is on."""
    return f"?item={item_id}" if item_id else ""


def _first_item(opened: Opened, section: Section) -> str:
    """The item whose box stands for a problem of the whole group."""
    items = Reading(opened.form, opened.answers).items(section)
    return str(items[0].get(ITEM_ID, "")) if items else ""


def check_answers(
    work: UnitOfWork, *, submission_id: int, in_full: Collection[str] = ()
) -> CheckAnswers:
    """Every answer that will be sent, and what stands in the way. Needs SUBMISSIONS_READ.

    Of a table with many items the first page stands here; those of the sections `in_full` all do.
    """
    opened = open_submission(work, submission_id)
    attached = attached_files(work, submission_id)
    found = problems(
        opened.form, opened.answers, today=work.today, checks=CHECKS, attachments=attached
    )
    views = [problem_view(opened, problem) for problem in found]
    errors = [view for view in views if not view.is_warning]
    locked = lock_words(work, opened)
    reading = Reading(opened.form, opened.answers)
    groups = [
        group
        for section in opened.form.sections
        if reading.is_section_visible(section)
        for group in _check_groups(reading, section, opened.id, in_full)
    ]
    is_draft = opened.row.status == SubmissionStatus.DRAFT
    gate = [
        GateRow(one.code, one.words, f"{one.remedy}.", one.is_hard)
        for one in (sending_findings(work, opened) if is_draft else ())
    ]
    stops = any(row.is_hard for row in gate)
    return CheckAnswers(
        submission_id=submission_id,
        title=opened.row.insured_name or f"New {opened.form.name.lower()}",
        line=opened.form.name,
        groups=groups,
        documents=_document_needs(opened, attached),
        problems=errors,
        warnings=[view for view in views if view.is_warning],
        gate=gate,
        can_send=not errors and is_draft and not locked and not stops,
        is_locked=bool(locked),
        certify_words=(
            "I have checked these answers with the applicant. To the best of my knowledge they are "
            "true and complete."
        ),
        certify_name=work.actor.name,
        version=opened.row.version,
    )


def _check_groups(
    reading: Reading, section: Section, submission_id: int, in_full: Collection[str]
) -> list[CheckGroup]:
    href = form_href(submission_id, section.key)
    groups = []
    items = reading.items(section)
    most = len(items) if section.key in in_full else ITEMS_PER_PAGE
    for place, item in enumerate(items[:most]):
        is_item = section.repeat is not None
        title = section.title
        if section.repeat is not None:
            title = (
                f"{section.repeat.item_label} {place + 1}: {item_title(reading, section, place)}"
            )
        item_id = str(item.get("item_id", "")) if is_item else ""
        rows = [
            _check_row(section, question, item.get(question.key), item_id, href)
            for question in section.questions
            if reading.is_visible(section, question, place)
        ]
        groups.append(CheckGroup(title, href, rows))
    if len(items) > most and section.repeat is not None:
        more = f"Show all {len(items)} {section.repeat.plural}"
        groups[-1] = replace(groups[-1], section_key=section.key, more_words=more)
    return groups or [CheckGroup(section.title, href, [])]


def _check_row(section: Section, question: Any, value: Any, item_id: str, href: str) -> CheckRow:
    path = ".".join(part for part in (section.key, item_id, question.key) if part)
    box = item_box(section, question.key, item_id) if item_id else question.key
    is_given = not is_empty(value)
    words = answer_words(question, value) if is_given else "Not provided"
    if is_typed(value) and not question.is_sensitive:
        words = f"{words} (cannot be read)"
    link = f"{href}{_item_query(item_id)}#q-{box}"
    return CheckRow(question.label, words, is_given, question.is_sensitive, path, link)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
