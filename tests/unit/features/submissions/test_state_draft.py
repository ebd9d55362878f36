"""Bob and Alice work on one draft: what a page saves, and whose words it never writes over."""

import asyncio
from types import SimpleNamespace

import pytest

from producer_portal.features.submissions.queries.views import (
    GroupView,
    QuestionView,
    SavedAnswers,
    SectionPage,
    TaskList,
)
from producer_portal.features.submissions.rules.refusals import AnswersChanged, BoxHeld
from producer_portal.features.submissions.services import answering
from producer_portal.features.submissions.state import draft
from producer_portal.features.submissions.state.draft import SectionState


def page(version, value):
    name = QuestionView(
        "name",
        "Name",
        "text",
        "",
        value,
        [],
        {},
        is_optional=False,
        problem="",
        width="20",
        prefix="",
        suffix="",
        is_revealed_child=False,
        is_locked=False,
        lock_words="",
    )
    return SectionPage(
        5,
        "applicant",
        "About",
        "Applicant",
        "Kestrel",
        is_group=False,
        questions=[name],
        group=GroupView("", "", "", [], [], can_add=False),
        problems=[],
        sections=[],
        next_href="/submissions/5",
        list_href="/submissions/5",
        is_locked=False,
        lock_words="",
        saved_words="Saved 10:42 AM",
        version=version,
    )


TASKS = TaskList(
    5,
    "Kestrel",
    "General liability",
    [],
    0,
    "",
    can_send=False,
    is_locked=False,
    saved_words="",
    version=1,
)


class Draft:
    """The stored answer as the services see it: who changed it at which version."""

    def __init__(self):
        self.version, self.value, self.by_alice_at, self.asked = 1, "Kestrel", 0, []
        self.held_by = ""

    def alice_saves(self, value):
        self.version += 1
        self.value, self.by_alice_at = value, self.version

    async def read(self, query, **_):
        return TASKS if query is draft.task_list else page(self.version, self.value)

    async def write(self, service, *, values, version, **_):
        assert service is answering.save_answers
        self.asked.append((values, version))
        if self.held_by:
            raise BoxHeld(self.held_by, "Name")
        if self.by_alice_at > version:
            raise AnswersChanged("Alice Archer", "Name")
        self.version += 1
        self.value = values["name"]
        return SavedAnswers(5, self.version, "Saved", 10)


@pytest.fixture
def stored(monkeypatch):
    found = Draft()
    monkeypatch.setattr(SectionState, "_read", found.read)
    monkeypatch.setattr(SectionState, "_write", found.write)
    monkeypatch.setattr(draft, "actor", lambda: SimpleNamespace(may=lambda _: True))
    return found


@pytest.fixture
def bob(stored):
    state = SectionState(_reflex_internal_init=True)
    state.submission_id, state.section_key = 5, "applicant"
    run(SectionState.refresh, state)
    return state


def run(handler, state, *words):
    return asyncio.run(handler.fn(state, *words))


def test_bob_types_and_his_answer_is_saved_on_what_he_saw(bob, stored):
    run(SectionState.enter, bob, "q-name")
    run(SectionState.save, bob, 5, "applicant", "name", "Kestrel Valley")
    assert stored.value == "Kestrel Valley"
    assert bob.questions[0].value == "Kestrel Valley"
    assert bob.clash.words == ""


def test_alice_saves_while_bob_is_in_the_box_and_hers_is_not_written_over(bob, stored):
    run(SectionState.enter, bob, "q-name")
    stored.alice_saves("Kestrel Gardens")
    run(SectionState.refresh, bob)
    run(SectionState.save, bob, 5, "applicant", "name", "Kestrel Valley")
    assert stored.value == "Kestrel Gardens"
    assert bob.clash.words.startswith("Alice Archer changed")
    assert bob.clash.theirs == "Kestrel Gardens"


def test_bob_keeps_his_own_words_after_having_seen_hers(bob, stored):
    test_alice_saves_while_bob_is_in_the_box_and_hers_is_not_written_over(bob, stored)
    run(SectionState.keep_mine, bob)
    assert (stored.value, bob.clash.words) == ("Kestrel Valley", "")


def test_bob_takes_hers_and_the_boxes_are_made_anew(bob, stored):
    test_alice_saves_while_bob_is_in_the_box_and_hers_is_not_written_over(bob, stored)
    run(SectionState.take_theirs, bob)
    assert (stored.value, bob.clash.words, bob.generation) == ("Kestrel Gardens", "", 1)


def test_bob_who_entered_the_box_after_alice_saved_may_change_it(bob, stored):
    stored.alice_saves("Kestrel Gardens")
    run(SectionState.refresh, bob)
    run(SectionState.enter, bob, "q-name")
    run(SectionState.save, bob, 5, "applicant", "name", "Kestrel Valley")
    assert (stored.value, bob.clash.words) == ("Kestrel Valley", "")


def test_an_answer_that_arrives_after_the_page_was_left_is_saved_where_it_was_typed(bob, stored):
    bob.section_key = "risk"
    run(SectionState.save, bob, 5, "applicant", "name", "Kestrel Valley")
    assert stored.value == "Kestrel Valley"


def test_what_was_revealed_is_forgotten_when_it_is_hidden(bob):
    bob.revealed = {"fein": "59-3456789"}
    run(SectionState.hide, bob)
    assert bob.revealed == {}


def test_what_bob_typed_into_a_box_of_alice_waits_until_she_has_left_it(bob, stored):
    stored.held_by = "Alice Archer"
    run(SectionState.save, bob, 5, "applicant", "name", "Kestrel Valley")
    assert bob.clash.words.startswith("Alice Archer is typing in “Name” now")
    run(SectionState.keep_mine, bob)
    assert (stored.value, bob.clash.words != "") == ("Kestrel", True)
    stored.held_by = ""
    run(SectionState.keep_mine, bob)
    assert (stored.value, bob.clash.words) == ("Kestrel Valley", "")
