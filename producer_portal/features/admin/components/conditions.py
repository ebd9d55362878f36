"""A condition in rows: which question, how it is compared, with what; all or any of them (SUB-1)."""

from typing import Any

import reflex as rx

from producer_portal.features.admin.state.forms import FormState
from producer_portal.features.submissions.queries.editor_views import ConditionBox, RowView
from producer_portal.ui.components.form import problem_text, select_box
from producer_portal.ui.components.links import button, icon_button

_S = FormState
_MOST_SIDE_BY_SIDE = 1


def condition_rows(legend: str, which: str, box: ConditionBox) -> rx.Component:
    """The rows of one condition; `which` names it in what is sent."""
    rows: Any = box.rows
    problem = _S.problems.get(which, "")
    return rx.el.fieldset(
        rx.el.legend(legend),
        problem_text(problem, f"in-{which}-problem"),
        rx.cond(
            box.kept != "",
            rx.el.p("Only when ", box.kept, ". New rows replace this.", class_name="t-d"),
        ),
        rx.cond(rows.length() > _MOST_SIDE_BY_SIDE, _joined(which, box)),
        rx.el.div(
            rx.foreach(rows, lambda row: _row(which, row)),
            class_name="cond-rows",
        ),
        button(
            rx.cond(rows.length() > 0, "Add a row", "Add a condition"),
            icon_name="plus",
            size="small",
            on_click=_S.add_row(which),
            custom_attrs={"data-testid": f"add-{which}"},
        ),
        class_name=rx.cond(problem != "", "f err", "f"),
    )


def _joined(which: str, box: ConditionBox) -> rx.Component:
    chosen = select_box(
        rx.el.select(
            rx.el.option("All of these", value="all"),
            rx.el.option("Any of these", value="any"),
            value=box.joined,
            on_change=lambda value: _S.join_rows(which, value),
            class_name="inp",
            custom_attrs={"aria-label": "How many rows must hold"},
        )
    )
    return rx.el.div(chosen, class_name="in w-20")


def _row(which: str, row: RowView) -> rx.Component:
    number = row.number
    asked = rx.el.select(
        rx.el.option("Choose a question", value=""),
        rx.foreach(_S.askable, lambda one: rx.el.option(one.label, value=one.value)),
        value=row.asked,
        on_change=lambda value: _S.ask_about(which, number, value),
        class_name="inp",
        custom_attrs={"aria-label": "Question", "data-testid": f"{which}-asked"},
    )
    compared = rx.el.select(
        rx.foreach(row.operators, lambda one: rx.el.option(one.label, value=one.value)),
        value=row.operator,
        on_change=lambda value: _S.compare(which, number, value),
        class_name="inp",
        custom_attrs={"aria-label": "Comparison", "data-testid": f"{which}-operator"},
    )
    return rx.el.div(
        rx.el.div(select_box(asked), class_name="cond-asked"),
        rx.cond(
            row.asked != "",
            rx.el.div(
                select_box(compared),
                rx.cond(row.operator != "answered", _value(which, row)),
                class_name="cond-value",
            ),
        ),
        icon_button("Remove this row", "x", is_small=True, on_click=_S.remove_row(which, number)),
        class_name="cond-row",
        key=number,
    )


def _value(which: str, row: RowView) -> rx.Component:
    offered: Any = row.offered
    picked: Any = row.picked
    name = rx.Var.create(f"{which}-") + row.number.to(str)
    ticks = rx.el.div(
        rx.foreach(
            offered,
            lambda one: rx.el.label(
                rx.el.input(
                    type="checkbox",
                    name=name + "-tick-" + one.value,
                    default_checked=picked.contains(one.value),
                    class_name="cb",
                ),
                one.label,
                class_name="ra",
            ),
        ),
        class_name="cond-ticks",
        role="group",
        custom_attrs={"aria-label": "Compared with"},
    )
    picked_one = select_box(
        rx.el.select(
            rx.el.option("Choose", value=""),
            rx.foreach(offered, lambda one: rx.el.option(one.label, value=one.value)),
            name=name + "-value",
            default_value=row.typed,
            class_name="inp",
            custom_attrs={"aria-label": "Compared with", "data-testid": f"{which}-value"},
        )
    )
    typed = rx.el.input(
        name=name + "-value",
        default_value=row.typed,
        auto_complete="off",
        class_name="inp",
        custom_attrs={"aria-label": "Compared with", "data-testid": f"{which}-value"},
    )
    chosen = rx.cond(row.is_many, ticks, rx.cond(offered.length() > 0, picked_one, typed))
    # Another question has other values: its boxes begin empty.
    return rx.fragment(rx.el.div(chosen, class_name="grow"), key=row.asked)
