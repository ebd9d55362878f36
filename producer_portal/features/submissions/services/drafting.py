"""What a submission's row says of its answers: the insured, the state, how far it is."""

from producer_portal.features.submissions.queries.answers import Opened, attached_files
from producer_portal.features.submissions.rules.form_rules import CHECKS
from producer_portal.features.submissions.rules.insured import insured_facts, normalized_name
from producer_portal.features.submissions.rules.workflow import SubmissionStatus, draft_move
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
    shown = progress(opened.form, opened.answers, today=work.today, checks=CHECKS)
    row.percent_complete = shown.percent
    if row.status == SubmissionStatus.DRAFT:
        wanted = 0 if shown.open_sections else _documents_wanted(work, opened)
        move = draft_move(len(shown.open_sections), len(shown.sections), wanted)
        row.next_action, row.next_action_by = move.words, move.by


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
