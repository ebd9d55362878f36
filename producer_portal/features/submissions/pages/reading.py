"""An application that came as a PDF, read into the form: what is in, what a person looks at, the page (SUB-17)."""

import reflex as rx

from producer_portal.features.submissions.components.reading import answers_read, page_view
from producer_portal.features.submissions.state.reading import ReadingState
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.components.feedback import note, skeleton_rows
from producer_portal.ui.components.file_upload import file_upload
from producer_portal.ui.components.links import button_link
from producer_portal.ui.frame import portal_frame
from producer_portal.ui.layout import back_crumb, page_body
from producer_portal.ui.page import portal_page

_V = ReadingState.view


@portal_page(
    "/submissions/[submission_id]/reading",
    title="Read an application",
    permission=Permission.SUBMISSIONS_READ,
    on_load=ReadingState.load,
)
def reading_page() -> rx.Component:
    """The answers at left, the page they stand on at right."""
    return portal_frame(
        page_body(
            rx.el.div(
                back_crumb(
                    rx.cond(_V.insured != "", f"{_V.insured}: all sections", "All sections"),
                    ReadingState.list_href,
                ),
                class_name="reading-crumb",
            ),
            rx.cond(ReadingState.is_loading, skeleton_rows(2, 8), _body()),
        ),
        active="submissions",
        is_missing=ReadingState.is_missing,
    )


def _body() -> rx.Component:
    return rx.fragment(
        rx.el.h1("Read an application", class_name="t-page", style={"marginTop": "10px"}),
        rx.el.p(
            "Add an application that is filled in already. Sure answers go into empty questions; "
            "the rest waits here for you. Nothing you typed is written over.",
            class_name="mut reading-words",
        ),
        rx.cond(
            _V.lock_words != "",
            rx.el.div(note(_V.lock_words, icon_name="lock"), style={"marginTop": "14px"}),
        ),
        rx.cond(ReadingState.can_change, _upload()),
        rx.cond(_V.id > 0, _found()),
    )


def _upload() -> rx.Component:
    return rx.el.div(
        file_upload(
            rx.cond(_V.id > 0, "Read another application", "Application (PDF)"),
            "A PDF of up to 25 MB: a fillable form, or one with printed text. Scans cannot be read.",
            url=ReadingState.upload_url,
            accept=".pdf",
            drop_words="Drop the PDF here",
            choose_words="Choose a file",
            is_multiple=False,
            on_uploaded=ReadingState.added,
            test_id="upload-application",
        ),
        class_name="need-part reading-upload",
    )


def _found() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.p(
                rx.el.b(_V.filename),
                f" {_V.read_words}. ",
                rx.el.span(
                    f"{_V.in_form_count} in the form, {_V.waiting_count} to look at.",
                    custom_attrs={"data-testid": "reading-counts"},
                ),
                custom_attrs={"role": "status"},
            ),
            class_name="reading-head",
        ),
        rx.el.div(answers_read(), page_view(), class_name="reading"),
        rx.el.div(
            button_link("All sections", ReadingState.list_href, tone="primary", size="large"),
            class_name="acts-row",
        ),
    )
