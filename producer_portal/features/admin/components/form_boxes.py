"""The boxes of the editor of forms: a question, a page, a document (SUB-1)."""

import reflex as rx

from producer_portal.features.admin.components.conditions import condition_rows
from producer_portal.features.admin.state.forms import NEEDED, SHOWN, FormState
from producer_portal.features.submissions.rules.form_typed import (
    CHECK_NAMES,
    FILE_KINDS,
    KIND_NAMES,
    NUMBERS,
    PICKED,
    TEXTS,
)
from producer_portal.ui.components.dialog import dialog
from producer_portal.ui.components.feedback import error_callout
from producer_portal.ui.components.form import select_box
from producer_portal.ui.components.typed_form import (
    TypedForm,
    form_buttons,
    select_field,
    text_field,
)

_S = FormState
_Q = FormState.question
_NEEDS = (("needed", "Needed"), ("optional", "Optional"), ("needed_if", "Needed only when"))


def _text(
    name: str,
    label: str,
    value: rx.Var,
    *,
    hint: str = "",
    width: str = "full",
    rows: int = 0,
) -> rx.Component:
    return text_field(
        name,
        label,
        problem=_S.problems.get(name, ""),
        value=value,
        hint=hint,
        width=width,
        rows=rows,
    )


def _is_of(kinds: object) -> rx.Var:
    names = sorted(kind.value for kind in kinds)
    return rx.Var.create(names).contains(_S.kind)


def question_dialog() -> rx.Component:
    """Everything an administrator may say of a question; its kind only while it is new."""
    is_new_page = _S.editing == "new page"
    return dialog(
        rx.cond(_S.key != "", "Question", rx.cond(is_new_page, "New page", "New question")),
        TypedForm.create(
            rx.el.div(
                error_callout(_S.failure),
                rx.cond(
                    is_new_page,
                    _text("page_title", "Title of the page", rx.Var.create("")),
                ),
                _text(
                    "label",
                    rx.cond(is_new_page, "Its first question", "Question"),
                    _Q.label,
                ),
                _text(
                    "name",
                    "How messages call it",
                    _Q.name,
                    hint="Like annual sales: “Enter the annual sales”. For a yes or no, like "
                    "there is a pool: “Say whether there is a pool”",
                ),
                _text("hint", "Hint under the question", _Q.hint),
                _kind(),
                _limits(),
                _sensitive(),
                _need(),
                condition_rows("Asked only when", SHOWN, _S.shown),
                class_name="mb",
            ),
            form_buttons("Save in the draft", on_cancel=_S.close_boxes, test_id="save-question"),
            on_send=_S.save_question,
            key=_S.opened,
        ),
        is_open=(_S.editing == "question") | is_new_page,
        on_close=_S.close_boxes,
        test_id="question-form",
    )


def _kind() -> rx.Component:
    problem = _S.problems.get("kind", "")
    chosen = rx.el.div(
        rx.el.label("How it is answered", html_for="in-kind"),
        rx.cond(problem != "", rx.el.span(problem, class_name="em")),
        rx.el.div(
            select_box(
                rx.el.select(
                    *[rx.el.option(words, value=kind.value) for kind, words in KIND_NAMES.items()],
                    name="kind",
                    value=_S.kind,
                    on_change=_S.choose_kind,
                    class_name="inp",
                    custom_attrs={"id": "in-kind"},
                )
            ),
            class_name="in",
        ),
        class_name="f",
    )
    fixed = rx.el.p(
        "Answered by: ",
        rx.el.b(_Q.kind_words),
        ". Another kind is another question: add one and remove this.",
        class_name="t-d mut f",
    )
    return rx.cond(_S.key == "", chosen, fixed)


def _pair(*fields: rx.Component) -> rx.Component:
    return rx.el.div(*fields, class_name="field-row")


def _limits() -> rx.Component:
    year = "Like 1990, or this year + 1"
    return rx.fragment(
        rx.cond(
            _is_of(TEXTS),
            rx.fragment(
                _pair(
                    _text("min_length", "Fewest characters", _Q.min_length, width="10"),
                    _text("max_length", "Most characters", _Q.max_length, width="10"),
                ),
                select_field(
                    "check",
                    "Checked as",
                    None,
                    problem=_S.problems.get("check", ""),
                    value=_Q.check,
                    empty_words="Nothing in particular",
                    width="full",
                    extra=list(CHECK_NAMES.items()),
                ),
            ),
        ),
        rx.cond(
            _is_of(NUMBERS),
            _pair(
                _text("minimum", "At least", _Q.minimum, width="10"),
                _text("maximum", "At most", _Q.maximum, width="10"),
            ),
        ),
        rx.cond(_S.kind == "year", rx.el.p(year, class_name="hint")),
        rx.cond(
            _S.kind == "date",
            rx.fragment(
                _pair(
                    _text("not_before", "First day", _Q.not_before, width="20"),
                    _text("not_after", "Last day", _Q.not_after, width="20"),
                ),
                rx.el.p("Like 3/7/2026, today, or today - 16 years", class_name="hint"),
            ),
        ),
        rx.cond(
            _S.kind == "boolean",
            rx.fragment(
                select_field(
                    "must_be",
                    "Goes on with",
                    None,
                    problem=_S.problems.get("must_be", ""),
                    value=_Q.must_be,
                    empty_words="Yes or No",
                    width="full",
                    extra=[("yes", "Only Yes"), ("no", "Only No")],
                ),
                _text("refused_message", "What the other answer is told", _Q.refused_message),
            ),
        ),
        rx.cond(_is_of(PICKED), _choices()),
    )


