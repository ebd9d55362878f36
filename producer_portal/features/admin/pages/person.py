"""One person: access, role and what was granted on top of it (ACC-6, ACC-9, RBAC-2)."""

import reflex as rx

from producer_portal.features.admin.queries import GrantRow
from producer_portal.features.admin.state.people import PersonState
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.components.dialog import confirm_dialog
from producer_portal.ui.components.facts import key_values, section
from producer_portal.ui.components.feedback import note
from producer_portal.ui.components.form import select_box
from producer_portal.ui.components.links import button
from producer_portal.ui.components.status import status_badge
from producer_portal.ui.frame import portal_frame
from producer_portal.ui.layout import page_body, page_head
from producer_portal.ui.page import portal_page


@portal_page(
    "/admin/people/[user_id]",
    title="Person",
    permission=Permission.USERS_MANAGE,
    on_load=PersonState.load,
)
def person_page() -> rx.Component:
    """What this person may do, and what an administrator may do about it."""
    return portal_frame(
        page_head(
            PersonState.name,
            status=status_badge(
                PersonState.status, PersonState.tone, PersonState.icon, is_final=True
            ),
            crumbs=[("People", "/admin/people"), (PersonState.name, "")],
            is_ruled=True,
        ),
        page_body(
            rx.cond(
                PersonState.is_self,
                note("This is you. Another administrator changes your role, grants and access."),
            ),
            key_values(
                [
                    ("Email", PersonState.email),
                    ("Agency", PersonState.agency),
                    (
                        "Second factor",
                        rx.cond(PersonState.has_second_factor, "Set up", "Not set up yet"),
                    ),
                ]
            ),
            section("Access", _access()),
            section("Role", _role()),
            section("Granted on top of the role", _grants()),
            is_reading=True,
        ),
        _asked(),
        active="people",
        is_missing=PersonState.is_missing,
    )


def _access() -> rx.Component:
    return rx.el.div(
        rx.cond(
            PersonState.is_locked,
            button("Unlock", on_click=PersonState.unlock),
        ),
        rx.cond(
            PersonState.is_invited,
            button("Send a new invitation", on_click=PersonState.invite_again),
        ),
        rx.cond(
            PersonState.has_second_factor & ~PersonState.is_self,
            button("Reset the second factor", on_click=PersonState.ask("factor", "")),
        ),
        rx.cond(
            PersonState.is_deactivated,
            button("Reactivate", on_click=PersonState.reactivate),
            rx.cond(
                ~PersonState.is_self,
                button("Deactivate", tone="danger", on_click=PersonState.ask("deactivate", "")),
            ),
        ),
        class_name="row wrap",
    )


def _role() -> rx.Component:
    return rx.el.div(
        rx.el.label("Role", html_for="role", class_name="vh"),
        rx.el.div(
            select_box(
                rx.el.select(
                    rx.foreach(
                        PersonState.roles, lambda one: rx.el.option(one.label, value=one.value)
                    ),
                    id="role",
                    value=PersonState.role_key,
                    on_change=lambda value: PersonState.ask("role", value),
                    disabled=PersonState.is_self,
                    class_name="inp",
                )
            ),
            class_name="w-20",
        ),
    )


def _grants() -> rx.Component:
    return rx.el.div(
        rx.cond(
            PersonState.grants.length() > 0,
            rx.el.ul(rx.foreach(PersonState.grants, _grant), class_name="acts"),
            rx.el.p("Nothing. The role alone decides.", class_name="t-d mut"),
        ),
        rx.cond(
            ~PersonState.is_self,
            rx.el.div(
                rx.el.label("Grant a permission", html_for="grant", class_name="lab"),
                rx.el.div(
                    select_box(
                        rx.el.select(
                            rx.el.option("Choose a permission", value=""),
                            rx.foreach(
                                PersonState.permissions,
                                lambda one: rx.el.option(one.label, value=one.value),
                            ),
                            id="grant",
                            value="",
                            on_change=lambda value: PersonState.ask("grant", value),
                            class_name="inp",
                        )
                    ),
                    class_name="in w-20",
                ),
                class_name="f",
            ),
        ),
    )


def _grant(row: GrantRow) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(
                rx.el.span(row.permission, class_name="med"),
                rx.el.span(row.reason, " · by ", row.by, ", ", row.until, class_name="t-1 mut"),
                class_name="grow notice-words",
            ),
            button("Revoke", size="small", on_click=PersonState.revoke(row.id)),
            class_name="row between",
            style={"minHeight": "48px"},
        )
    )


def _asked() -> rx.Component:
    title = rx.match(
        PersonState.asking,
        ("deactivate", "Deactivate this person?"),
        ("role", "Change the role?"),
        ("factor", "Reset the second factor?"),
        ("grant", "Grant this permission?"),
        "",
    )
    words = rx.match(
        PersonState.asking,
        ("deactivate", "Every session ends at once. Drafts stay."),
        ("role", "The new role holds from their next click on."),
        ("factor", "Every session ends; at next sign-in they set up a new authenticator."),
        ("grant", "It comes on top of the role until it is revoked."),
        "",
    )
    confirm = rx.match(
        PersonState.asking,
        ("deactivate", "Deactivate"),
        ("role", "Change role"),
        ("factor", "Reset"),
        "Grant",
    )
    return confirm_dialog(
        title,
        words,
        confirm,
        is_open=PersonState.asking != "",
        on_confirm=PersonState.do,
        on_cancel=PersonState.ask("", ""),
        reason_label="Reason",
    )
