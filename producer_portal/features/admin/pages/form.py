"""One form of the agency: read or edited page by page, and published (SUB-1)."""

import reflex as rx

from producer_portal.features.admin.components.form_boxes import (
    document_dialog,
    page_dialog,
    question_dialog,
)
from producer_portal.features.admin.components.form_desk import (
    form_bar,
    form_dialogs,
    place_body,
    places,
)
from producer_portal.features.admin.state.forms import FormState
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.components.feedback import skeleton_rows
from producer_portal.ui.components.links import button_link
from producer_portal.ui.frame import portal_frame
from producer_portal.ui.layout import page_body, page_head
from producer_portal.ui.page import portal_page

_S = FormState


@portal_page(
    "/admin/forms/[line_code]",
    title="Form",
    permission=Permission.SETTINGS_MANAGE,
    on_load=FormState.load,
)
def form_page() -> rx.Component:
    """The task list at the left, what stands at the place chosen beside it."""
    return portal_frame(
        page_head(
            _S.name,
            button_link(
                "Preview", f"/admin/forms/{_S.line_code}/preview", icon_name="eye", size="small"
            ),
            crumbs=[("Forms", "/admin/forms"), (_S.name, "")],
        ),
        page_body(
            rx.cond(
                _S.is_loading,
                skeleton_rows(2, 8),
                rx.fragment(form_bar(), rx.el.div(places(), place_body(), class_name="form-desk")),
            )
        ),
        question_dialog(),
        page_dialog(),
        document_dialog(),
        form_dialogs(),
        active="forms",
        is_missing=_S.is_missing,
    )
