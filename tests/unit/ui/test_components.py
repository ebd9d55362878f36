# ruff: noqa: RUF012 - the fields of a state are copied for every tab
"""What the components put on a page, read from their rendered form."""

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
import reflex as rx

from producer_portal.ui.components.data_table import (
    Column,
    Selection,
    Sort,
    bulk_bar,
    data_table,
    pager,
    record_link,
)
from producer_portal.ui.components.dialog import confirm_dialog, drawer
from producer_portal.ui.components.facts import key_values, money, timeline
from producer_portal.ui.components.feedback import connection_strip, error_callout, nothing_matches
from producer_portal.ui.components.file_upload import file_upload
from producer_portal.ui.components.form import question_list
from producer_portal.ui.components.icon import icon
from producer_portal.ui.components.links import file_link, route_link
from producer_portal.ui.components.menu import menu_action_or_reason, row_menu
from producer_portal.ui.components.receipt import receipt_table
from producer_portal.ui.components.repeating import repeating_group
from producer_portal.ui.components.status import status_badge
from producer_portal.ui.components.tabs import tabs
from producer_portal.ui.layout import ShellVars, page_head, shell


@dataclass(frozen=True, slots=True)
class RowView:
    row_id: int
    name: str
    why_not: str


@dataclass(frozen=True, slots=True)
class ChoiceView:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class QuestionView:
    key: str
    label: str
    kind: str
    hint: str
    value: str
    choices: list[ChoiceView]
    parts: dict[str, str]
    is_optional: bool
    problem: str
    width: str
    prefix: str
    suffix: str
    is_revealed_child: bool
    is_locked: bool
    lock_words: str


@dataclass(frozen=True, slots=True)
class ColumnView:
    key: str
    label: str
    width: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ItemView:
    item_id: str
    name: str
    remove_words: str
    problem: str
    questions: list[QuestionView]


@dataclass(frozen=True, slots=True)
class GroupView:
    key: str = ""
    title: str = ""
    add_words: str = ""
    columns: list[ColumnView] = field(default_factory=list)
    rows: list[ItemView] = field(default_factory=list)
    page_words: str = ""
    has_previous: bool = False
    has_next: bool = False


@dataclass(frozen=True, slots=True)
class EventView:
    actor: str
    words: str
    when: str
    icon_name: str
    tone: str
    href: str


@dataclass(frozen=True, slots=True)
class LineView:
    operator: str
    words: str
    source: str
    source_href: str
    figure: str
    is_sum: bool


@dataclass(frozen=True, slots=True)
class TabView:
    key: str
    label: str
    href: str
    count: str


@dataclass(frozen=True, slots=True)
class NavView:
    key: str
    label: str
    href: str
    icon: str
    count: str
    is_urgent: bool
    group: str


class DeskState(rx.State):
    rows: list[RowView] = []
    chosen: list[int] = []
    sort_key: str = "name"
    is_descending: bool = False
    questions: list[QuestionView] = []
    group: GroupView = GroupView()
    events: list[EventView] = []
    lines: list[LineView] = []
    tabs: list[TabView] = []
    nav: list[NavView] = []
    groups: list[str] = []
    words: str = ""

    @rx.event
    def sort(self, key: str) -> None:
        self.sort_key = key

    @rx.event
    def turn(self, row_id: int, is_on: bool) -> None:
        self.chosen = [row_id] if is_on else []

    @rx.event
    def turn_all(self, is_on: bool) -> None:
        self.chosen = []

    @rx.event
    def commit(self, key: str, value: str) -> None:
        self.words = f"{key}={value}"

    @rx.event
    def commit_item(self, group: str, item: str, key: str, value: str) -> None:
        self.words = f"{group}.{item}.{key}={value}"

    @rx.event
    def act(self) -> None:
        self.words = ""

    @rx.event
    def name_one(self, name: str) -> None:
        self.words = name

    @rx.event
    def move(self, by: int) -> None:
        self.words = str(by)

    @rx.event
    def remove(self, group: str, item: str) -> None:
        self.words = item


