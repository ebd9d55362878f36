"""Lists of records: columns, sorting, choosing rows, pages, and what stands there without rows.

A row is a frozen dataclass of the feature; this module reads only what the given functions read.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import reflex as rx

from producer_portal.ui.components.autosave import TickBox
from producer_portal.ui.components.feedback import skeleton_rows
from producer_portal.ui.components.icon import icon
from producer_portal.ui.components.kinds import Child, Flag, Words, joined
from producer_portal.ui.components.links import page_link
from producer_portal.ui.rows import by_name

Width = Literal["", "sm", "md", "lg", "xl"]


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column. `cell(row)` renders it; the first column of a table names the row.

    `hide_below` drops it under a width: sm 520, md 768, lg 1024, xl 1280 pixels. What it says then
    belongs under another cell, see `second_line(..., only_narrow=True)`.
    """

    key: str
    header: str
    cell: Callable[[Any], Child]
    is_numeric: bool = False
    is_sortable: bool = False
    is_wrapping: bool = True
    hide_below: Width = ""
    width: str = ""
    # Whether this person has the column at all.
    is_offered: Flag = True

    def class_name(self) -> str:
        """Classes shared by the header and the cells."""
        return joined(
            "n" if self.is_numeric else "",
            f"c-{self.hide_below}" if self.hide_below else "",
            "" if self.is_wrapping else "nowrap",
        )


