"""A group of answers asked again for each item: a table one types in (drivers, vehicles, losses).

The feature defines frozen dataclasses with these fields:

GroupView
    key: str            of the group
    title: str          for screen readers: "Drivers"
    add_words: str      "Add a driver"
    columns: list[ColumnView]   key, label, width (CSS, "27%" or ""), hint ("" or one sentence)
    rows: list[ItemView]    of one page (a Var has a method called items)
    page_words: str         "Showing 26–50 of 300"
    has_previous: bool, has_next: bool
ItemView
    item_id: str        stable
    name: str           "driver 1": completes the boxes' names for screen readers
    remove_words: str   "Remove Joseph Osei"
    problem: str        "" or what is wrong with the row, shown under it; the boxes it is about carry a
                        problem too, which marks them
    questions: list[QuestionView]   in the order of the columns; see form.py

Commits arrive as `on_commit(group_key, item_id, question_key, value)`; a box has the id
"q-" + group + "." + item + "." + question, which is also the key for the error summary.
"""

from typing import Any

import reflex as rx

from producer_portal.ui.components.data_table import pager
from producer_portal.ui.components.form import ID_PREFIX, box_of_kind, problem_text
from producer_portal.ui.components.icon import icon
from producer_portal.ui.components.kinds import Flag
from producer_portal.ui.components.links import button

# More boxes than this are too narrow beside each other on a tablet: an item becomes a block of its own.
MOST_SIDE_BY_SIDE = 5


def repeating_group(
    group: Any,
    *,
    on_commit: Any,
    on_add: Any,
    on_remove: Any,
    on_turn: Any,
    is_locked: Flag = False,
) -> rx.Component:
    """The table, under it its other pages and the button that adds a row.

    `on_add(group)`, `on_remove(group, item)`; `on_turn(-1)` and `on_turn(1)` turn the page.
    """
    head = rx.el.tr(
        rx.foreach(
            group.columns,
            lambda column: rx.el.th(
                column.label,
                rx.cond(column.hint != "", rx.el.span(column.hint, class_name="hint")),
                scope="col",
                style={"width": column.width},
            ),
        ),
        rx.el.th(rx.el.span("Remove", class_name="vh"), style={"width": "44px"}),
    )
    table = rx.el.table(
        rx.el.caption(group.title, ", editable", class_name="vh"),
        rx.el.thead(head),
        rx.el.tbody(
            rx.foreach(group.rows, lambda item: _item(group, item, on_commit, on_remove, is_locked))
        ),
        class_name=rx.cond(
            group.columns.length() > MOST_SIDE_BY_SIDE, "t grid-rows many", "t grid-rows"
        ),
    )
    has_pages = group.has_previous | group.has_next
    # Where the focus goes when the page was turned: to the top, and what it shows is read out.
    top = rx.el.p(
        group.page_words,
        id=ID_PREFIX + group.key + "-page",
        class_name="mut t-d num",
        tab_index=-1,
    )
    return rx.fragment(
        rx.cond(has_pages, top),
        rx.cond(
            group.rows.length() > 0,
            table,
            rx.el.p("Nothing is listed here yet.", class_name="mut"),
        ),
        rx.cond(
            has_pages,
            pager(
                group.page_words,
                has_previous=group.has_previous,
                has_next=group.has_next,
                on_previous=on_turn(-1),
                on_next=on_turn(1),
            ),
        ),
        rx.cond(
            is_locked,
            rx.fragment(),
            rx.el.div(
                button(group.add_words, icon_name="plus", on_click=on_add(group.key)),
                class_name="row",
                style={"marginTop": "12px"},
            ),
        ),
    )


def _item(group: Any, item: Any, on_commit: Any, on_remove: Any, is_locked: Flag) -> rx.Component:
    has_problem = item.problem != ""
    return rx.fragment(
        rx.el.tr(
            rx.foreach(
                item.questions, lambda question: _cell(group, item, question, on_commit, is_locked)
            ),
            rx.el.td(
                rx.cond(is_locked, rx.fragment(), _remove(group, item, on_remove)),
                class_name="acts-cell",
            ),
            class_name=rx.cond(has_problem, "item has-problem", "item"),
            custom_attrs={"data-name": item.name},
        ),
        rx.cond(
            has_problem,
            rx.el.tr(
                rx.el.td(
                    rx.el.span(
                        icon("circle-alert", size=14, stroke=2), item.problem, class_name="em"
                    ),
                    id=ID_PREFIX + group.key + "." + item.item_id + "-problem",
                    col_span=99,
                ),
                class_name="problem",
            ),
        ),
        key=item.item_id,
    )


def _remove(group: Any, item: Any, on_remove: Any) -> rx.Component:
    return rx.el.button(
        icon("trash-2", size=17),
        type="button",
        class_name="ib",
        custom_attrs={"aria-label": item.remove_words},
        on_click=on_remove(group.key, item.item_id),
    )


def _cell(group: Any, item: Any, question: Any, on_commit: Any, is_locked: Flag) -> rx.Component:
    row_id = ID_PREFIX + group.key + "." + item.item_id
    box_id = row_id + "." + question.key
    is_told_below = item.problem != ""
    problem_id = rx.cond(is_told_below, row_id + "-problem", box_id + "-problem")
    hint_id = box_id + "-hint"
    hinted_by = rx.cond(question.hint != "", hint_id + " ", "")
    common = {
        "field_id": box_id,
        "label_text": question.label + ", " + item.name,
        "described_by": hinted_by + rx.cond(question.problem != "", problem_id, ""),
        "is_invalid": question.problem != "",
        "is_disabled": is_locked | question.is_locked,
        "test_id": box_id,
    }
    box = box_of_kind(
        question.kind,
        common=common,
        value=question.value,
        choices=question.choices,
        on_commit=lambda value: on_commit(group.key, item.item_id, question.key, value),
        is_code=True,
    )
    return rx.el.td(
        box,
        # In a table the hint stands once, in the head; it is told of every box all the same.
        rx.cond(question.hint != "", rx.el.p(question.hint, class_name="hint", id=hint_id)),
        rx.cond(is_told_below, rx.fragment(), problem_text(question.problem, problem_id)),
        rx.cond(
            question.lock_words != "",
            rx.el.p(icon("lock", size=12), question.lock_words, class_name="lock"),
        ),
        custom_attrs={"data-label": question.label},
    )
