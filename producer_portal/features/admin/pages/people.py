"""The people of the agencies in reach, and inviting one (ACC-9, ADM-1)."""

import reflex as rx

from producer_portal.features.admin.queries import PersonRow
from producer_portal.features.admin.state.people import ROLES, PeopleState
from producer_portal.foundation.permissions import Permission, Role
from producer_portal.ui.components.data_table import Column, data_table, pager, record_link
from producer_portal.ui.components.dialog import dialog
from producer_portal.ui.components.feedback import note, nothing_matches
from producer_portal.ui.components.filters import filter_row, find_box
from producer_portal.ui.components.form import select_box
from producer_portal.ui.components.icon import icon
from producer_portal.ui.components.links import button
from producer_portal.ui.components.status import status_badge
from producer_portal.ui.frame import portal_frame
from producer_portal.ui.layout import page_head
from producer_portal.ui.page import Nav, portal_page


@portal_page(
    "/admin/people",
    title="People",
    permission=Permission.USERS_MANAGE,
    on_load=PeopleState.load,
    nav=Nav("people", "People", "users", group="Agency"),
)
def people_page() -> rx.Component:
    """Who signs in here, as what, and how they stand."""
    return portal_frame(
        page_head(
            "People",
            button(
                "Invite a person", icon_name="plus", tone="primary", on_click=PeopleState.open_form
            ),
        ),
        filter_row(
            find_box(
                "Filter by name or email",
                value=PeopleState.search,
                on_find=PeopleState.find,
                placeholder="Name or email",
            )
        ),
        data_table(
            [
                Column(key="name", header="Name", cell=_name),
                Column(key="role", header="Role", cell=lambda row: row.role),
                Column(key="agency", header="Agency", cell=lambda row: row.agency, hide_below="lg"),
                Column(key="status", header="Access", cell=_status),
            ],
            PeopleState.rows,
            caption="People",
            row_key=lambda row: row.id,
            is_loading=PeopleState.is_loading,
            empty=nothing_matches("Nothing matches this filter.", on_clear=PeopleState.find("")),
        ),
        pager(
            PeopleState.pager_words,
            has_previous=PeopleState.page > 1,
            has_next=PeopleState.has_next,
            on_previous=PeopleState.turn(-1),
            on_next=PeopleState.turn(1),
        ),
        _texts(),
        _form(),
        active="people",
    )


def _texts() -> rx.Component:
    """Whether codes by text message may be chosen as a second factor (ACC-2)."""
    return rx.el.div(
        rx.cond(
            PeopleState.allows_texts,
            note(
                "People of your agency may get their sign-in codes by text message.",
                icon_name="smartphone",
                action=button(
                    "Stop offering texts",
                    size="small",
                    on_click=PeopleState.allow_texts(False),
                ),
            ),
            note(
                "Sign-in codes come from authenticator apps only.",
                icon_name="smartphone",
                action=button(
                    "Offer texts",
                    size="small",
                    on_click=PeopleState.allow_texts(True),
                ),
            ),
        ),
        style={"padding": "8px var(--gutter) 24px", "maxWidth": "720px"},
    )


def _name(row: PersonRow) -> rx.Component:
    return record_link(row.name, row.href, under=row.email)


def _status(row: PersonRow) -> rx.Component:
    return status_badge(row.status, row.tone, row.icon, is_final=row.tone != "info")


def _form() -> rx.Component:
    is_producer = PeopleState.typed.get("role", "") == Role.PRODUCER.value
    producers = _choice("producer_id", "Producer", PeopleState.producers, first="Choose a producer")
    return dialog(
        "Invite a person",
        rx.el.div(
            _text("name", "Name", "name"),
            _text("email", "Email", "email"),
            _choice("role", "Role", ROLES),
            _choice("agency_id", "Agency", PeopleState.agencies),
            rx.cond(is_producer, producers),
            class_name="mb",
        ),
        rx.el.div(
            button("Cancel", tone="quiet", on_click=PeopleState.close_form),
            button(
                "Send invitation",
                tone="primary",
                on_click=PeopleState.invite,
                custom_attrs={"data-testid": "send-invitation"},
            ),
            class_name="mf",
        ),
        words="They choose a password and set up their authenticator at first sign-in.",
        is_open=PeopleState.is_adding,
        on_close=PeopleState.close_form,
        test_id="invite",
    )


def _text(key: str, label: str, complete: str) -> rx.Component:
    problem = PeopleState.problems.get(key, "")
    return rx.el.div(
        rx.el.label(label, html_for=f"q-{key}"),
        rx.cond(problem != "", rx.el.span(icon("circle-alert", size=14), problem, class_name="em")),
        rx.el.input(
            id=f"q-{key}",
            default_value=PeopleState.typed.get(key, ""),
            on_blur=lambda value: PeopleState.type_in(key, value),
            auto_complete="off" if complete == "email" else complete,
            class_name="inp in",
            custom_attrs={"aria-invalid": problem != ""},
        ),
        class_name=rx.cond(problem != "", "f err", "f"),
    )


def _choice(key: str, label: str, choices: object, *, first: str = "") -> rx.Component:
    problem = PeopleState.problems.get(key, "")
    return rx.el.div(
        rx.el.label(label, html_for=f"q-{key}"),
        rx.cond(problem != "", rx.el.span(icon("circle-alert", size=14), problem, class_name="em")),
        rx.el.div(
            select_box(
                rx.el.select(
                    *([rx.el.option(first, value="")] if first else []),
                    rx.foreach(choices, lambda one: rx.el.option(one.label, value=one.value)),
                    id=f"q-{key}",
                    value=PeopleState.typed.get(key, ""),
                    on_change=lambda value: PeopleState.type_in(key, value),
                    class_name="inp",
                )
            ),
            class_name="in",
        ),
        class_name=rx.cond(problem != "", "f err", "f"),
    )
