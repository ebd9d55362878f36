"""One submission in every status: what blocks it, its answers, its documents, its quotes, what happened."""

import reflex as rx

from producer_portal.features.documents.queries import DocumentRow
from producer_portal.features.messaging.state import ThreadState
from producer_portal.features.submissions.components.checklist import asking_form, checklist_panel
from producer_portal.features.submissions.components.dialogs import record_dialogs
from producer_portal.features.submissions.components.offers import (
    offer_form,
    quotes_section,
    referral_panel,
)
from producer_portal.features.submissions.components.panels import missing_panel, progress_bar
from producer_portal.features.submissions.components.papers import file_row
from producer_portal.features.submissions.components.rail import more_menu, record_rail
from producer_portal.features.submissions.components.tasks import missing_row, task_groups
from producer_portal.features.submissions.state.information import InformationState
from producer_portal.features.submissions.state.offers import OfferState
from producer_portal.features.submissions.state.record import RecordState
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.components.facts import saved_text, section
from producer_portal.ui.components.feedback import note, skeleton_rows
from producer_portal.ui.components.links import button_link, file_link, page_link, text_link
from producer_portal.ui.components.status import status_badge
from producer_portal.ui.frame import portal_frame
from producer_portal.ui.layout import page_head, split
from producer_portal.ui.page import portal_page

_D = RecordState.detail


@portal_page(
    "/submissions/[submission_id]",
    title="Submission",
    permission=Permission.SUBMISSIONS_READ,
    on_load=[RecordState.load, OfferState.load, InformationState.load, ThreadState.load],
)
def record_page() -> rx.Component:
    """Head, what blocks, sections, documents, quotes; deeds and timeline in the rail."""
    return portal_frame(
        rx.cond(RecordState.is_loading, skeleton_rows(3, 12), _record()),
        active="submissions",
        is_missing=RecordState.is_missing,
    )


def _record() -> rx.Component:
    badge = status_badge(
        _D.status.words,
        _D.status.tone,
        _D.status.icon,
        is_final=_D.status.is_final,
        is_outline=_D.status.is_outline,
        custom_attrs={"data-testid": "status"},
    )
    reference = rx.cond(_D.reference != "", _D.reference, "Draft")
    return rx.fragment(
        page_head(
            _D.title,
            rx.cond(_D.is_draft, saved_text(RecordState.saved_words)),
            rx.cond(
                RecordState.application_href != "",
                file_link("Application PDF", RecordState.application_href, icon_name="file-text"),
            ),
            rx.cond(
                RecordState.can_check,
                button_link(
                    "Check and send",
                    f"/submissions/{_D.id}/check",
                    tone="primary",
                    icon_name="send",
                ),
            ),
            more_menu(),
            crumbs=[("Submissions", "/submissions"), (reference, "")],
            status=badge,
            words=f"{_D.sentence} {_D.move_words}",
            is_ruled=True,
        ),
        split(_body(), record_rail(), rail_label="Actions, messages, facts and timeline"),
        record_dialogs(),
    )


def _body() -> rx.Component:
    has_items = RecordState.information.rows.length() > 0
    is_asked = _D.status.key == "information_needed"
    return rx.el.div(
        _closed(),
        asking_form(),
        offer_form(),
        referral_panel(),
        _missing(),
        rx.cond(has_items & is_asked, checklist_panel()),
        quotes_section(),
        _read_from_paper(),
        task_groups(RecordState.groups),
        _documents(),
        # Once the review has gone on, what was asked for is history.
        rx.cond(has_items & ~is_asked, rx.el.div(checklist_panel(), class_name="sec")),
        class_name="record",
    )


def _closed() -> rx.Component:
    bound = note(
        f"Bound as policy {_D.policy_number}. ",
        text_link("Open the policy", _D.policy_href),
        tone="good",
    )
    words = f"{_D.status_sentence} {_D.closed_words}"
    return rx.cond(
        _D.policy_id > 0,
        bound,
        rx.match(
            _D.status.key,
            ("declined", note(words, icon_name="circle-x")),
            ("withdrawn", note(words, icon_name="undo-2")),
            rx.fragment(),
        ),
    )


def _missing() -> rx.Component:
    more = rx.cond(
        RecordState.missing_more != "",
        page_link(
            RecordState.missing_more,
            href=f"/submissions/{_D.id}/check",
            class_name="panel-more link",
        ),
    )
    return rx.cond(
        RecordState.missing_title != "",
        missing_panel(
            RecordState.missing_title,
            rx.foreach(RecordState.missing, missing_row),
            aside=progress_bar(RecordState.percent, RecordState.completed_words),
            foot=more,
        ),
    )


def _read_from_paper() -> rx.Component:
    """While answers are open: the way to have them read from an application that is filled in already."""
    return rx.cond(
        ~RecordState.is_locked & _D.is_draft,
        rx.el.p(
            "Is there an application already? ",
            text_link("Read it from a PDF", f"/submissions/{_D.id}/reading"),
            class_name="mut from-paper",
        ),
    )


def _documents() -> rx.Component:
    def file(document: DocumentRow) -> rx.Component:
        return file_row(
            document,
            can_remove=~RecordState.is_locked & (document.document_type != "application"),
            on_remove=RecordState.remove_document(document.id),
        )

    return rx.cond(
        RecordState.documents.length() > 0,
        section(
            "Files",
            rx.el.ul(rx.foreach(RecordState.documents, file), class_name="files"),
            action=rx.cond(
                RecordState.is_locked,
                rx.fragment(),
                text_link("Add documents", f"/submissions/{_D.id}/documents"),
            ),
        ),
    )
