"""What the editors of rules share: the draft's bar, publishing, older versions, lines to tick."""

from typing import Any

import reflex as rx

from producer_portal.features.submissions.queries.rulebook import VersionView
from producer_portal.ui.components.dialog import confirm_dialog
from producer_portal.ui.components.facts import section
from producer_portal.ui.components.feedback import note
from producer_portal.ui.components.kinds import Words
from producer_portal.ui.components.links import button
from producer_portal.ui.components.menu import menu_action, row_menu


def draft_bar(state: Any, published_words: Words) -> rx.Component:
    """Whether one sees the draft or what is in force, with the two ways to end a draft."""
    acts = rx.el.span(
        button("Discard draft", size="small", on_click=state.ask("discard", "")),
        button(
            "Publish",
            size="small",
            tone="primary",
            on_click=state.ask("publish", ""),
            custom_attrs={"data-testid": "publish"},
        ),
        class_name="row",
    )
    return rx.cond(
        state.is_draft,
        note(state.draft_words, " It is not in force yet.", tone="warn", action=acts),
        note(state.draft_words, " ", published_words),
    )


def draft_dialogs(state: Any) -> rx.Component:
    """Asked before a draft is published, dropped, or a rule taken off it."""
    return rx.fragment(
        confirm_dialog(
            "Publish these rules?",
            "They are in force at once. What was decided before stays as it was.",
            "Publish",
            is_open=state.asking == "publish",
            on_confirm=state.publish,
            on_cancel=state.ask("", ""),
            reason_label="What changed",
            is_reason_required=False,
            test_id="publish-dialog",
        ),
        confirm_dialog(
            "Discard the draft?",
            "Its changes are lost. What is published stays in force.",
            "Discard draft",
            is_open=state.asking == "discard",
            on_confirm=state.discard,
            on_cancel=state.ask("", ""),
            is_dangerous=True,
            test_id="discard-dialog",
        ),
        confirm_dialog(
            "Remove this rule?",
            "It leaves the draft. It stays in the versions that were published with it.",
            "Remove",
            is_open=state.asking == "remove",
            on_confirm=state.remove,
            on_cancel=state.ask("", ""),
            is_dangerous=True,
            test_id="remove-dialog",
        ),
    )


def rule_menu(state: Any, key: rx.Var, name: rx.Var) -> rx.Component:
    """What can be done with one rule of the list."""
    return row_menu(
        name,
        menu_action("Change", "pencil", state.open_rule(key)),
        menu_action("Move up", "arrow-up", state.move(key, -1)),
        menu_action("Move down", "arrow-down", state.move(key, 1)),
        menu_action("Remove", "trash-2", state.ask("remove", key)),
    )


def older_versions(versions: rx.Var) -> rx.Component:
    """What was published, newest first."""

    def row(version: VersionView) -> rx.Component:
        return rx.el.li(
            rx.el.span(f"Version {version.number}", class_name="med"),
            rx.el.span(version.count_words, ", ", version.words, class_name="mut"),
            rx.cond(version.note != "", rx.el.span(version.note)),
            class_name="row wrap version-row",
        )

    return rx.cond(
        versions.length() > 0,
        section("Published versions", rx.el.ul(rx.foreach(versions, row), class_name="t-d")),
    )


def ticks(
    legend: str, name: str, choices: rx.Var, chosen: rx.Var, *, problem: rx.Var
) -> rx.Component:
    """Choices to tick, none ticked meaning any; each is sent as "name-value" = "on"."""
    return rx.el.fieldset(
        rx.el.legend(legend),
        rx.cond(problem != "", rx.el.p(problem, class_name="bad t-d")),
        rx.el.div(
            rx.foreach(
                choices,
                lambda one: rx.el.label(
                    rx.el.input(
                        type="checkbox",
                        name=f"{name}-{one.value}",
                        default_checked=chosen.contains(one.value),
                        class_name="cb",
                    ),
                    one.label,
                    class_name="ra",
                ),
            ),
            class_name="ticks in",
        ),
        class_name="f",
    )
