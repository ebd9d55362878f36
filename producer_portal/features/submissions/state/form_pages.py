"""What the pages of a form show, put together from what was read: summaries, tables by the page, rails."""

from dataclasses import dataclass, replace

from producer_portal.features.submissions.queries.questions import ITEMS_PER_PAGE
from producer_portal.features.submissions.queries.views import (
    DocumentNeed,
    GroupView,
    ItemView,
    TaskList,
    TaskRow,
)
from producer_portal.ui.paging import shown_of

# A summary that is longer than this is not read; what is left comes with the next press.
MOST_TOLD = 25


@dataclass(frozen=True, slots=True)
class PageProblem:
    """A line of the error summary: the box it is about, and what to do."""

    key: str
    words: str


def summed_up(found: list[PageProblem]) -> list[PageProblem]:
    """The first lines of the summary, and in a last one how many there are besides."""
    rest = found[MOST_TOLD:]
    if not rest:
        return found
    words = f"{len(rest):,} more to put right, from here on"
    return [*found[:MOST_TOLD], PageProblem(rest[0].key, words)]


def told_below(group: GroupView) -> GroupView:
    """The group with what is wrong in a row told once, under the row, which is named once."""
    return replace(group, rows=[replace(row, problem=_row_problem(row)) for row in group.rows])


def paged(group: GroupView) -> GroupView:
    """The group with the words under its table and whether there is more before and after."""
    words, has_next = shown_of(
        page=group.page, page_size=ITEMS_PER_PAGE, count=len(group.rows), total=group.total
    )
    return replace(group, page_words=words, has_previous=group.page > 1, has_next=has_next)


def _row_problem(row: ItemView) -> str:
    named = f"{row.name[:1].upper()}{row.name[1:]}: "
    found = [one.problem for one in row.questions if one.problem]
    return ". ".join([*found[:1], *(words.removeprefix(named) for words in found[1:])])


def form_rows(tasks: TaskList) -> list[TaskRow]:
    """The sections and the documents, without the last step."""
    return [row for group in tasks.groups for row in group.rows if row.key != "check"]


def accepted_endings(need: DocumentNeed) -> str:
    """The endings a file chooser offers for a need: ".pdf,.jpg,.jpeg"."""
    kinds = [kind.strip().lower() for kind in need.accepts_words.split(", at most")[0].split(",")]
    endings = [f".{kind}" for kind in kinds] + ([".jpeg"] if "jpg" in kinds else [])
    return ",".join(endings)
