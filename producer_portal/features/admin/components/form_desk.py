"""The parts of the editor of a form: its task list, a page of questions, documents, differences (SUB-1)."""

import reflex as rx

from producer_portal.features.admin.state.forms import FormState
from producer_portal.features.submissions.queries.editor_views import (
    AskedDocument,
    AskedQuestion,
    ChangeRow,
    OwnVersion,
    PlaceRow,
)
from producer_portal.ui.components.dialog import ReasonForm, confirm_dialog, dialog
from producer_portal.ui.components.facts import section
from producer_portal.ui.components.feedback import error_callout, note
from producer_portal.ui.components.links import button, icon_button

_S = FormState


def form_bar() -> rx.Component:
    """Whether one sees a draft or what is in use, what the portal has newer, and the ways on."""
    ends = rx.el.span(
        button("Discard draft", size="small", on_click=_S.ask("discard", "", "")),
        button(
            "Publish",
            size="small",
            tone="primary",
            on_click=_S.ask("publish", "", ""),
            custom_attrs={"data-testid": "publish"},
        ),
        class_name="row",
    )
    begins = button(
        "Copy and edit",
        size="small",
        tone="primary",
        on_click=_S.copy_form(False),
        custom_attrs={"data-testid": "copy"},
    )
    newer = rx.cond(
        _S.is_draft,
        rx.fragment(),
        button("Copy the portal's", size="small", on_click=_S.copy_form(True)),
    )
    return rx.fragment(
        rx.cond(
            _S.is_draft,
            note(_S.words, " It is not in use yet.", tone="warn", action=ends),
            note(_S.words, ".", action=begins),
        ),
        rx.cond(
            _S.news != "",
            rx.el.div(note(_S.news, action=newer), style={"marginTop": "8px"}),
        ),
        rx.cond(
            (_S.failure != "") & (_S.editing == "") & (_S.asking == ""),
            rx.el.div(error_callout(_S.failure), style={"marginTop": "8px"}),
        ),
    )


def places() -> rx.Component:
    """The pages of the form, its documents and what changes, each a press away."""

    def row(one: PlaceRow) -> rx.Component:
        return rx.el.li(
            rx.el.button(
                rx.el.span(one.title, class_name="grow"),
                rx.el.span(one.told, class_name="mut t-1"),
                type="button",
                on_click=_S.go(one.key),
                class_name="place",
                custom_attrs={
                    "aria-current": rx.cond(one.key == _S.place, "page", "false"),
                    "data-testid": f"place-{one.key}",
                },
            )
        )

    add = button(
        "Add a page",
        icon_name="plus",
        size="small",
        on_click=_S.open_boxes("new page", ""),
        custom_attrs={"data-testid": "add-page"},
    )
    return rx.el.nav(
        rx.el.ol(rx.foreach(_S.places, row)),
        rx.cond(_S.is_draft & _S.is_page, add),
        class_name="places",
        custom_attrs={"aria-label": "Pages of the form"},
    )


def place_body() -> rx.Component:
    """What stands at the place one is at."""
    return rx.el.div(
        rx.cond(
            _S.is_page,
            _page(),
            rx.cond(_S.place == "documents", _documents(), _changes()),
        ),
        _versions(),
        class_name="place-body",
    )


def _page() -> rx.Component:
    acts = rx.el.span(
        button(
            "Change the page",
            size="small",
            on_click=_S.open_boxes("page", ""),
            custom_attrs={"data-testid": "change-page"},
        ),
        button("Remove the page", size="small", on_click=_S.ask("page", "", "")),
        button(
            "Add a question",
            icon_name="plus",
            size="small",
            on_click=_S.open_boxes("question", ""),
            custom_attrs={"data-testid": "add-question"},
        ),
        class_name="row wrap",
    )
    return section(
        _S.title,
        rx.cond(_S.told != "", rx.el.p(_S.told, class_name="t-d mut")),
        rx.el.ol(rx.foreach(_S.questions, _question), class_name="asked-list"),
        action=rx.cond(_S.is_draft, acts),
    )


def _question(one: AskedQuestion) -> rx.Component:
    def act(words: str, icon_name: str, event: object) -> rx.Component:
        return icon_button(
            f"{words} “{one.label}”",
            icon_name,
            is_small=True,
            on_click=event,
            custom_attrs={"data-testid": f"{words.rsplit(maxsplit=1)[-1].lower()}-{one.key}"},
        )

    return rx.el.li(
        _words(one.label, one.told, one.shown),
        rx.cond(
            _S.is_draft,
            rx.el.span(
                act("Move up", "arrow-up", _S.move(one.key, -1)),
                act("Move down", "arrow-down", _S.move(one.key, 1)),
                act("Change", "pencil", _S.open_boxes("question", one.key)),
                act("Remove", "trash-2", _S.ask("question", one.key, one.lost)),
                class_name="row acts-of",
            ),
        ),
        key=one.key,
    )


