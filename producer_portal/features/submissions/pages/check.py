"""Check your answers, certify, send (SUB-2, SUB-6)."""

import reflex as rx

from producer_portal.features.submissions.components.panels import missing_panel
from producer_portal.features.submissions.queries.views import (
    CheckGroup,
    CheckRow,
    DocumentNeed,
    GateRow,
    ProblemView,
)
from producer_portal.features.submissions.state.check import CheckState
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.components.feedback import note, skeleton_rows
from producer_portal.ui.components.focus import error_summary
from producer_portal.ui.components.icon import icon
from producer_portal.ui.components.links import button, button_link, page_link, text_link
from producer_portal.ui.components.typed_form import TypedForm
from producer_portal.ui.frame import portal_frame
from producer_portal.ui.layout import back_crumb, page_body
from producer_portal.ui.page import portal_page


@portal_page(
    "/submissions/[submission_id]/check",
    title="Check answers",
    permission=Permission.SUBMISSIONS_READ,
    on_load=CheckState.load,
)
def check_page() -> rx.Component:
    """What is missing, every answer with its way back, the certification."""
    return portal_frame(
        back_crumb(
            rx.cond(
                CheckState.insured != "", f"{CheckState.insured}: all sections", "All sections"
            ),
            f"/submissions/{CheckState.submission_id}",
        ),
        page_body(
            rx.cond(CheckState.is_loading, skeleton_rows(2, 10), _body()),
            is_reading=True,
        ),
        active="submissions",
        is_missing=CheckState.is_missing,
    )


def _body() -> rx.Component:
    return rx.fragment(
        rx.fragment(error_summary(CheckState.summary), key=CheckState.attempts),
        rx.el.p(CheckState.line, class_name="mut"),
        rx.el.h1("Check your answers", class_name="t-page", style={"marginTop": "2px"}),
        rx.cond(
            CheckState.missing_words != "",
            rx.el.div(
                missing_panel(
                    CheckState.missing_words,
                    rx.foreach(CheckState.missing, _missing),
                    foot=rx.cond(
                        CheckState.more_missing != "",
                        rx.el.p(CheckState.more_missing, class_name="panel-more mut"),
                    ),
                ),
                style={"marginTop": "16px"},
            ),
        ),
        rx.foreach(
            CheckState.warnings,
            lambda warning: rx.el.div(
                note(warning.message, " ", text_link("Look at it", warning.href), tone="warn"),
                style={"marginTop": "12px"},
            ),
        ),
        _gate(),
        rx.foreach(CheckState.groups, _group),
        _documents(),
        rx.cond(
            CheckState.is_locked, rx.fragment(), rx.cond(CheckState.can_send, _send(), _not_yet())
        ),
    )


def _missing(problem: ProblemView) -> rx.Component:
    return rx.el.li(
        page_link(
            icon("circle-alert"),
            rx.el.span(
                rx.el.span(problem.message, class_name="med"),
                rx.el.br(),
                rx.el.span(problem.section, class_name="mut t-1"),
            ),
            icon("chevron-right", size=14),
            href=problem.href,
        ),
        key=problem.path + problem.message,
    )


def _gate() -> rx.Component:
    """What the agency asks for: what stops it with what to do, and what is only worth knowing (SUB-7)."""
    return rx.fragment(
        rx.cond(
            CheckState.stop_words != "",
            rx.el.div(
                missing_panel(CheckState.stop_words, rx.foreach(CheckState.stops, _stop)),
                style={"marginTop": "16px"},
                custom_attrs={"data-testid": "gate"},
            ),
        ),
        rx.foreach(
            CheckState.notes,
            lambda row: rx.el.div(
                note(f"{row.words}. {row.remedy}", tone="warn"), style={"marginTop": "12px"}
            ),
        ),
    )


def _stop(row: GateRow) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            icon("shield-alert"),
            rx.el.span(
                rx.el.span(row.words, class_name="med"),
                rx.el.br(),
                rx.el.span(row.remedy, class_name="mut t-1"),
            ),
            class_name="mi",
        ),
        key=row.code,
    )


