"""A form tried out with the very boxes a producer answers it in (SUB-1)."""

import reflex as rx

from producer_portal.features.admin.state.form_preview import FormPreviewState
from producer_portal.features.submissions.queries.form_trying import TriedPage
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.components.feedback import note, skeleton_rows
from producer_portal.ui.components.form import question_list
from producer_portal.ui.components.links import button
from producer_portal.ui.components.repeating import repeating_group
from producer_portal.ui.frame import portal_frame
from producer_portal.ui.layout import page_body, page_head
from producer_portal.ui.page import portal_page

_P = FormPreviewState


@portal_page(
    "/admin/forms/[line_code]/preview",
    title="Preview",
    permission=Permission.SETTINGS_MANAGE,
    on_load=FormPreviewState.load,
)
def preview_page() -> rx.Component:
    """The form as a producer will answer it; nothing typed here is kept."""
    return portal_frame(
        page_head(
            rx.cond(_P.name != "", f"Preview: {_P.name}", "Preview"),
            button("Begin again", size="small", on_click=_P.begin_again),
            crumbs=[
                ("Forms", "/admin/forms"),
                (_P.name, f"/admin/forms/{_P.line_code}"),
                ("Preview", ""),
            ],
        ),
        page_body(
            rx.cond(
                _P.is_loading,
                skeleton_rows(2, 8),
                rx.fragment(
                    note(
                        rx.cond(_P.is_draft, "This is the draft. ", "This is the form in use. "),
                        "Nothing you type here is kept, and sealed answers not even until you leave.",
                    ),
                    rx.el.div(_pages(), _tried(), class_name="form-desk"),
                ),
            )
        ),
        active="forms",
        is_missing=_P.is_missing,
    )


def _pages() -> rx.Component:
    def row(one: TriedPage) -> rx.Component:
        return rx.el.li(
            rx.el.button(
                one.title,
                type="button",
                on_click=_P.go(one.key),
                class_name="place",
                custom_attrs={
                    "aria-current": rx.cond(one.key == _P.place, "page", "false"),
                    "data-testid": f"place-{one.key}",
                },
            )
        )

    return rx.el.nav(
        rx.el.ol(rx.foreach(_P.pages, row)),
        class_name="places",
        custom_attrs={"aria-label": "Pages of the form"},
    )


def _tried() -> rx.Component:
    questions = rx.cond(
        _P.is_group,
        rx.el.div(
            repeating_group(
                _P.group,
                on_commit=_P.answer_item,
                on_add=_P.add_item,
                on_remove=_P.remove_item,
                # What is tried out has fewer rows than a page of them.
                on_turn=lambda _: rx.noop(),
            ),
            class_name="grid-page",
        ),
        question_list(_P.questions, on_commit=_P.answer),
    )
    return rx.el.div(
        rx.el.h2(_P.title, class_name="t-page"),
        rx.el.div(questions, key=f"{_P.place}-{_P.generation}"),
        rx.el.section(
            rx.el.h2("Documents asked for with these answers", class_name="t-h2"),
            rx.el.ul(
                rx.foreach(_P.documents, rx.el.li),
                class_name="reasons",
                custom_attrs={"data-testid": "tried-documents"},
            ),
            class_name="tried-documents",
        ),
        class_name=rx.cond(_P.is_group, "place-body q wide", "place-body q"),
    )