def _words(label: rx.Var, told: rx.Var, shown: rx.Var) -> rx.Component:
    return rx.el.div(
        rx.el.p(label, class_name="med"),
        rx.el.p(told, class_name="t-d mut"),
        rx.cond(shown != "", rx.el.p(shown, class_name="t-d mut")),
        class_name="grow",
    )


def _documents() -> rx.Component:
    def document(one: AskedDocument) -> rx.Component:
        change = icon_button(
            f"Change “{one.label}”",
            "pencil",
            is_small=True,
            on_click=_S.open_boxes("document", one.key),
            custom_attrs={"data-testid": f"change-{one.key}"},
        )
        remove = icon_button(
            f"Remove “{one.label}”",
            "trash-2",
            is_small=True,
            on_click=_S.ask("document", one.key, ""),
        )
        return rx.el.li(
            _words(one.label, one.told, one.shown),
            rx.cond(_S.is_draft, rx.el.span(change, remove, class_name="row acts-of")),
            key=one.key,
        )

    add = button(
        "Add a document",
        icon_name="plus",
        size="small",
        on_click=_S.open_boxes("document", ""),
        custom_attrs={"data-testid": "add-document"},
    )
    return section(
        "Documents",
        rx.el.ol(rx.foreach(_S.documents, document), class_name="asked-list"),
        action=rx.cond(_S.is_draft, add),
    )


def _change(one: ChangeRow) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.el.span(one.deed, class_name="mut"),
                " ",
                rx.el.span(one.what, class_name="med"),
                rx.el.span(", ", one.place, class_name="mut"),
            ),
            rx.cond(one.words != "", rx.el.p(one.words, class_name="t-d")),
            class_name="grow",
        ),
        key=one.key,
    )


def change_list() -> rx.Component:
    """What the draft asks other than the version in use, in words."""
    return rx.cond(
        _S.changes.length() > 0,
        rx.el.ul(
            rx.foreach(_S.changes, _change),
            class_name="asked-list",
            custom_attrs={"data-testid": "changes"},
        ),
        rx.el.p("Nothing differs from the version in use yet.", class_name="t-d mut"),
    )


def _changes() -> rx.Component:
    return section("What changes with this draft", change_list())


def _versions() -> rx.Component:
    def row(version: OwnVersion) -> rx.Component:
        return rx.el.li(
            rx.el.span(f"Version {version.number}", class_name="med"),
            rx.el.span(version.words, class_name="mut"),
            rx.el.span(version.note),
            class_name="row wrap version-row",
        )

    return rx.cond(
        _S.versions.length() > 0,
        section(
            "Your published versions", rx.el.ul(rx.foreach(_S.versions, row), class_name="t-d")
        ),
    )


def form_dialogs() -> rx.Component:
    """Asked before a draft is published, dropped, or something taken off it."""
    leave = _S.ask("", "", "")
    publish = dialog(
        "Publish this form?",
        rx.el.div(
            error_callout(_S.failure),
            error_callout(_S.problems.get("reason", "")),
            change_list(),
            class_name="mb",
        ),
        ReasonForm.create(
            label="Why it changes",
            hint="",
            is_required=True,
            missing_words="Enter the reason",
            is_one_line=False,
            confirm_words="Publish",
            cancel_words="Cancel",
            tone="p",
            is_busy=False,
            on_confirm=_S.publish,
            on_cancel=leave,
        ),
        words="New submissions ask this from now on. Open ones keep the form they were started with.",
        is_open=_S.asking == "publish",
        on_close=leave,
        test_id="publish-dialog",
    )

    def removing(what: str, title: str, words: str) -> rx.Component:
        return confirm_dialog(
            title,
            rx.cond(_S.asked_words != "", _S.asked_words, words),
            "Remove",
            is_open=_S.asking == what,
            on_confirm=_S.remove,
            on_cancel=leave,
            is_dangerous=True,
            test_id=f"remove-{what}-dialog",
        )

    return rx.fragment(
        publish,
        confirm_dialog(
            "Discard the draft?",
            "Its changes are lost. The form in use stays in use.",
            "Discard draft",
            is_open=_S.asking == "discard",
            on_confirm=_S.discard,
            on_cancel=leave,
            is_dangerous=True,
            test_id="discard-dialog",
        ),
        removing(
            "question", "Remove this question?", "Submissions that asked it keep its answers."
        ),
        removing("page", "Remove this page?", "Its questions leave the draft with it."),
        removing("document", "Remove this document?", "It is no longer asked for."),
    )
