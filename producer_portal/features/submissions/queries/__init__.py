"""Reading new business: the table, the pages of a form, one submission, its quotes."""

from producer_portal.features.submissions.queries.detail import (
    assignees,
    information_checklist,
    receipt,
    submission_detail,
    timeline,
)
from producer_portal.features.submissions.queries.discussed import TALKED_ABOUT
from producer_portal.features.submissions.queries.pages import (
    check_answers,
    document_needs,
    section_page,
    task_list,
)
from producer_portal.features.submissions.queries.quotes import quotes_view
from producer_portal.features.submissions.queries.starting import lines_of_business, needs_me_count
from producer_portal.features.submissions.queries.table import submission_table

__all__ = [
    "TALKED_ABOUT",
    "assignees",
    "check_answers",
    "document_needs",
    "information_checklist",
    "lines_of_business",
    "needs_me_count",
    "quotes_view",
    "receipt",
    "section_page",
    "submission_detail",
    "submission_table",
    "task_list",
    "timeline",
]