@dataclass(frozen=True, kw_only=True)
class Sort:
    """How the list is sorted: the column's key, the direction, and `on_sort(key)`."""

    key: Words
    is_descending: Flag
    on_sort: Any


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Rows chosen for a bulk action; without one that the person may do (`is_offered`), no boxes.

    `row_id(row)` and `row_name(row)` read a row; `on_turn(row_id, is_on)` and `on_turn_all(is_on)`
    change the choice; `chosen` holds the chosen ids.
    """

    chosen: rx.Var
    row_id: Callable[[Any], Any]
    row_name: Callable[[Any], Words]
    on_turn: Any
    on_turn_all: Any
    is_all: Flag = False
    is_offered: Flag = True


def record_link(words: Words, href: Words, *, under: Child = "", also: Child = "") -> rx.Component:
    """The first cell of a row: the whole cell opens the record; `under` is its reference.

    `also` stands on a third line while the columns that hold it are dropped (under 1024 pixels).
    """
    return rx.fragment(
        page_link(words, href=href, class_name="m"),
        _line(under, "sub id"),
        _line(also, "sub only-md"),
    )


def two_lines(first: Child, second: Child = "", *, only_narrow: bool = False) -> rx.Component:
    """A cell of two lines: what is read, and under it, grey, what is checked."""
    return rx.fragment(first, _line(second, "sub only-md" if only_narrow else "sub"))


def _line(words: Child, class_name: str) -> Child:
    if isinstance(words, str) and not words:
        return rx.fragment()
    if isinstance(words, rx.Var):
        return rx.cond(words != "", rx.el.span(words, class_name=class_name))
    return rx.el.span(words, class_name=class_name)


def data_table(
    columns: Sequence[Column],
    rows: rx.Var,
    *,
    caption: Words,
    row_key: Callable[[Any], Any],
    sort: Sort | None = None,
    selection: Selection | None = None,
    row_menu: Callable[[Any], rx.Component] | None = None,
    is_current: Callable[[Any], Any] | None = None,
    is_loading: Flag = False,
    empty: rx.Component | None = None,
    footer: rx.Component | None = None,
    is_dense: bool = False,
    is_list: bool = True,
) -> rx.Component:
    """A table of records, or skeleton rows while loading, or `empty` without rows.

    `row_menu(row)` is the menu at the row's end; `is_current(row)` marks the row whose drawer is
    open; `is_list` turns rows into two-line items under 520 pixels; `footer` is a <tr> of totals.
    """
    table = rx.el.table(
        rx.el.caption(caption, class_name="vh"),
        rx.el.thead(_head(columns, sort, selection, has_menu=row_menu is not None)),
        rx.el.tbody(
            rx.foreach(
                rows,
                lambda row: _row(
                    by_name(row),
                    columns,
                    row_key=row_key,
                    selection=selection,
                    row_menu=row_menu,
                    is_current=is_current,
                ),
            )
        ),
        rx.el.tfoot(footer) if footer is not None else rx.fragment(),
        class_name=joined("t stick", "one" if is_dense else "", "list" if is_list else ""),
    )
    without_rows = empty if empty is not None else table
    return rx.el.div(
        rx.cond(
            is_loading,
            skeleton_rows(len(columns)),
            rx.cond(rows.length() > 0, table, without_rows),
        ),
        class_name="tw",
    )


def _head(
    columns: Sequence[Column], sort: Sort | None, selection: Selection | None, *, has_menu: bool
) -> rx.Component:
    cells: list[rx.Component] = []
    if selection is not None:
        box = TickBox.create(
            is_on=selection.is_all,
            is_half=(selection.chosen.length() > 0) & ~rx.Var.create(selection.is_all),
            label_text="Select all on this page",
            on_turn=selection.on_turn_all,
        )
        cells.append(rx.cond(selection.is_offered, rx.el.th(box, class_name="pick")))
    cells += [_head_cell(column, sort) for column in columns]
    if has_menu:
        cells.append(rx.el.th(rx.el.span("Actions", class_name="vh"), class_name="acts-cell"))
    return rx.el.tr(*cells)


def _head_cell(column: Column, sort: Sort | None) -> rx.Component:
    style = {"width": column.width} if column.width else {}
    if sort is None or not column.is_sortable:
        head = rx.el.th(column.header, scope="col", class_name=column.class_name(), style=style)
        return _offered(column, head)
    is_sorted = rx.Var.create(sort.key) == column.key
    direction = rx.cond(sort.is_descending, "descending", "ascending")
    arrow = rx.cond(sort.is_descending, "arrow-down", "arrow-up")
    return rx.el.th(
        rx.el.button(
            column.header,
            rx.cond(is_sorted, icon(arrow, size=12, stroke=2)),
            type="button",
            on_click=sort.on_sort(column.key),
        ),
        scope="col",
        class_name=column.class_name(),
        style=style,
        custom_attrs={"aria-sort": rx.cond(is_sorted, direction, "none")},
    )


def _offered(column: Column, cell: rx.Component) -> rx.Component:
    return cell if column.is_offered is True else rx.cond(column.is_offered, cell)


def _row(
    row: Any,
    columns: Sequence[Column],
    *,
    row_key: Callable[[Any], Any],
    selection: Selection | None,
    row_menu: Callable[[Any], rx.Component] | None,
    is_current: Callable[[Any], Any] | None,
) -> rx.Component:
    cells: list[rx.Component] = []
    attributes: dict[str, Any] = {}
    if selection is not None:
        is_on = selection.chosen.contains(selection.row_id(row))
        attributes["data-chosen"] = rx.cond(is_on, "true", "false")
        box = TickBox.create(
            is_on=is_on,
            label_text=f"Select {selection.row_name(row)}",
            on_turn=lambda is_now_on: selection.on_turn(selection.row_id(row), is_now_on),
        )
        cells.append(rx.cond(selection.is_offered, rx.el.td(box, class_name="pick")))
    named, *others = columns
    cells.append(rx.el.th(named.cell(row), scope="row", class_name=named.class_name()))
    cells += [
        _offered(column, rx.el.td(column.cell(row), class_name=column.class_name()))
        for column in others
    ]
    if row_menu is not None:
        cells.append(rx.el.td(row_menu(row), class_name="acts-cell"))
    class_name: Words = "" if is_current is None else rx.cond(is_current(row), "on", "")
    return rx.el.tr(*cells, key=row_key(row), class_name=class_name, custom_attrs=attributes)


def total_row(
    words: Words, figure: Words, *, columns_before: int, columns_after: int = 0
) -> rx.Component:
    """The foot of a table: what the total is of, and the figure under its column."""
    return rx.el.tr(
        rx.el.th(words, scope="row", col_span=columns_before),
        rx.el.td(figure, class_name="n"),
        rx.el.td(col_span=columns_after) if columns_after else rx.fragment(),
    )


def pager(
    words: Words,
    *,
    has_previous: Flag,
    has_next: Flag,
    on_previous: Any,
    on_next: Any,
    has_bulk_bar: bool = False,
) -> rx.Component:
    """How much is shown ("Showing 1–25 of 340") and the two ways on, where there is more than one page."""
    return rx.el.div(
        rx.el.span(words, custom_attrs={"data-testid": "pager-words"}),
        rx.cond(
            rx.Var.create(has_previous) | rx.Var.create(has_next),
            rx.el.span(
                _way_on("Previous", is_there=has_previous, on_click=on_previous),
                _way_on("Next", is_there=has_next, on_click=on_next),
                class_name="row",
            ),
        ),
        class_name=joined("pager", "has-bulk" if has_bulk_bar else ""),
    )


def _way_on(words: str, *, is_there: Flag, on_click: Any) -> rx.Component:
    return rx.el.button(
        words,
        type="button",
        class_name="btn o s",
        disabled=~rx.Var.create(is_there),
        on_click=on_click,
    )


def bulk_bar(chosen: rx.Var, *actions: Child, on_clear: Any) -> rx.Component:
    """The dark bar over the list while rows are chosen: at most four verbs, then ×."""
    return rx.cond(
        chosen.length() > 0,
        rx.el.div(
            rx.el.span(rx.el.b(chosen.length(), class_name="med"), " selected", class_name="num"),
            rx.el.span(class_name="sep"),
            *actions,
            rx.el.span(class_name="sep"),
            rx.el.button(
                icon("x", size=15),
                type="button",
                class_name="btn",
                custom_attrs={"aria-label": "Clear selection"},
                on_click=on_clear,
            ),
            class_name="bulk",
            role="region",
            custom_attrs={"aria-label": "Bulk actions"},
        ),
    )


def bulk_action(words: Words, icon_name: Words, on_click: Any) -> rx.Component:
    """One verb of the bulk bar."""
    return rx.el.button(
        icon(icon_name, size=15), words, type="button", class_name="btn", on_click=on_click
    )
