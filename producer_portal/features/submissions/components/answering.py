"""The questions of a section: boxes, a clash with somebody else, sensitive answers shown for a moment."""

from typing import Any

import reflex as rx

from producer_portal.features.submissions.queries.views import ItemView, QuestionView, TaskRow
from producer_portal.features.submissions.state.draft import SectionState
from producer_portal.ui.components.focus import FocusOn
from producer_portal.ui.components.form import ID_PREFIX, question_field
from producer_portal.ui.components.icon import icon
from producer_portal.ui.components.kinds import Flag, Words
from producer_portal.ui.components.links import button, page_link
from producer_portal.ui.components.repeating import repeating_group

_MODULE = rx.asset("answering.jsx", shared=True).importable_path
SHOWN_SECONDS = 60


class FocusReport(rx.Component):
    """Tells which box the person entered, "" for none, while the page is open; and when it is not."""

    library = _MODULE
    tag = "FocusReport"
    on_enter: rx.EventHandler[rx.event.passthrough_event_spec(str)]  # type: ignore[type-arg, valid-type]
    on_leave: rx.EventHandler[rx.event.no_args_event_spec]  # type: ignore[type-arg, valid-type]


class FocusAddress(rx.Component):
    """Puts the focus where the address points, once the page has its boxes."""

    library = _MODULE
    tag = "FocusAddress"
    is_ready: rx.Var[bool]
    place: rx.Var[str]


class ShortLived(rx.Component):
    """Ends after `seconds`, with the page, or when it is out of sight."""

    library = _MODULE
    tag = "ShortLived"
    seconds: rx.Var[int]
    on_end: rx.EventHandler[rx.event.no_args_event_spec]  # type: ignore[type-arg, valid-type]


def section_questions() -> rx.Component:
    """All boxes of the section; they are made anew when a person takes over somebody else's words."""
    return rx.fragment(
        FocusReport.create(
            rx.el.div(
                rx.cond(SectionState.is_group, _table(), _list()),
                key=f"{SectionState.section_key}-{SectionState.generation}",
            ),
            on_enter=SectionState.enter,
            on_leave=SectionState.gone,
        ),
        FocusOn.create(place=SectionState.focus_place, turn=SectionState.focus_turn),
        FocusAddress.create(
            is_ready=~SectionState.is_loading, place=SectionState.section_key.to(str)
        ),
    )


def _list() -> rx.Component:
    def save(key: Any, value: Any) -> Any:
        return SectionState.save(SectionState.submission_id, SectionState.section_key, key, value)

    def asked(question: QuestionView) -> rx.Component:
        return rx.fragment(
            question_field(question, on_commit=save),
            rx.cond(
                question.is_sensitive & (question.value != "") & SectionState.can_reveal,
                rx.el.div(_secret(question.key, "", question.label), class_name="secret"),
            ),
            key=question.key,
        )

    return rx.el.div(rx.foreach(SectionState.questions, asked), class_name="qs")


def _table() -> rx.Component:
    def save(group: Any, item_id: Any, key: Any, value: Any) -> Any:
        return SectionState.save_item(SectionState.submission_id, group, item_id, key, value)

    def secrets_of(item: ItemView) -> rx.Component:
        return rx.fragment(
            rx.foreach(
                item.questions,
                lambda question: rx.cond(
                    question.is_sensitive & (question.value != ""),
                    rx.el.li(
                        rx.el.span(f"{question.label}, {item.name}", class_name="mut"),
                        _secret(question.key, item.item_id, f"{question.label}, {item.name}"),
                        class_name="row wrap",
                    ),
                ),
            )
        )

    return rx.el.div(
        repeating_group(
            SectionState.group,
            on_commit=save,
            on_add=SectionState.add_item,
            on_remove=SectionState.remove_item,
            is_locked=SectionState.is_locked,
            on_turn=SectionState.turn_page,
        ),
        rx.cond(
            SectionState.can_reveal,
            rx.el.ul(rx.foreach(SectionState.group.rows, secrets_of), class_name="secrets"),
        ),
        id=ID_PREFIX + SectionState.section_key,
        class_name="grid-page",
    )


def _secret(key: Words, item_id: Words, name: Words) -> rx.Component:
    """The button that shows one answer, or the answer with the button that hides it."""
    place = rx.cond(rx.Var.create(item_id) == "", key, f"{item_id}.{key}")
    words = SectionState.revealed.get(place, "")
    shown = ShortLived.create(
        rx.el.span(words, class_name="num med", custom_attrs={"data-testid": "revealed"}),
        button("Hide", icon_name="eye-off", tone="quiet", size="small", on_click=SectionState.hide),
        seconds=SHOWN_SECONDS,
        on_end=SectionState.hide,
    )
    show = button(
        "Show",
        icon_name="eye",
        tone="quiet",
        size="small",
        on_click=SectionState.reveal(key, item_id),
        custom_attrs={"aria-label": f"Show {name}", "data-testid": "reveal"},
    )
    return rx.cond(words != "", rx.el.span(shown, class_name="row"), show)


def clash_note() -> rx.Component:
    """Somebody else was faster: their words, one's own still in the box, and the choice."""
    return rx.cond(
        SectionState.clash.words != "",
        rx.el.div(
            icon("git-compare", size=16),
            rx.el.span(
                SectionState.clash.words,
                rx.cond(
                    SectionState.clash.theirs != "",
                    rx.fragment(" It now says: ", rx.el.b(SectionState.clash.theirs)),
                ),
                class_name="grow",
            ),
            rx.el.span(
                button("Keep mine", size="small", on_click=SectionState.keep_mine),
                button("Take theirs", size="small", on_click=SectionState.take_theirs),
                class_name="row",
            ),
            class_name="note warn clash",
            role="alert",
            custom_attrs={"data-testid": "clash"},
        ),
    )


def sections_rail(rows: rx.Var, current: Words) -> rx.Component:
    """All pages of the form with a mark for how far each is."""
    return rx.el.section(
        rx.el.h2("Sections", class_name="t-h2"),
        rx.el.ol(rx.foreach(rows, lambda row: _section(row, current)), class_name="rail-list"),
    )


def _section(row: TaskRow, current: Words) -> rx.Component:
    is_here: Flag = row.key == current
    mark = rx.match(
        row.state,
        ("Completed", rx.el.span(icon("check", size=14, stroke=2))),
        (
            "There is a problem",
            rx.el.span(icon("triangle-alert", size=14, stroke=2), class_name="bad"),
        ),
        ("In progress", rx.el.span(icon("circle-dot", size=14))),
        ("Not yet started", rx.el.span(icon("circle-dashed", size=14))),
        rx.el.span(icon("circle-minus", size=14)),
    )
    words = rx.fragment(mark, row.title, rx.el.span(f", {row.state}", class_name="vh"))
    shade = rx.cond(is_here, "row med", rx.cond(row.is_open, "row mut", "row"))
    return rx.el.li(
        rx.cond(
            row.href == "",
            rx.el.span(words, class_name=shade),
            page_link(
                words,
                href=row.href,
                class_name=shade,
                custom_attrs={"aria-current": rx.cond(is_here, "page", "false")},
            ),
        )
    )
