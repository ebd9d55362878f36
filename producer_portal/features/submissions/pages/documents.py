"""The documents a form asks for, each with its place to add files (SUB-4)."""

import reflex as rx

from producer_portal.features.documents.queries import DocumentRow, FoundDocument
from producer_portal.features.submissions.components.answering import sections_rail
from producer_portal.features.submissions.components.papers import file_row
from producer_portal.features.submissions.state.documents import (
    OTHER_ENDINGS,
    DocumentsState,
    NeededFiles,
)
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.components.facts import saved_text
from producer_portal.ui.components.feedback import empty_state, skeleton_rows
from producer_portal.ui.components.file_upload import file_upload
from producer_portal.ui.components.filters import find_box
from producer_portal.ui.components.links import button_link, file_link, route_link
from producer_portal.ui.frame import portal_frame
from producer_portal.ui.layout import back_crumb, split
from producer_portal.ui.page import portal_page


@portal_page(
    "/submissions/[submission_id]/documents",
    title="Documents",
    permission=Permission.SUBMISSIONS_READ,
    on_load=DocumentsState.load,
)
def documents_page() -> rx.Component:
    """One place to add files for each document, and what is in already."""
    return portal_frame(
        split(
            rx.cond(DocumentsState.is_loading, skeleton_rows(1, 6), _body()),
            sections_rail(DocumentsState.sections, "attachments"),
            rail_label="Sections of this form",
            crumb=back_crumb(
                rx.cond(
                    DocumentsState.insured != "",
                    f"{DocumentsState.insured}: all sections",
                    "All sections",
                ),
                DocumentsState.list_href,
            ),
        ),
        active="submissions",
        is_missing=DocumentsState.is_missing,
    )


def _body() -> rx.Component:
    nothing = empty_state("No documents are needed with these answers.")
    return rx.el.div(
        rx.el.h1("Documents", class_name="t-page"),
        rx.el.p(
            "25 MB a file, 100 MB a submission. A photo of the page is fine where JPG is listed.",
            class_name="mut",
            style={"marginTop": "2px"},
        ),
        _tools(),
        rx.cond(
            DocumentsState.needs.length() > 0, rx.foreach(DocumentsState.needs, _need), nothing
        ),
        rx.cond(
            DocumentsState.others.length() > 0,
            rx.el.section(
                rx.el.h2("Other files", class_name="t-h2"),
                rx.el.ul(rx.foreach(DocumentsState.others, _file)),
                class_name="need-part",
            ),
        ),
        rx.el.div(
            button_link(
                "Check answers",
                f"{DocumentsState.list_href}/check",
                tone="primary",
                size="large",
            ),
            button_link("All sections", DocumentsState.list_href, tone="quiet", size="large"),
            rx.el.span(class_name="grow"),
            saved_text(DocumentsState.saved_words),
            class_name="acts-row",
        ),
        class_name="q",
    )


def _tools() -> rx.Component:
    """How much room is left, a way to find words in the PDFs, and all of them at once."""
    return rx.el.div(
        rx.el.p(DocumentsState.room, class_name="mut num", custom_attrs={"data-testid": "room"}),
        rx.cond(
            DocumentsState.has_files & DocumentsState.can_download,
            rx.el.div(
                find_box(
                    "Find words in these PDFs",
                    value=DocumentsState.find_words,
                    placeholder="Find words in these PDFs",
                    on_find=DocumentsState.find,
                    test_id="find-in-text",
                ),
                file_link("Download all", f"{DocumentsState.upload_url}/all.zip"),
                class_name="row wrap doc-tools",
            ),
        ),
        rx.el.div(
            rx.cond(
                DocumentsState.find_note != "",
                rx.el.p(DocumentsState.find_note, class_name="med"),
            ),
            rx.el.ul(rx.foreach(DocumentsState.found, _found)),
            custom_attrs={"role": "status", "data-testid": "found"},
        ),
    )


def _found(one: FoundDocument) -> rx.Component:
    return rx.el.li(
        route_link(one.filename, href=one.href, class_name="med file-name"),
        rx.el.br(),
        rx.el.span(one.words, class_name="t-1 mut"),
        class_name="found",
        key=one.id,
    )


def _need(one: NeededFiles) -> rx.Component:
    need = one.need
    optional = rx.cond(
        need.is_before_bind, " (before binding)", rx.cond(need.is_required, "", " (optional)")
    )
    return rx.el.section(
        file_upload(
            need.label + optional,
            need.accepts_words + ".",
            url=DocumentsState.upload_url,
            document_type=need.document_type,
            accept=one.accept,
            is_disabled=DocumentsState.is_locked,
            on_uploaded=DocumentsState.added,
            test_id="upload-" + need.document_type,
        ),
        rx.el.ul(rx.foreach(one.files, _file)),
        class_name="need-part",
        id="q-" + need.document_type,
        key=need.document_type,
    )


def _file(document: DocumentRow) -> rx.Component:
    return file_row(
        document,
        can_remove=~DocumentsState.is_locked,
        on_remove=DocumentsState.remove(document.id),
        on_replace=DocumentsState.replace(document.id),
        replacing=rx.cond(
            DocumentsState.replacing_id == document.id,
            rx.el.div(
                file_upload(
                    f"New version of {document.filename}",
                    "The version above stays under Earlier versions.",
                    url=DocumentsState.upload_url,
                    document_type=document.document_type,
                    replaces=document.id.to_string(),
                    accept=OTHER_ENDINGS,
                    is_multiple=False,
                    on_uploaded=DocumentsState.version_added,
                    test_id="upload-version",
                ),
                class_name="file-below",
            ),
        ),
    )