def script_of(component: Any) -> str:
    """The component as the browser's script would have it."""
    escaped = re.compile(r"\\u([0-9a-f]{4})")
    return escaped.sub(lambda found: chr(int(found.group(1), 16)), str(component))


def a_table(**changes: Any) -> rx.Component:
    settings: dict[str, Any] = {
        "caption": "Open submissions",
        "row_key": lambda row: row.row_id,
        "empty": nothing_matches("Nothing matches these 2 filters.", on_clear=DeskState.act),
    }
    columns = [
        Column(
            key="name",
            header="Insured",
            is_sortable=True,
            cell=lambda row: record_link(row.name, "/submissions/1"),
        ),
        Column(
            key="why",
            header="Premium, $",
            is_numeric=True,
            hide_below="lg",
            cell=lambda row: row.why_not,
        ),
    ]
    return data_table(columns, DeskState.rows, **(settings | changes))


def test_an_icon_is_decoration_and_its_name_may_come_from_the_state() -> None:
    script = script_of(icon(DeskState.words, size=14))
    assert '"aria-hidden":"true"' in script.replace(" ", "")
    assert "/icons.svg#" in script
    assert "words" in script


def test_a_status_is_words_and_mark_and_loses_its_fill_when_it_is_over() -> None:
    script = script_of(status_badge("Bound", "good", "circle-check-big", is_final=True))
    assert "Bound" in script
    assert "#circle-check-big" in script
    assert " done" in script


def test_alice_reads_the_table_by_its_caption_and_row_headers() -> None:
    script = script_of(a_table())
    assert "Open submissions" in script
    assert 'scope:"row"' in script.replace(" ", "")
    assert "Nothing matches these 2 filters." in script


def test_the_sorted_header_says_so_and_is_a_button() -> None:
    sort = Sort(
        key=DeskState.sort_key, is_descending=DeskState.is_descending, on_sort=DeskState.sort
    )
    script = script_of(a_table(sort=sort))
    assert "aria-sort" in script
    assert "descending" in script
    assert '"key"' in script


def test_a_table_without_sorting_has_no_sort_buttons() -> None:
    assert "aria-sort" not in script_of(a_table())


def test_choosing_rows_names_each_row() -> None:
    selection = Selection(
        chosen=DeskState.chosen,
        row_id=lambda row: row.row_id,
        row_name=lambda row: row.name,
        on_turn=DeskState.turn,
        on_turn_all=DeskState.turn_all,
    )
    script = script_of(a_table(selection=selection))
    assert "Select all on this page" in script
    assert "Select " in script
    assert "TickBox" in script


def test_columns_that_narrow_screens_drop_are_dropped_in_head_and_body_alike() -> None:
    assert script_of(a_table()).count("n c-lg") == 2


def test_a_blocked_action_stays_in_the_menu_with_its_reason() -> None:
    entry = menu_action_or_reason("Bind", "stamp", DeskState.act, DeskState.words)
    script = script_of(row_menu("Kestrel Valley Logistics LLC", entry))
    assert "Actions for Kestrel Valley Logistics LLC" in script
    assert "aria-disabled" in script
    assert "lock" in script


@pytest.mark.parametrize(
    ("component", "words"),
    [
        (lambda: money("−$5.00", is_negative=True), "−$5.00"),
        (lambda: key_values([("Named insured", "Halloran")]), "Named insured"),
        (lambda: error_callout(DeskState.words, on_retry=DeskState.act), "Try again"),
        (lambda: connection_strip("10:42 AM"), "Not connected."),
        (lambda: pager("Showing 1–25 of 340", has_previous=False, has_next=True,
                       on_previous=DeskState.act, on_next=DeskState.act), "Showing 1–25 of 340"),
        (lambda: bulk_bar(DeskState.chosen, on_clear=DeskState.act), "Clear selection"),
        (lambda: timeline(DeskState.events), "tl"),
        (lambda: receipt_table(DeskState.lines, caption="Receipt"), "Receipt"),
        (lambda: tabs(DeskState.tabs, "open", label="Saved views"), "Saved views"),
        (lambda: page_head("Policies", crumbs=[("Policies", "/"), ("BHC-1", "")]), "Breadcrumb"),
    ],
)  # fmt: skip
def test_each_component_says_what_it_is_given(component: Any, words: str) -> None:
    assert words in script_of(component())


