"""One short page of questions, saved as it is typed (SUB-2, SUB-3)."""

import reflex as rx

from producer_portal.features.submissions.components.answering import (
    clash_note,
    section_questions,
    sections_rail,
)
from producer_portal.features.submissions.state.draft import SectionState
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.components.facts import saved_text
from producer_portal.ui.components.feedback import note, skeleton_rows
from producer_portal.ui.components.focus import error_summary
from producer_portal.ui.components.icon import icon
from producer_portal.ui.components.links import button, button_link
from producer_portal.ui.frame import portal_frame
from producer_portal.ui.layout import back_crumb, split
from producer_portal.ui.page import portal_page


@portal_page(
    "/submissions/[submission_id]/[section_key]",
    title="Questions",
    permission=Permission.SUBMISSIONS_READ,
    on_load=SectionState.load,
)
def section_page() -> rx.Component:
    """The questions, the way on, and where one is in the form."""
    return portal_frame(
        split(
            rx.cond(SectionState.is_loading, skeleton_rows(1, 8), _body()),
            rx.fragment(
                sections_rail(SectionState.sections, SectionState.section_key),
                rx.cond(SectionState.is_locked, rx.fragment(), _saving()),
            ),
            rail_label="Sections of this form",
            crumb=back_crumb(
                rx.cond(
                    SectionState.insured != "",
                    f"{SectionState.insured}: all sections",
                    "All sections",
                ),
                SectionState.list_href,
            ),
        ),
        active="submissions",
        is_missing=SectionState.is_missing,
    )


def _saving() -> rx.Component:
    return rx.el.section(
        rx.cond(
            SectionState.others != "",
            rx.el.p(
                icon("users", size=14),
                SectionState.others,
                class_name="row said t-d others",
                custom_attrs={"role": "status", "data-testid": "others"},
            ),
        ),
        rx.el.h2("Saved as you type", class_name="t-h2"),
        rx.el.p(
            "Leave and come back on any device: nothing is lost.",
            class_name="mut",
            style={"marginTop": "6px"},
        ),
    )


def _body() -> rx.Component:
    return rx.fragment(
        rx.fragment(
            error_summary(SectionState.summary, on_seek=SectionState.seek),
            key=SectionState.attempts,
        ),
        rx.el.div(
            rx.el.p(SectionState.caption, class_name="cap"),
            rx.el.h1(SectionState.title, class_name="t-page", style={"marginTop": "2px"}),
            rx.cond(
                SectionState.lock_words != "",
                rx.el.div(
                    note(SectionState.lock_words, icon_name="lock"), style={"marginTop": "14px"}
                ),
            ),
            rx.foreach(
                SectionState.problems,
                lambda problem: rx.el.div(
                    note(problem[1], tone="bad"), role="alert", style={"marginTop": "14px"}
                ),
            ),
            clash_note(),
            section_questions(),
            _ways_on(),
            class_name=rx.cond(SectionState.is_group, "q wide", "q"),
        ),
    )


def _ways_on() -> rx.Component:
    unlocked = rx.fragment(
        button(
            "Save and continue",
            tone="primary",
            size="large",
            on_click=SectionState.go_on,
            custom_attrs={"data-testid": "continue"},
        ),
        button_link(
            "Save and return to all sections", SectionState.list_href, tone="quiet", size="large"
        ),
        rx.el.span(class_name="grow"),
        saved_text(SectionState.saved_words),
    )
    locked = rx.fragment(
        button_link("Next section", SectionState.next_href, size="large"),
        button_link("All sections", SectionState.list_href, tone="quiet", size="large"),
    )
    return rx.el.div(rx.cond(SectionState.is_locked, locked, unlocked), class_name="acts-row")
