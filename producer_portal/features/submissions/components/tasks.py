"""The task list of a form: pages in groups with the answers so far and how far each is (SUB-2)."""

import reflex as rx

from producer_portal.features.submissions.queries.views import TaskGroup, TaskRow
from producer_portal.features.submissions.state.record import MissingRow
from producer_portal.ui.components.icon import icon
from producer_portal.ui.components.links import page_link
from producer_portal.ui.components.status import status_badge


def task_groups(groups: rx.Var) -> rx.Component:
    """Every group with its rows; the whole row is the link."""
    return rx.el.div(rx.foreach(groups, _group), class_name="tasks")


def _group(group: TaskGroup) -> rx.Component:
    return rx.fragment(
        rx.el.h2(group.title, class_name="t-h2"),
        rx.el.ol(rx.foreach(group.rows, _row)),
        key=group.title,
    )


def _row(row: TaskRow) -> rx.Component:
    cells = rx.fragment(
        rx.el.span(
            rx.el.span(row.title, class_name="nm"),
            rx.cond(
                row.facts != "",
                rx.el.span(row.facts, class_name="hint", style={"display": "block"}),
            ),
        ),
        rx.el.span(),
        rx.el.span(_state(row), class_name="state"),
    )
    # The last step opens once everything before it is done.
    is_link = (row.href != "") & (row.state != "Cannot start yet")
    return rx.el.li(
        rx.cond(
            is_link,
            page_link(
                cells,
                href=row.href,
                class_name="task",
                custom_attrs={"data-testid": "task-" + row.key},
            ),
            rx.el.span(cells, class_name="task"),
        ),
        key=row.key,
    )


def _state(row: TaskRow) -> rx.Component:
    plain = rx.el.span(row.state, class_name=rx.cond(row.state == "Completed", "t-d", "t-d mut"))
    return rx.cond(row.tone == "", plain, status_badge(row.state, row.tone, row.icon))


def missing_row(row: MissingRow) -> rx.Component:
    """Something missing, as a line of the panel that leads to its box."""
    return rx.el.li(
        page_link(
            icon(row.icon),
            rx.el.span(
                rx.el.span(row.words, class_name="med"),
                rx.el.span(row.under, class_name="mut t-1", style={"display": "block"}),
            ),
            icon("chevron-right", size=14),
            href=row.href,
        ),
        key=row.href + row.words,
    )
