"""Choosing what to start: one press a line of business."""

import reflex as rx

from producer_portal.features.submissions.queries.known import KnownInsured
from producer_portal.features.submissions.queries.views import LineView
from producer_portal.features.submissions.state.listing import StartState
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.components.filters import find_box
from producer_portal.ui.components.icon import icon
from producer_portal.ui.components.links import button
from producer_portal.ui.frame import portal_frame
from producer_portal.ui.layout import page_body, page_head
from producer_portal.ui.page import portal_page


@portal_page(
    "/submissions/new",
    title="New submission",
    permission=Permission.SUBMISSIONS_SUBMIT,
    on_load=StartState.load,
)
def start_page() -> rx.Component:
    """The lines as a list; staff first choose for whom."""
    return portal_frame(
        page_head(
            "New submission",
            words="Choose a line of business. The draft is saved from its first answer on.",
            crumbs=[("Submissions", "/submissions"), ("New", "")],
        ),
        page_body(
            _producer(),
            _known(),
            rx.el.ul(
                rx.foreach(StartState.lines, _line), class_name="tasks", style={"marginTop": "8px"}
            ),
            is_reading=True,
        ),
        active="submissions",
    )


def _producer() -> rx.Component:
    problem = StartState.problems.get("producer", "")
    choose = rx.el.div(
        rx.el.label("Producer", html_for="producer"),
        rx.cond(problem != "", rx.el.span(icon("circle-alert", size=14), problem, class_name="em")),
        rx.el.select(
            rx.el.option("Choose a producer", value=""),
            rx.foreach(StartState.producers, lambda one: rx.el.option(one.label, value=one.value)),
            id="producer",
            value=StartState.producer,
            on_change=StartState.choose_producer,
            class_name="inp in w-30",
        ),
        class_name=rx.cond(problem != "", "f err", "f"),
        style={"marginTop": "0", "marginBottom": "20px"},
    )
    return rx.cond(StartState.producers.length() > 0, choose)


def _known() -> rx.Component:
    """An insured that is known already: what was answered once is not asked again."""
    chosen = rx.el.div(
        icon("user-check", size=16),
        rx.el.span("Begins with what is known of ", rx.el.b(StartState.source_words)),
        button("Begin empty", tone="quiet", size="small", on_click=StartState.begin_with("")),
        class_name="note known-note",
        custom_attrs={"role": "status", "data-testid": "known-chosen"},
    )
    looking = rx.el.div(
        find_box(
            "Find a known client (optional)",
            value=StartState.search,
            on_find=StartState.find,
            placeholder="Known client (optional)",
            test_id="find-known",
        ),
        rx.cond(StartState.note != "", rx.el.p(StartState.note, class_name="hint")),
        rx.el.ul(rx.foreach(StartState.known, _known_row), class_name="tasks"),
        class_name="known",
    )
    return rx.cond(StartState.source != "", chosen, looking)


def _known_row(one: KnownInsured) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.el.span(
                rx.el.span(one.name, class_name="nm"),
                rx.el.span(one.words, class_name="hint", style={"display": "block"}),
                class_name="grow",
            ),
            icon("plus", size=16),
            type="button",
            class_name="line-choice",
            on_click=StartState.begin_with(one.source),
            custom_attrs={"data-testid": "known"},
        ),
        key=one.source,
    )


def _line(line: LineView) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.el.span(
                rx.el.span(line.name, class_name="nm"),
                rx.el.span(line.effort_words, class_name="hint", style={"display": "block"}),
                class_name="grow",
            ),
            icon("chevron-right", size=16),
            type="button",
            class_name="line-choice",
            on_click=StartState.start(line.code),
            custom_attrs={"data-testid": f"start-{line.code}"},
        )
    )
