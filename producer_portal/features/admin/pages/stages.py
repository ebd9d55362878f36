"""The agency's own stages within the statuses that producers see (SUB-10)."""

import reflex as rx

from producer_portal.features.admin.state.stages import StagesState
from producer_portal.features.submissions.queries.stages import StageGroup, StageRow
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.components.dialog import dialog
from producer_portal.ui.components.feedback import error_callout, skeleton_rows
from producer_portal.ui.components.links import button
from producer_portal.ui.components.menu import menu_action, row_menu
from producer_portal.ui.components.status import status_badge
from producer_portal.ui.components.typed_form import (
    TypedForm,
    form_buttons,
    select_field,
    text_field,
)
from producer_portal.ui.frame import portal_frame
from producer_portal.ui.layout import page_body, page_head
from producer_portal.ui.page import Nav, portal_page

_S = StagesState


@portal_page(
    "/admin/stages",
    title="Stages",
    permission=Permission.SETTINGS_MANAGE,
    on_load=StagesState.load,
    nav=Nav("stages", "Stages", "list-checks", group="Agency"),
)
def stages_page() -> rx.Component:
    """Every status with its stages in order; what comes into a status lands in the first."""
    return portal_frame(
        page_head(
            "Stages",
            words="Your own steps within each status. Staff see them; producers and insureds see the status only.",
        ),
        page_body(
            rx.cond(
                _S.is_loading,
                skeleton_rows(2, 10),
                rx.el.div(rx.foreach(_S.groups, _group), class_name="stage-groups"),
            )
        ),
        _naming(),
        _retiring(),
        active="stages",
    )


def _group(group: StageGroup) -> rx.Component:
    look = group.status
    badge = status_badge(look.words, look.tone, look.icon, is_final=look.is_final)
    name = f"Add a stage to {look.words.lower()}"
    return rx.el.section(
        rx.el.div(
            rx.el.h2(badge, class_name="t-h3"),
            button(
                "Add a stage",
                icon_name="plus",
                tone="quiet",
                size="small",
                on_click=_S.open_form(look.key),
                custom_attrs={"aria-label": name},
            ),
            class_name="row stage-head",
        ),
        rx.cond(
            group.stages.length() > 0,
            rx.el.ol(rx.foreach(group.stages, _stage), custom_attrs={"role": "list"}),
            rx.el.p("One step, called as the status is.", class_name="mut t-d"),
        ),
        rx.cond(_S.adding == look.key, _adding()),
        class_name="stage-group",
        custom_attrs={"aria-label": look.words, "data-status": look.key},
    )


def _stage(stage: StageRow) -> rx.Component:
    return rx.el.li(
        rx.el.span(stage.name, class_name="med"),
        rx.cond(stage.is_first, rx.el.span("New ones land here", class_name="t-1 mut")),
        rx.el.span(class_name="grow"),
        rx.el.span(stage.words, class_name="mut num t-d"),
        row_menu(
            stage.name,
            menu_action("Rename", "pencil", _S.ask("rename", stage.id)),
            rx.cond(~stage.is_first, menu_action("Move up", "arrow-up", _S.move(stage.id, -1))),
            rx.cond(~stage.is_last, menu_action("Move down", "arrow-down", _S.move(stage.id, 1))),
            menu_action("Retire", "trash-2", _S.ask("retire", stage.id)),
        ),
        class_name="row",
    )


def _adding() -> rx.Component:
    return TypedForm.create(
        text_field("name", "Name of the stage", problem=_S.problems.get("name", ""), width="20"),
        rx.el.div(
            button("Add", tone="primary", type="submit", custom_attrs={"data-testid": "add-stage"}),
            button("Cancel", tone="quiet", on_click=_S.open_form("")),
            class_name="f row",
        ),
        on_send=_S.add,
        form_class="field-row",
    )


def _naming() -> rx.Component:
    return dialog(
        "Rename this stage",
        TypedForm.create(
            rx.el.div(
                error_callout(_S.failure),
                text_field(
                    "name",
                    "Name",
                    value=_S.stage.name,
                    problem=_S.problems.get("name", ""),
                    width="full",
                ),
                class_name="mb",
            ),
            form_buttons("Rename", on_cancel=_S.ask("", 0), test_id="confirm"),
            on_send=_S.rename,
            key=_S.stage.id,
        ),
        is_open=_S.asking == "rename",
        on_close=_S.ask("", 0),
        test_id="rename-dialog",
    )


def _retiring() -> rx.Component:
    goal = rx.cond(
        _S.others.length() > 0,
        select_field(
            "into",
            "Its submissions go to",
            _S.others,
            problem=_S.problems.get("into", ""),
            width="full",
        ),
        rx.el.p(
            "It is the only stage of its status, which goes on without stages.", class_name="mut"
        ),
    )
    return dialog(
        "Retire this stage?",
        TypedForm.create(
            rx.el.div(error_callout(_S.failure), goal, class_name="mb"),
            form_buttons("Retire", on_cancel=_S.ask("", 0), test_id="confirm", is_dangerous=True),
            on_send=_S.retire,
        ),
        is_open=_S.asking == "retire",
        on_close=_S.ask("", 0),
        words=f"{_S.stage.name}: {_S.stage.words} in it now.",
        test_id="retire-dialog",
    )
