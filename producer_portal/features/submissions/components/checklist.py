"""Information that is asked for: the form that asks, and the checklist of both sides (SUB-12)."""

import reflex as rx

from producer_portal.features.submissions.components.panels import missing_panel
from producer_portal.features.submissions.queries.views import InformationItemView
from producer_portal.features.submissions.state.information import InformationState
from producer_portal.features.submissions.state.record import RecordState
from producer_portal.ui.components.file_upload import file_upload
from producer_portal.ui.components.focus import error_summary
from producer_portal.ui.components.icon import icon
from producer_portal.ui.components.links import button, icon_button, route_link
from producer_portal.ui.components.status import status_badge
from producer_portal.ui.components.typed_form import (
    TypedForm,
    select_field,
    text_field,
)

_S = InformationState


def checklist_panel() -> rx.Component:
    """Everything that was asked for, with what this person can do about it."""
    title = rx.cond(
        RecordState.information.open_words != "",
        RecordState.information.open_words,
        "Everything asked for is in",
    )
    back = rx.cond(
        RecordState.information.can_return,
        button("Return to review", size="small", on_click=_S.return_to_review),
    )
    return missing_panel(title, rx.foreach(RecordState.information.rows, _item), aside=back)


def _item(item: InformationItemView) -> rx.Component:
    badge = status_badge(
        item.status.words, item.status.tone, item.status.icon, is_final=item.status.is_final
    )
    late = rx.cond(
        item.lateness != "",
        rx.el.span(
            icon("clock-alert", size=12, stroke=2),
            item.lateness,
            class_name=rx.cond(item.is_late, "bad med row", "warn med row"),
            style={"gap": "4px"},
        ),
    )
    under = rx.el.span(
        item.requested_words,
        rx.cond(item.reason != "", f". {item.reason}", ""),
        rx.cond(item.is_blocking, "", ". Does not hold the review"),
        class_name="mut t-1",
        style={"display": "block"},
    )
    return rx.el.li(
        rx.el.div(
            icon(rx.cond(item.document_type != "", "file-text", "message-square")),
            rx.el.span(rx.el.span(item.label, class_name="med"), under),
            rx.el.span(
                rx.el.span(
                    late, rx.el.span(f"Due {item.due}", class_name="mut"), class_name="due-words"
                ),
                badge,
                class_name="row t-1",
            ),
            class_name="mi",
        ),
        _details(item),
        key=item.id,
        custom_attrs={"data-testid": "item"},
    )


def _details(item: InformationItemView) -> rx.Component:
    def said(words: rx.Var, icon_name: str, tone: str) -> rx.Component:
        return rx.cond(
            words != "",
            rx.el.p(icon(icon_name, size=14), words, class_name=f"row said {tone}"),
        )

    document = rx.cond(
        item.document_id > 0,
        route_link(
            icon("download", size=14),
            "Open the document",
            href=f"/files/{item.document_id}",
            class_name="btn o s",
        ),
    )
    decide = rx.cond(
        item.can_decide,
        rx.el.span(
            button(
                "Accept",
                size="small",
                icon_name="check",
                on_click=_S.accept(item.id),
                custom_attrs={"aria-label": f"Accept {item.label}"},
            ),
            button(
                "Send back",
                size="small",
                icon_name="undo-2",
                on_click=_S.ask_why(item.id),
                custom_attrs={"aria-label": f"Send back {item.label}"},
            ),
            class_name="row",
        ),
    )
    return rx.el.div(
        said(item.note, "message-square", "mut"),
        said(item.decision_note, "undo-2", "bad"),
        said(item.reply, "reply", ""),
        rx.cond(
            (item.document_id > 0) | item.can_decide,
            rx.el.div(document, decide, class_name="row wrap"),
        ),
        rx.cond(item.can_send, rx.cond(item.document_type != "", _upload(item), _answer(item))),
        class_name="item-body",
    )


def _upload(item: InformationItemView) -> rx.Component:
    return file_upload(
        item.label,
        "PDF, JPG or PNG, at most 25 MB.",
        url=f"/files/submissions/{RecordState.submission_id}",
        document_type=item.document_type,
        is_multiple=False,
        on_uploaded=_S.added,
        test_id="send-item",
    )


def _answer(item: InformationItemView) -> rx.Component:
    name = rx.Var.create("reply-") + item.id.to_string()
    return TypedForm.create(
        text_field(
            "reply",
            "Your answer",
            rows=3,
            width="full",
            problem=_S.problems.get(name, ""),
        ),
        rx.el.div(button("Send answer", type="submit", size="small"), style={"marginTop": "8px"}),
        on_send=lambda typed: _S.reply(item.id, typed),
    )


def asking_form() -> rx.Component:
    """What an underwriter needs, one thing or several, each with its reason and date."""
    return rx.cond(
        _S.is_open,
        rx.el.section(
            rx.el.header(rx.el.h2("Ask for information", class_name="t-h2 grow")),
            TypedForm.create(
                rx.fragment(error_summary(_S.summary, id_prefix="in-"), key=_S.attempts),
                rx.foreach(_S.things, _thing),
                rx.el.div(
                    button("Ask for another thing", icon_name="plus", on_click=_S.add_thing),
                    style={"marginTop": "16px"},
                ),
                rx.el.div(
                    button(
                        "Ask the producer",
                        tone="primary",
                        type="submit",
                        custom_attrs={"data-testid": "ask-submit"},
                    ),
                    button("Cancel", tone="quiet", on_click=_S.close),
                    class_name="acts-row",
                ),
                on_send=_S.request,
                form_class="panel-form",
            ),
            class_name="panel",
            custom_attrs={"aria-label": "Ask for information"},
        ),
    )


def _thing(key: rx.Var) -> rx.Component:
    def named(kind: str) -> rx.Var:
        return rx.Var.create(f"{kind}-") + key.to_string()

    def problem(kind: str) -> rx.Var:
        return _S.problems.get(named(kind), "")

    drop = rx.cond(
        _S.things.length() > 1,
        icon_button("Remove this thing", "trash-2", is_small=True, on_click=_S.drop_thing(key)),
    )
    return rx.el.div(
        rx.el.div(
            text_field(named("label"), "What is needed", problem=problem("label"), width="full"),
            drop,
            class_name="row between",
        ),
        rx.el.div(
            select_field(
                named("type"),
                "Kind of answer",
                RecordState.detail.document_types,
                problem=problem("type"),
                empty_words="An answer in words",
                extra=[("other", "Other document")],
                width="20",
            ),
            select_field(
                named("reason"),
                "Reason",
                RecordState.detail.information_reasons,
                problem=problem("reason"),
                empty_words="",
                value="missing",
                width="15",
            ),
            text_field(
                named("due"),
                "Needed by",
                problem=problem("due"),
                value=_S.usual_due,
                width="10",
            ),
            class_name="field-row",
        ),
        text_field(named("note"), "Note (optional)", problem=problem("note"), rows=2, width="full"),
        select_field(
            named("blocking"),
            "Does the review wait for it?",
            None,
            problem=rx.Var.create(""),
            empty_words="",
            extra=[("yes", "Yes"), ("no", "No")],
            width="10",
        ),
        class_name="thing",
        key=key,
    )
