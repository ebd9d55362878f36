"""The receipt of a submission (SUB-6)."""

import reflex as rx

from producer_portal.features.submissions.state.check import ReceiptState
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.components.facts import key_values
from producer_portal.ui.components.feedback import skeleton_rows
from producer_portal.ui.components.icon import icon
from producer_portal.ui.components.links import button_link, file_link, text_link
from producer_portal.ui.frame import portal_frame
from producer_portal.ui.layout import breadcrumb, page_body
from producer_portal.ui.page import portal_page

_R = ReceiptState.receipt


@portal_page(
    "/submissions/[submission_id]/sent",
    title="Submission sent",
    permission=Permission.SUBMISSIONS_READ,
    on_load=ReceiptState.load,
)
def sent_page() -> rx.Component:
    """The reference, what happens next and by when, whom to ask, what to keep."""
    return portal_frame(
        breadcrumb([("Submissions", "/submissions"), (_R.reference, "")]),
        page_body(rx.cond(ReceiptState.is_loading, skeleton_rows(2, 5), _body()), is_reading=True),
        active="submissions",
        is_missing=ReceiptState.is_missing,
    )


def _body() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.span(icon("circle-check-big", size=22, stroke=2), class_name="good"),
            rx.el.h1("Submission sent", class_name="t-page"),
            class_name="row",
            style={"gap": "10px"},
        ),
        rx.el.p("Submission ID", class_name="mut t-d", style={"marginTop": "16px"}),
        rx.el.p(_R.reference, class_name="t-page", custom_attrs={"data-testid": "reference"}),
        rx.el.div(
            key_values(
                [
                    ("Insured", _R.insured),
                    ("Line of business", _R.line),
                    ("Sent", _R.sent_words),
                    ("Certified by", _R.sent_by),
                    ("Answer expected by", _R.target_words),
                ]
            ),
            style={"marginTop": "16px"},
        ),
        rx.el.section(
            rx.el.h2("What happens next", class_name="t-h2"),
            rx.el.p(_R.next_words, style={"marginTop": "4px"}),
            rx.el.p(
                "You will get an email when something is needed or a quote is ready. A copy of the "
                "application is on its way to your inbox.",
                class_name="mut",
                style={"marginTop": "4px"},
            ),
            class_name="sec",
        ),
        rx.el.section(
            rx.el.h2("Questions about it", class_name="t-h2"),
            rx.el.p(
                "Give the submission ID when you ask. The ",
                text_link("submission's page", _R.href),
                " names the underwriter who has it.",
                style={"marginTop": "4px"},
            ),
            class_name="sec",
        ),
        rx.el.div(
            button_link("Open the submission", _R.href, tone="primary"),
            rx.cond(
                _R.pdf_href != "",
                file_link("Application PDF", _R.pdf_href, icon_name="file-text"),
            ),
            button_link("Start another", "/submissions/new", tone="quiet"),
            class_name="acts-row",
        ),
    )
