"""What is asked for before sending and binding, and what carriers write, as versioned rules (SUB-7)."""

import reflex as rx

from producer_portal.features.admin.components.rules import (
    draft_bar,
    draft_dialogs,
    older_versions,
    rule_menu,
    ticks,
)
from producer_portal.features.admin.state.appetite import AppetiteState
from producer_portal.features.submissions.queries.gate import AskedRow
from producer_portal.features.submissions.rules.appetite import OUTCOME_NAMES
from producer_portal.features.submissions.rules.gate import STRICTNESS_NAMES
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.components.data_table import Column, data_table, two_lines
from producer_portal.ui.components.dialog import dialog
from producer_portal.ui.components.facts import section
from producer_portal.ui.components.feedback import error_callout, skeleton_rows
from producer_portal.ui.components.form import select_box
from producer_portal.ui.components.links import button
from producer_portal.ui.components.typed_form import (
    TypedForm,
    form_buttons,
    select_field,
    text_field,
)
from producer_portal.ui.frame import portal_frame
from producer_portal.ui.layout import page_body, page_head
from producer_portal.ui.page import Nav, portal_page

_S = AppetiteState


@portal_page(
    "/admin/appetite",
    title="Appetite",
    permission=Permission.SETTINGS_MANAGE,
    on_load=AppetiteState.load,
    nav=Nav("appetite", "Appetite", "target", group="Agency"),
)
def appetite_page() -> rx.Component:
    """The draft or what is in force: what is asked for, the rules in order, older versions."""
    return portal_frame(
        page_head(
            "Appetite",
            words="What stops a submission before it is sent, and a quote before it is bound.",
        ),
        page_body(
            rx.cond(
                _S.is_loading,
                skeleton_rows(3, 8),
                rx.fragment(
                    draft_bar(_S, "Change anything to begin a draft."),
                    section("What is asked for", _asked()),
                    section("What carriers write", _rules(), action=_add()),
                    older_versions(_S.versions),
                ),
            )
        ),
        _form(),
        draft_dialogs(_S),
        active="appetite",
    )


def _asked() -> rx.Component:
    head = rx.el.thead(
        rx.el.tr(
            rx.el.th("On the effective date", scope="col"),
            rx.el.th("Before sending", scope="col"),
            rx.el.th("Before binding", scope="col"),
        )
    )
    return TypedForm.create(
        rx.el.div(
            rx.el.table(
                rx.el.caption("What is asked for", class_name="vh"),
                head,
                rx.el.tbody(rx.foreach(_S.asked, _asked_row)),
                class_name="t one",
            ),
            class_name="tw asked",
        ),
        rx.el.div(
            text_field(
                "least_claim",
                "Least E&O limit for each claim",
                hint="Empty for any limit",
                problem=_S.problems.get("least_claim", ""),
                value=_S.least_claim,
                width="15",
                prefix="$",
            ),
            rx.el.div(
                button("Save", type="submit", custom_attrs={"data-testid": "save-asked"}),
                class_name="acts-row",
            ),
        ),
        on_send=_S.save_asked,
        key=_S.edit,
    )


def _asked_row(row: AskedRow) -> rx.Component:
    def choice(moment: str, value: rx.Var) -> rx.Component:
        name = rx.Var.create(f"{moment}-") + row.key
        return select_box(
            rx.el.select(
                *[rx.el.option(words, value=str(key)) for key, words in STRICTNESS_NAMES.items()],
                name=name,
                default_value=value,
                class_name="inp",
                custom_attrs={
                    "aria-label": f"{row.name}, before {moment}",
                    "data-testid": name,
                },
            )
        )

    return rx.el.tr(
        rx.el.th(row.name, scope="row"),
        rx.el.td(choice("sending", row.sending)),
        rx.el.td(choice("binding", row.binding)),
    )


def _add() -> rx.Component:
    return button(
        "Add a rule",
        icon_name="plus",
        size="small",
        on_click=_S.open_rule(""),
        custom_attrs={"data-testid": "add-rule"},
    )


def _rules() -> rx.Component:
    return data_table(
        [
            Column(key="rule", header="Rule", cell=lambda row: two_lines(row.words, row.told)),
            Column(
                key="outcome",
                header="Outcome",
                cell=lambda row: row.outcome_words,
                hide_below="md",
                width="220px",
            ),
        ],
        _S.rules,
        caption="Appetite rules in order",
        row_key=lambda row: row.key,
        row_menu=lambda row: rule_menu(_S, row.key, row.words),
        empty=rx.el.p(
            "No rules: every carrier takes everything. Of several rules the first that fits decides.",
            class_name="t-d mut",
        ),
        is_list=False,
    )


def _form() -> rx.Component:
    problems, rule = _S.problems, _S.rule

    def text(
        name: str, label: str, value: rx.Var, *, hint: str = "", width: str = "full"
    ) -> rx.Component:
        return text_field(
            name, label, problem=problems.get(name, ""), value=value, hint=hint, width=width
        )

    return dialog(
        "Appetite rule",
        TypedForm.create(
            rx.el.div(
                error_callout(_S.failure),
                select_field(
                    "carrier",
                    "Carrier",
                    _S.carriers,
                    problem=problems.get("carrier", ""),
                    value=rule.carrier_id,
                    empty_words="Every carrier",
                    width="full",
                ),
                select_field(
                    "outcome",
                    "Outcome",
                    None,
                    problem=problems.get("outcome", ""),
                    value=rule.outcome,
                    empty_words="",
                    width="full",
                    extra=[(str(key), words) for key, words in OUTCOME_NAMES.items()],
                ),
                text("words", "Words for the producer", rule.told),
                rx.el.label(
                    rx.el.input(
                        type="checkbox",
                        name="is_hard",
                        default_checked=rule.is_hard,
                        class_name="cb",
                    ),
                    "What is not written cannot be sent",
                    class_name="ra",
                    style={"marginTop": "8px"},
                ),
                ticks(
                    "Lines (none ticked means any)",
                    "line",
                    _S.lines,
                    rule.lines,
                    problem=problems.get("lines", ""),
                ),
                text("states", "States", rule.states, hint="Like FL, GA. Empty for any"),
                text(
                    "naics", "NAICS begins with", rule.naics, hint="Like 238, 56173. Empty for any"
                ),
                text("classes", "Class codes", rule.classes, hint="As the form asks them"),
                rx.el.div(
                    text("from_on", "Effective from", rule.from_on, width="10"),
                    text("until_on", "Until (not included)", rule.until_on, width="10"),
                    class_name="field-row",
                ),
                class_name="mb",
            ),
            form_buttons("Save in the draft", on_cancel=_S.close_rule, test_id="save-rule"),
            on_send=_S.save_rule,
        ),
        is_open=_S.is_open,
        on_close=_S.close_rule,
        test_id="rule-form",
    )