def _choices() -> rx.Component:
    return rx.fragment(
        rx.cond(
            _Q.choices.length() > 0,
            rx.el.fieldset(
                rx.el.legend("Choices"),
                rx.el.p("Empty a box to remove its choice", class_name="hint"),
                rx.foreach(
                    _Q.choices,
                    lambda one: rx.el.input(
                        name=rx.Var.create("choice-") + one.value,
                        default_value=one.label,
                        auto_complete="off",
                        class_name="inp in",
                        custom_attrs={"aria-label": f"Choice {one.label}"},
                    ),
                ),
                class_name="f",
            ),
        ),
        _text(
            "more_choices",
            rx.cond(_Q.choices.length() > 0, "More choices", "Choices"),
            rx.Var.create(""),
            hint="One a line",
            rows=3,
        ),
    )


def _sensitive() -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox", name="is_sensitive", default_checked=_Q.is_sensitive, class_name="cb"
        ),
        "Kept sealed: shown by its last four characters only",
        class_name="ra",
        style={"marginTop": "8px"},
    )


def _need() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.label("An answer is", html_for="in-need"),
            rx.el.div(
                select_box(
                    rx.el.select(
                        *[rx.el.option(words, value=key) for key, words in _NEEDS],
                        name="need",
                        value=_S.need,
                        on_change=_S.choose_need,
                        class_name="inp",
                        custom_attrs={"id": "in-need"},
                    )
                ),
                class_name="in w-20",
            ),
            class_name="f",
        ),
        rx.cond(_S.need == "needed_if", condition_rows("Needed only when", NEEDED, _S.needed)),
    )


def page_dialog() -> rx.Component:
    """A page's title, how often it is answered, when it is asked."""
    page = _S.page
    return dialog(
        "Page of the form",
        TypedForm.create(
            rx.el.div(
                error_callout(_S.failure),
                _text("title", "Title", page.title),
                rx.cond(
                    page.is_repeating,
                    rx.fragment(
                        _pair(
                            _text("least", "Answered at least", page.least, width="5"),
                            _text("most", "At most", page.most, width="5"),
                        ),
                        _pair(
                            _text("item_label", "One is called", page.item_label, width="20"),
                            _text("plural", "Several are called", page.plural, width="20"),
                        ),
                    ),
                ),
                condition_rows("Asked only when", SHOWN, _S.shown),
                class_name="mb",
            ),
            form_buttons("Save in the draft", on_cancel=_S.close_boxes, test_id="save-page"),
            on_send=_S.save_page,
            key=_S.opened,
        ),
        is_open=_S.editing == "page",
        on_close=_S.close_boxes,
        test_id="page-form",
    )


def document_dialog() -> rx.Component:
    """A document: what it is, when it must be in, which files are taken, when it is asked for."""
    document = _S.document
    kinds = _S.problems.get("accepts", "")
    return dialog(
        rx.cond(_S.key != "", "Document", "New document"),
        TypedForm.create(
            rx.el.div(
                error_callout(_S.failure),
                _text("label", "What it is", document.label),
                _pair(
                    select_field(
                        "need",
                        "It is",
                        None,
                        problem=_S.problems.get("need", ""),
                        value=document.need,
                        empty_words="",
                        width="20",
                        extra=[("needed", "Needed"), ("optional", "Optional")],
                    ),
                    select_field(
                        "stage",
                        "Must be in",
                        None,
                        problem=_S.problems.get("stage", ""),
                        value=document.stage,
                        empty_words="",
                        width="20",
                        extra=[("submission", "Before sending"), ("before_bind", "Before binding")],
                    ),
                ),
                rx.el.fieldset(
                    rx.el.legend("Kinds of file"),
                    rx.cond(kinds != "", rx.el.span(kinds, class_name="em")),
                    rx.el.div(
                        *[
                            rx.el.label(
                                rx.el.input(
                                    type="checkbox",
                                    name=f"accepts-{kind}",
                                    default_checked=document.accepts.contains(kind),
                                    class_name="cb",
                                ),
                                kind.upper(),
                                class_name="ra",
                            )
                            for kind in FILE_KINDS
                        ],
                        class_name="row wrap in",
                        style={"gap": "0 20px"},
                    ),
                    class_name=rx.cond(kinds != "", "f err", "f"),
                ),
                _text("max_megabytes", "Megabytes at most", document.max_megabytes, width="5"),
                condition_rows("Asked for only when", SHOWN, _S.shown),
                class_name="mb",
            ),
            form_buttons("Save in the draft", on_cancel=_S.close_boxes, test_id="save-document"),
            on_send=_S.save_document,
            key=_S.opened,
        ),
        is_open=_S.editing == "document",
        on_close=_S.close_boxes,
        test_id="document-form",
    )
