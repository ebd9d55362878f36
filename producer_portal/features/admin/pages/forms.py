"""The agency's forms: which one each line of business asks, and any draft (SUB-1)."""

import reflex as rx

from producer_portal.features.admin.state.forms import FormsState
from producer_portal.features.submissions.queries.editor_views import LineRow
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.components.data_table import Column, data_table, record_link, two_lines
from producer_portal.ui.components.feedback import error_callout, skeleton_rows
from producer_portal.ui.components.links import button, button_link
from producer_portal.ui.frame import portal_frame
from producer_portal.ui.layout import page_body, page_head
from producer_portal.ui.page import Nav, portal_page

_S = FormsState


@portal_page(
    "/admin/forms",
    title="Forms",
    permission=Permission.SETTINGS_MANAGE,
    on_load=FormsState.load,
    nav=Nav("forms", "Forms", "clipboard-list", group="Agency"),
)
def forms_page() -> rx.Component:
    """Every line with its form in use and its draft."""
    return portal_frame(
        page_head(
            "Forms",
            words="What a new submission asks. Open ones keep the form they were started with.",
        ),
        page_body(
            error_callout(_S.failure),
            rx.cond(_S.is_loading, skeleton_rows(3, 10), _lines()),
        ),
        active="forms",
    )


def _lines() -> rx.Component:
    def line(row: LineRow) -> rx.Component:
        return record_link(row.name, f"/admin/forms/{row.code}")

    def deed(row: LineRow) -> rx.Component:
        return rx.cond(
            row.draft != "",
            button_link("Open draft", f"/admin/forms/{row.code}", size="small"),
            button(
                "Copy and edit",
                size="small",
                on_click=_S.copy_form(row.code),
                custom_attrs={
                    "aria-label": f"Copy and edit {row.name}",
                    "data-testid": f"copy-{row.code}",
                },
            ),
        )

    return data_table(
        [
            Column(key="line", header="Line of business", cell=line),
            Column(
                key="used",
                header="Form in use",
                cell=lambda row: two_lines(row.in_use, row.news),
            ),
            Column(
                key="draft",
                header="Draft",
                cell=lambda row: rx.cond(row.draft != "", row.draft, "None"),
                hide_below="md",
            ),
            Column(key="deed", header="Change", cell=deed, width="150px"),
        ],
        _S.lines,
        caption="Forms by line of business",
        row_key=lambda row: row.code,
        is_list=False,
    )
