"""When the agency works, how soon it answers, its days off, and whom lateness reaches (SUB-11)."""

import reflex as rx

from producer_portal.features.admin.components.rules import ticks
from producer_portal.features.admin.state.calendar import CalendarState
from producer_portal.features.submissions.queries.calendar import DayRow, HoursRow, TargetRow
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.components.data_table import Column, data_table, two_lines
from producer_portal.ui.components.facts import section
from producer_portal.ui.components.feedback import skeleton_rows
from producer_portal.ui.components.links import button
from producer_portal.ui.components.typed_form import TypedForm, select_field, text_field
from producer_portal.ui.frame import portal_frame
from producer_portal.ui.layout import page_body, page_head
from producer_portal.ui.page import Nav, portal_page

_S = CalendarState
TIME_ZONES = [
    (zone, words)
    for zone, words in (
        ("America/New_York", "Eastern"),
        ("America/Chicago", "Central"),
        ("America/Denver", "Mountain"),
        ("America/Phoenix", "Mountain without daylight saving"),
        ("America/Los_Angeles", "Pacific"),
        ("America/Anchorage", "Alaska"),
        ("Pacific/Honolulu", "Hawaii"),
        ("America/Puerto_Rico", "Atlantic"),
        ("Pacific/Guam", "Guam"),
    )
]


@portal_page(
    "/admin/calendar",
    title="Calendar",
    permission=Permission.SETTINGS_MANAGE,
    on_load=CalendarState.load,
    nav=Nav("calendar", "Calendar", "calendar-days", group="Agency"),
)
def calendar_page() -> rx.Component:
    """One form for hours, targets and lateness; the days off beside it."""
    return portal_frame(
        page_head(
            "Calendar", words="By when a submission is answered, and who hears when it is not."
        ),
        page_body(rx.cond(_S.is_loading, skeleton_rows(3, 10), rx.fragment(_form(), _days_off()))),
        active="calendar",
    )


def _form() -> rx.Component:
    return TypedForm.create(
        section(
            "Business hours",
            select_field(
                "time_zone",
                "Time zone",
                None,
                problem=_S.problems.get("time_zone", ""),
                value=_S.time_zone,
                empty_words="",
                width="20",
                extra=TIME_ZONES,
            ),
            rx.el.div(rx.foreach(_S.hours, _hours_row), class_name="hours"),
        ),
        section("Targets", _targets()),
        section(
            "When an answer is late",
            ticks(
                "Told once (nobody ticked: principals and managers above the agency)",
                "tell",
                _S.people,
                _S.escalate_to,
                problem=_S.problems.get("tell", ""),
            ),
        ),
        rx.el.div(
            button(
                "Save", tone="primary", type="submit", custom_attrs={"data-testid": "save-hours"}
            ),
            class_name="acts-row",
        ),
        on_send=_S.save,
        key=_S.edit,
    )


def _box(name: rx.Var, label: rx.Var, value: rx.Var, width: str = "10") -> rx.Component:
    return text_field(
        name,
        label,
        problem=_S.problems.get(name, ""),
        value=value,
        width=width,
        is_label_hidden=True,
    )


def _hours_row(row: HoursRow) -> rx.Component:
    place = row.place.to_string()
    return rx.el.div(
        rx.el.span(row.name, class_name="med"),
        _box(rx.Var.create("opens-") + place, f"{row.name} from", row.opens),
        rx.el.span("to", class_name="mut"),
        _box(rx.Var.create("closes-") + place, f"{row.name} to", row.closes),
        class_name="hours-row",
    )


def _targets() -> rx.Component:
    def days(row: TargetRow) -> rx.Component:
        return _box(
            rx.Var.create("days-") + row.code, f"Business days for {row.line}", row.days, "5"
        )

    def hours(row: TargetRow) -> rx.Component:
        name = rx.Var.create("hours-") + row.code
        return _box(name, f"Business hours for {row.line}", row.hours, "5")

    return rx.el.div(
        rx.el.p(
            "Business days, or business hours where they are entered. While information is needed, no time passes.",
            class_name="t-d mut",
        ),
        data_table(
            [
                Column(key="line", header="Line", cell=lambda row: row.line),
                Column(key="days", header="Days", cell=days),
                Column(key="hours", header="Hours", cell=hours),
                Column(key="due", header="Sent now, due", cell=lambda row: row.due),
            ],
            _S.targets,
            caption="Targets of each line",
            row_key=lambda row: row.code,
            is_list=False,
        ),
        class_name="targets",
    )


def _days_off() -> rx.Component:
    add = TypedForm.create(
        text_field("day", "Day", problem=_S.problems.get("day", ""), width="10"),
        text_field("name", "What it is", problem=_S.problems.get("name", ""), width="20"),
        rx.el.div(
            button("Add a day off", type="submit", custom_attrs={"data-testid": "add-day"}),
            class_name="f",
        ),
        on_send=_S.add_day,
        form_class="field-row",
        key=_S.edit,
    )
    return section(
        "Days off",
        add,
        data_table(
            [
                Column(key="day", header="Day", cell=lambda row: row.words),
                Column(key="name", header="What it is", cell=_name),
                Column(key="turn", header="Change", cell=_turn),
            ],
            _S.days,
            caption="Days off",
            row_key=lambda row: row.day,
            is_list=False,
        ),
    )


def _name(row: DayRow) -> rx.Component:
    kind = rx.cond(row.is_federal, "Federal holiday", "Added by the agency")
    return two_lines(row.name, rx.cond(row.is_worked, "Worked all the same", kind))


def _turn(row: DayRow) -> rx.Component:
    words = rx.cond(row.is_worked, "Take it off", "Work on it")
    return button(
        words,
        size="small",
        on_click=_S.turn_day(row.day),
        custom_attrs={"aria-label": f"{words}: {row.words}"},
    )