def test_every_kind_of_question_has_a_box_and_commits_with_its_key() -> None:
    script = script_of(question_list(DeskState.questions, on_commit=DeskState.commit))
    for box in (
        "AutosaveText",
        "AutosaveSelect",
        "AutosaveRadios",
        "AutosaveChecks",
        "AutosaveSecret",
    ):
        assert box in script
    for part in ("street", "unit", "city", "state", "zip"):
        assert f'"{part}"' in script
    assert "desk_state.commit" in script
    assert "(optional)" in script


def test_a_row_of_a_repeating_group_commits_with_group_item_and_question() -> None:
    script = script_of(
        repeating_group(
            DeskState.group,
            on_commit=DeskState.commit_item,
            on_add=DeskState.name_one,
            on_remove=DeskState.remove,
            on_turn=DeskState.move,
        )
    )
    assert "desk_state.commit_item" in script
    assert "desk_state.move" in script
    assert "desk_state.remove" in script
    assert "desk_state.name_one" in script


def test_bob_gives_a_reason_before_a_dangerous_deed() -> None:
    script = script_of(
        confirm_dialog(
            "Withdraw this submission?",
            "Underwriters stop working on it.",
            "Withdraw submission",
            is_open=True,
            on_confirm=DeskState.name_one,
            on_cancel=DeskState.act,
            reason_label="Reason",
            is_dangerous=True,
        )
    )
    assert "Withdraw submission" in script
    assert 'tone:"d"' in script.replace(" ", "")


def test_a_drawer_without_result_and_actions_has_no_empty_foot() -> None:
    plain = script_of(
        drawer("Line", is_open=True, on_close=DeskState.act, kind="Line 1", head="", body="")
    )
    full = script_of(
        drawer("Line", is_open=True, on_close=DeskState.act, kind="Line 1", head="", body="",
               result="Equal", actions="Recompute")
    )  # fmt: skip
    assert '"dn"' not in plain
    assert '"df"' not in plain
    assert '"dn"' in full
    assert '"df"' in full


def test_a_file_goes_to_the_given_address_and_nowhere_else() -> None:
    script = script_of(
        file_upload("Loss runs", "PDF, 25 MB", url="/documents/1", on_uploaded=DeskState.name_one)
    )
    assert "/documents/1" in script
    assert "_upload" not in script


def a_shell() -> rx.Component:
    return shell(
        "content",
        active="home",
        vars=ShellVars(
            nav=DeskState.nav,
            groups=DeskState.groups,
            agency_name="Harborline",
            person_name="Alice",
            person_initials="A",
            role_name="Principal",
            on_dismiss_notice=DeskState.act,
        ),
    )


def test_the_keyboard_reaches_the_content_first() -> None:
    script = script_of(a_shell())
    assert script.index("SkipLink") < script.index('"shell"')
    assert 'id:"main"' in script.replace(" ", "")


def test_signing_out_is_a_form_the_browser_sends_itself() -> None:
    script = script_of(a_shell()).replace(" ", "")
    assert 'action:"/sign-out"' in script
    assert 'method:"post"' in script
    assert 'form:"sign-out-form"' in script
    assert "handleSubmit" not in script


def test_help_stands_in_the_same_place_on_every_page() -> None:
    assert 'to:"/help"' in script_of(a_shell()).replace(" ", "")


@pytest.mark.parametrize("href", ["/files/7", "/account/password", "/exports/policies.csv"])
def test_a_link_to_a_route_of_the_server_is_not_followed_inside_the_page(href):
    """The library's own `a` is: the page would say that it is not here instead of handing the file out."""
    assert rx.el.a("Download", href=href).render()["name"] == "ReactRouterLink"
    for link in (route_link("Download", href=href), file_link("Download", href)):
        made = link.render()
        assert made["name"] == '"a"'
        assert f'href:"{href}"' in made["props"]
