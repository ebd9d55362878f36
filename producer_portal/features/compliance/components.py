"""The forms for one license, appointment or E&O policy."""

import reflex as rx

from producer_portal.features.compliance.rules import AUTHORITY_NAMES, CLASS_NAMES
from producer_portal.features.compliance.state import HeldState
from producer_portal.ui.components.dialog import confirm_dialog, dialog
from producer_portal.ui.components.feedback import error_callout
from producer_portal.ui.components.kinds import Words
from producer_portal.ui.components.typed_form import (
    TypedForm,
    form_buttons,
    select_field,
    text_field,
)
from producer_portal.ui.components.us_states import US_STATES

_PROBLEMS = HeldState.problems
_TYPED = HeldState.typed


def held_dialogs() -> rx.Component:
    """Everything that can be asked on the page of a producer; at most one is open."""
    return rx.fragment(
        _form("license", "License", *_license_fields()),
        _form("appointment", "Appointment", *_appointment_fields()),
        _form("cover", "E&O policy", *_cover_fields()),
        confirm_dialog(
            "Remove it?",
            "Remove only what was entered by mistake. What has ended stays, with its last day.",
            "Remove",
            is_open=HeldState.removing != "",
            on_confirm=HeldState.remove,
            on_cancel=HeldState.ask_remove("", 0),
            is_dangerous=True,
            test_id="remove-dialog",
        ),
    )


def _form(kind: str, title: str, *fields: rx.Component) -> rx.Component:
    return dialog(
        title,
        TypedForm.create(
            rx.el.div(error_callout(HeldState.failure), *fields, class_name="mb"),
            form_buttons("Save", on_cancel=HeldState.close_form, test_id=f"save-{kind}"),
            on_send=HeldState.save,
        ),
        is_open=HeldState.editing == kind,
        on_close=HeldState.close_form,
        test_id=f"{kind}-form",
    )


def _text(
    name: str, label: Words, *, hint: str = "", width: str = "full", prefix: str = ""
) -> rx.Component:
    return text_field(
        name,
        label,
        problem=_PROBLEMS.get(name, ""),
        value=_TYPED.get(name, ""),
        hint=hint,
        width=width,
        prefix=prefix,
    )


def _state() -> rx.Component:
    return select_field(
        "state",
        "State",
        None,
        problem=_PROBLEMS.get("state", ""),
        value=_TYPED.get("state", ""),
        width="full",
        extra=list(US_STATES),
    )


def _days(begins: str, ends: str) -> rx.Component:
    return rx.el.div(
        _text("from_on", begins, width="10"),
        _text("expires_on", ends, width="10"),
        class_name="field-row",
    )


def _license_fields() -> list[rx.Component]:
    return [
        _state(),
        _text("number", "License number"),
        _text("npn", "National Producer Number (optional)", width="10"),
        select_field(
            "license_class",
            "Class",
            None,
            problem=_PROBLEMS.get("license_class", ""),
            value=_TYPED.get("license_class", ""),
            empty_words="",
            width="full",
            extra=[(str(key), words) for key, words in CLASS_NAMES.items()],
        ),
        _days("Issued", "Last day"),
        rx.el.fieldset(
            rx.el.legend("Lines of authority"),
            rx.el.p("Days only where they differ from the license's.", class_name="hint"),
            rx.cond(
                _PROBLEMS.get("authorities", "") != "",
                rx.el.p(_PROBLEMS.get("authorities", ""), class_name="bad"),
            ),
            *[_authority(str(key), words) for key, words in AUTHORITY_NAMES.items()],
            class_name="f",
        ),
    ]


def _authority(key: str, words: str) -> rx.Component:
    tick = rx.el.label(
        rx.el.input(
            type="checkbox",
            name=f"has-{key}",
            default_checked=_TYPED.get(f"has-{key}", "") == "on",
            class_name="cb",
            custom_attrs={"data-testid": f"has-{key}"},
        ),
        words,
        class_name="ra",
    )
    return rx.el.div(
        tick,
        _authority_day(f"from-{key}", f"{words} from", "From"),
        _authority_day(f"until-{key}", f"{words} to", "To"),
        class_name="authority-row",
    )


def _authority_day(name: str, label: str, placeholder: str) -> rx.Component:
    problem = _PROBLEMS.get(name, "")
    return rx.el.div(
        rx.el.label(label, html_for=f"in-{name}", class_name="vh"),
        rx.el.input(
            name=name,
            default_value=_TYPED.get(name, ""),
            placeholder=placeholder,
            auto_complete="off",
            class_name="inp",
            custom_attrs={
                "id": f"in-{name}",
                "aria-invalid": rx.cond(problem != "", "true", "false"),
                "aria-describedby": f"in-{name}-problem",
            },
        ),
        rx.el.span(problem, class_name="t-1 bad", id=f"in-{name}-problem"),
    )


def _appointment_fields() -> list[rx.Component]:
    return [
        select_field(
            "carrier",
            "Carrier",
            HeldState.carriers,
            problem=_PROBLEMS.get("carrier", ""),
            value=_TYPED.get("carrier", ""),
            width="full",
        ),
        _state(),
        _days("First day", "Last day (optional)"),
    ]


def _cover_fields() -> list[rx.Component]:
    return [
        _text("insurer", "Insurer"),
        _text("number", "Policy number"),
        _text("each_claim", "Limit for each claim", width="15", prefix="$"),
        _text("aggregate", "Aggregate limit", width="15", prefix="$"),
        _days("Effective", "Expires"),
    ]
