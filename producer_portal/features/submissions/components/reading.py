"""Answers that were read from an application, and the page with the place marked (SUB-17)."""

import reflex as rx

from producer_portal.features.submissions.queries.reading import ReadRow
from producer_portal.features.submissions.state.reading import ReadingState
from producer_portal.ui.components.feedback import empty_state
from producer_portal.ui.components.icon import icon
from producer_portal.ui.components.links import button, icon_button, text_link

_S = ReadingState


def answers_read() -> rx.Component:
    """First what a person has to look at, then what is in the form already."""
    return rx.el.div(
        rx.el.section(
            rx.el.h2("To look at", class_name="t-h2"),
            rx.cond(
                _S.waiting.length() > 0,
                rx.el.ul(rx.foreach(_S.waiting, _waiting), class_name="read-list"),
                rx.el.p("Nothing waits. Check the answers in the form as usual.", class_name="mut"),
            ),
            custom_attrs={"data-testid": "read-waiting"},
        ),
        rx.el.section(
            rx.el.h2("In the form", class_name="t-h2"),
            rx.cond(
                _S.in_form.length() > 0,
                rx.el.ul(rx.foreach(_S.in_form, _in_form), class_name="read-list"),
                empty_state("No answer was sure enough to go in by itself."),
            ),
            custom_attrs={"data-testid": "read-in-form"},
            style={"marginTop": "24px"},
        ),
    )


def _words(row: ReadRow) -> rx.Component:
    return rx.el.span(
        rx.el.span(f"{row.section}: {row.question}", class_name="t-1 mut"),
        rx.el.span(row.text, class_name="med read-text"),
        rx.cond(
            row.problem != "",
            rx.el.span(
                icon("triangle-alert", size=12), row.problem, class_name="t-1 late read-why"
            ),
            rx.el.span(
                rx.cond(
                    row.state == "differs",
                    "The form has another answer",
                    f'At "{row.label}", {row.percent}% sure',
                ),
                class_name="t-1 mut",
            ),
        ),
        class_name="read-words",
    )


def _show(row: ReadRow) -> rx.Component:
    return rx.cond(
        _S.can_see_pages,
        icon_button(
            f"Show on the page: {row.question}",
            "search",
            is_small=True,
            on_click=_S.look(row.number),
            custom_attrs={"data-testid": "read-show"},
        ),
    )


def _waiting(row: ReadRow) -> rx.Component:
    return rx.el.li(
        _words(row),
        rx.el.span(
            rx.cond(
                _S.can_change,
                rx.fragment(
                    button(
                        "Use",
                        size="small",
                        on_click=_S.use(row.number),
                        custom_attrs={"aria-label": f"Use {row.text} for {row.question}"},
                    ),
                    button(
                        "Leave out",
                        tone="quiet",
                        size="small",
                        on_click=_S.leave_out(row.number),
                        custom_attrs={"aria-label": f"Leave out {row.question}"},
                    ),
                ),
            ),
            _show(row),
            class_name="row",
        ),
        class_name=rx.cond(_S.shown.row == row.number, "read-row here", "read-row"),
        key=row.number,
    )


def _in_form(row: ReadRow) -> rx.Component:
    return rx.el.li(
        _words(row),
        rx.el.span(
            text_link("Change", row.href, custom_attrs={"aria-label": f"Change {row.question}"}),
            _show(row),
            class_name="row",
        ),
        class_name=rx.cond(_S.shown.row == row.number, "read-row here", "read-row"),
        key=row.number,
    )


def page_view() -> rx.Component:
    """The page as a picture, with a mark where the chosen answer stands."""
    mark = rx.el.span(
        class_name="read-mark",
        style={
            "left": _S.shown.left,
            "top": _S.shown.top,
            "width": _S.shown.width,
            "height": _S.shown.height,
        },
        custom_attrs={"aria-hidden": "true", "data-testid": "read-mark"},
    )
    turning = rx.el.div(
        icon_button(
            "Previous page",
            "chevron-left",
            disabled=~_S.shown.has_previous,
            on_click=_S.turn(_S.shown.number - 1),
        ),
        rx.el.span(f"Page {_S.shown.number} of {_S.view.page_count}", class_name="num"),
        icon_button(
            "Next page",
            "chevron-right",
            disabled=~_S.shown.has_next,
            on_click=_S.turn(_S.shown.number + 1),
        ),
        class_name="row reading-turn",
    )
    return rx.cond(
        _S.shown.src != "",
        rx.el.figure(
            turning,
            rx.el.div(
                rx.el.img(
                    src=_S.shown.src,
                    alt=f"Page {_S.shown.number} of {_S.view.filename}",
                    custom_attrs={"data-testid": "read-page"},
                ),
                rx.cond(_S.shown.row >= 0, mark),
                class_name="read-page",
            ),
            class_name="reading-page",
        ),
        rx.el.div(),
    )
