"""What a submission's row says of its answers: the insured, the state, how far it is."""

from sqlalchemy import delete
from sqlmodel import col, select

from producer_portal.features.submissions.queries.answers import Opened, attached_files
from producer_portal.features.submissions.rules.form_rules import CHECKS
from producer_portal.features.submissions.rules.insured import (
    insured_facts,
    normalized_name,
    search_words,
)
from producer_portal.features.submissions.rules.workflow import SubmissionStatus, draft_move
from producer_portal.features.submissions.tables import Submission, SubmissionWord
from producer_portal.foundation.scope import insert_rows, owner_of
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.forms import Severity, problems, progress


def describe(work: UnitOfWork, opened: Opened) -> None:
    """Bring the columns that lists show in line with the answers."""
    row = opened.row
    facts = insured_facts(opened.form, opened.answers)
    row.insured_name = facts.name
    row.insured_name_normalized = normalized_name(facts.name)
    row.state = facts.state
    row.effective_on = facts.effective_on
    keep_search_words(work, row)
    shown = progress(opened.form, opened.answers, today=work.today, checks=CHECKS)
    row.percent_complete = shown.percent
    if row.status == SubmissionStatus.DRAFT:
        wanted = 0 if shown.open_sections else _documents_wanted(work, opened)
        move = draft_move(len(shown.open_sections), len(shown.sections), wanted)
        row.next_action, row.next_action_by = move.words, move.by


def keep_search_words(work: UnitOfWork, row: Submission) -> None:
    """Bring the words a submission is found by in line with its insured and its reference."""
    wanted = search_words(row.insured_name, row.reference)
    kept = frozenset(
        work.session.exec(
            select(SubmissionWord.word).where(SubmissionWord.submission_id == row.id)
        ).all()
    )
    if kept - wanted:
        work.session.execute(
            delete(SubmissionWord).where(
                col(SubmissionWord.submission_id) == row.id,
                col(SubmissionWord.word).in_(kept - wanted),
            )
        )
    owner = {name: key for name, key in owner_of(row).items() if name != "client_id"}
    insert_rows(
        work.session,
        SubmissionWord,
        [{**owner, "submission_id": row.id, "word": word} for word in sorted(wanted - kept)],
    )


def _documents_wanted(work: UnitOfWork, opened: Opened) -> int:
    """How many required documents are still to come, once every section is complete."""
    found = problems(
        opened.form,
        opened.answers,
        today=work.today,
        checks=CHECKS,
        attachments=attached_files(work, opened.id),
    )
    return sum(one.severity is Severity.ERROR for one in found)