def _group(group: CheckGroup) -> rx.Component:
    return rx.el.section(
        rx.el.h2(group.title, class_name="t-h2"),
        rx.el.dl(rx.foreach(group.rows, _row), class_name="answers"),
        rx.cond(
            group.rows.length() == 0,
            rx.el.p(
                "None. ",
                rx.cond(CheckState.is_locked, rx.fragment(), text_link("Add", group.href)),
                class_name="t-d mut",
            ),
        ),
        rx.cond(
            group.more_words != "",
            button(group.more_words, on_click=CheckState.show_all(group.section_key)),
        ),
        class_name="sec",
    )


def _row(row: CheckRow) -> rx.Component:
    change = page_link(
        "Change",
        rx.el.span(f" {row.label}", class_name="vh"),
        href=row.href,
        class_name="link",
    )
    return rx.el.div(
        rx.el.dt(row.label),
        rx.el.dd(row.value, class_name=rx.cond(row.is_given, "", "mut")),
        rx.el.dd(rx.cond(CheckState.is_locked, rx.fragment(), change), class_name="change"),
    )


def _documents() -> rx.Component:
    def need(one: DocumentNeed) -> rx.Component:
        return rx.el.div(
            rx.el.dt(one.label),
            rx.el.dd(one.state, class_name=rx.cond(one.is_in, "", "mut")),
            rx.el.dd(
                page_link(
                    rx.cond(one.is_in, "Change", "Add"),
                    rx.el.span(f" {one.label}", class_name="vh"),
                    href=f"/submissions/{CheckState.submission_id}/documents",
                    class_name="link",
                ),
                class_name="change",
            ),
        )

    return rx.cond(
        CheckState.documents.length() > 0,
        rx.el.section(
            rx.el.h2("Documents", class_name="t-h2"),
            rx.el.dl(rx.foreach(CheckState.documents, need), class_name="answers"),
            class_name="sec",
        ),
    )


def _not_yet() -> rx.Component:
    return rx.el.div(
        button_link(
            "All sections", f"/submissions/{CheckState.submission_id}", tone="primary", size="large"
        ),
        rx.el.span("Send it once nothing is missing and nothing stops it.", class_name="mut t-d"),
        class_name="acts-row",
    )


def _send() -> rx.Component:
    certified = CheckState.problems.get("certified", "")
    name = CheckState.problems.get("certified_by", "")
    tick = rx.el.div(
        _problem(certified, "certified-problem"),
        rx.el.label(
            rx.el.input(
                type="checkbox",
                name="certified",
                class_name="cb",
                custom_attrs={
                    "id": "q-certified",
                    "aria-invalid": rx.cond(certified != "", "true", "false"),
                    "aria-describedby": "certified-problem",
                    "data-testid": "certify",
                },
            ),
            CheckState.certify_words,
            class_name="ra certify",
        ),
        class_name=rx.cond(certified != "", "f err", "f"),
    )
    signed = rx.el.div(
        rx.el.label("Name of the person who certifies", html_for="q-certified_by"),
        _problem(name, "certified_by-problem"),
        rx.el.input(
            name="certified_by",
            default_value=CheckState.certify_name,
            class_name="inp in w-30",
            auto_complete="name",
            spell_check=False,
            custom_attrs={"id": "q-certified_by", "aria-describedby": "certified_by-problem"},
        ),
        class_name=rx.cond(name != "", "f err", "f"),
    )
    return rx.el.section(
        rx.el.h2("Certify and send", class_name="t-h2"),
        TypedForm.create(
            tick,
            signed,
            rx.el.div(
                button(
                    "Send submission",
                    tone="primary",
                    size="large",
                    type="submit",
                    custom_attrs={"data-testid": "send"},
                ),
                rx.el.span(
                    "After that the answers are locked for the review.", class_name="mut t-d"
                ),
                class_name="acts-row",
            ),
            on_send=CheckState.send,
        ),
        class_name="sec",
    )


def _problem(words: rx.Var, element_id: str) -> rx.Component:
    return rx.el.div(
        rx.cond(
            words != "",
            rx.el.span(
                icon("circle-alert", size=14, stroke=2),
                rx.el.span(rx.el.span("Error: ", class_name="vh"), words),
                class_name="em",
            ),
        ),
        id=element_id,
    )
