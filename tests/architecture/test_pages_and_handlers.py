"""Every page has its permission, every handler its guard, every state var a harmless type."""

import ast
import dataclasses
import inspect
import re
import typing

import reflex as rx
from pydantic import BaseModel
from reflex.state import BaseState
from reflex_base.registry import RegistrationContext

from producer_portal import features
from producer_portal.edge import policy
from producer_portal.foundation.database import PortalTable
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.page import pages
from tests.architecture.sources import ROOT, at, dotted, feature_rooms, modules

features.rooms("pages")
SECRET_WORDS = re.compile(
    r"(cookie|secret|password|passphrase|token|totp|recovery|ssn|fein|_hash|sealed)", re.IGNORECASE
)
LOOSE = (object, typing.Any, dict, list)


def handlers():
    return {
        name: handler
        for name, handler in policy.portal_handlers().items()
        if handler.__module__.startswith("producer_portal.")
    }


def states() -> list[type[BaseState]]:
    registered = RegistrationContext.ensure_context().event_handlers.values()
    found = {state for entry in registered for state in entry.states}
    return [state for state in found if state.__module__.startswith("producer_portal.")]


def parts_of(annotation: object, seen: frozenset = frozenset()):
    """A type and everything inside it: members of unions, items of lists, fields of dataclasses."""
    yield annotation
    for argument in typing.get_args(annotation):
        yield from parts_of(argument, seen)
    if (
        isinstance(annotation, type)
        and dataclasses.is_dataclass(annotation)
        and annotation not in seen
    ):
        for hint in typing.get_type_hints(annotation).values():
            yield from parts_of(hint, seen | {annotation})


def test_every_handler_is_guarded_and_strictly_typed():
    assert len(handlers()) > 50
    for name, handler in handlers().items():
        found = policy.policy_of(handler)
        assert found is not None, name
        assert isinstance(found.permission, Permission), name
        model = policy.payload_model(handler)
        assert model.model_config["strict"], name
        assert model.model_config["extra"] == "forbid", name


def test_no_argument_of_a_handler_is_loose():
    for name, handler in handlers().items():
        for key, hint in typing.get_type_hints(handler).items():
            if key == "return":
                continue
            for part in parts_of(hint):
                assert part not in LOOSE, f"{name}: {key} may be anything"
                if isinstance(part, type):
                    assert not issubclass(part, PortalTable | BaseModel), f"{name}: {key}"


def test_the_portal_refuses_to_boot_with_an_unguarded_handler():
    """RBAC-1: leaving the guard out is noticed before anybody connects."""

    def bare(self, anything):
        """Somebody forgot the decorator."""

    assert policy.policy_of(bare) is None
    guarded = policy.Policy(Permission.OWN_ACCOUNT)
    bare.__policy__ = guarded
    try:
        policy.payload_model(bare)
    except policy.UnguardedHandler as refused:
        assert "anything has no strict type" in str(refused)
    else:
        raise AssertionError("a handler with a loose argument was accepted")


def test_every_page_has_a_permission_and_a_path_of_its_own():
    assert len(pages) > 8
    routes = [page.route for page in pages]
    assert len(set(routes)) == len(routes)
    for page in pages:
        assert isinstance(page.permission, Permission), page.route
        assert page.title, page.route
        assert page.component.__module__.split(".")[-2] == "pages", page.route


def test_a_page_is_hidden_from_whoever_may_not_fill_it():
    """The loader of a page asks for the permission under which the navigation shows the page."""
    for page in pages:
        loads = [
            policy.policy_of(load.fn).permission
            for load in page.on_load
            if getattr(load, "fn", None) is not None and policy.policy_of(load.fn) is not None
        ]
        assert page.permission in loads, page.route


def test_one_page_function_per_module():
    for _, path, tree in feature_rooms("pages"):
        decorated = [
            node.name
            for node in tree.body
            if isinstance(node, ast.FunctionDef)
            for decorator in node.decorator_list
            if isinstance(decorator, ast.Call) and dotted(decorator.func) == "portal_page"
        ]
        assert len(set(decorated)) <= 1, path


def test_no_row_is_ever_a_state_var():
    assert len(states()) > 8
    for state in states():
        for name, field in state.get_fields().items():
            for part in parts_of(getattr(field, "outer_type_", None) or field.annotated_type):
                if isinstance(part, type):
                    assert not issubclass(part, PortalTable), f"{state.__name__}.{name}"


def test_no_state_var_could_hold_a_secret_or_a_row_of_anything():
    for state in states():
        for name in state.get_fields():
            assert not SECRET_WORDS.search(name), f"{state.__name__}.{name}"
        for name in getattr(state, "computed_vars", {}):
            assert not SECRET_WORDS.search(name), f"{state.__name__}.{name}"


def test_no_state_keeps_things_in_cookies_or_the_browsers_storage():
    for state in states():
        for name, default in state.get_fields().items():
            value = getattr(default, "default", None)
            assert not isinstance(value, rx.Cookie | rx.LocalStorage | rx.SessionStorage), name


def test_public_methods_of_a_state_are_handlers():
    """Any other public method would be a remote call without a guard."""
    for state in states():
        for name, member in vars(state).items():
            if name.startswith("_") or not inspect.isfunction(member):
                continue
            assert (
                name in state.event_handlers
                or name in state.computed_vars
                or hasattr(member, "__policy__")
                or member.__module__.startswith("reflex")
            ), f"{state.__name__}.{name}"


def test_every_permission_is_asked_for_somewhere():
    """A permission that nothing asks for would promise a guard that is not there (RBAC-1)."""
    asked = {
        node.attr
        for path, tree in modules().items()
        if path != "foundation/permissions.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and dotted(node.value).endswith("Permission")
    }
    # RBAC-1 gives it to roles exactly; the deed itself is POL-5, which is not built.
    awaited = {"ENDORSEMENTS_REQUEST"}
    assert {permission.name for permission in Permission} - asked == awaited


def test_every_icon_that_is_named_is_in_the_sprite():
    sprite = (ROOT / "assets/icons.svg").read_text()
    drawn = set(re.findall(r'<symbol[^>]*\bid="([^"]+)"', sprite))
    assert len(drawn) > 20
    named: dict[str, str] = {}
    for path, tree in modules().items():
        for node in ast.walk(tree):
            for value in _icon_words(node):
                named.setdefault(value, at(path, node))
    assert len(named) > 20
    missing = {name: where for name, where in named.items() if name not in drawn}
    assert missing == {}


def _icon_words(node: ast.AST):
    """Literal names given to `icon(…)`, `icon=…`, `icon_name=…` and status looks."""
    if not isinstance(node, ast.Call):
        return
    called = dotted(node.func).rsplit(".", 1)[-1]
    if called == "icon" and node.args:
        yield from _literals(node.args[0])
    for keyword in node.keywords:
        if keyword.arg in {"icon", "icon_name", "mark"}:
            yield from _literals(keyword.value)


def _literals(node: ast.AST):
    for inner in ast.walk(node):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str) and inner.value:
            yield inner.value
