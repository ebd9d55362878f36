"""What may be written and whom an @ means (MSG-1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from producer_portal.features.messaging.rules import (
    LONGEST_EXCERPT,
    LONGEST_MESSAGE,
    MessageKind,
    Named,
    checked_reason,
    checked_words,
    excerpt,
    line_words,
    mentioned,
)
from producer_portal.values.errors import InvalidInput

DANA, TOM, TOMAS, LENA, LENA_M = (
    Named(1, "Dana Whitfield"),
    Named(2, "Tom Halvorsen"),
    Named(3, "Tomas Reyes"),
    Named(4, "Lena Brandt"),
    Named(5, "Lena Brandt-Moss"),
)
PEOPLE = (DANA, TOM, TOMAS, LENA, LENA_M)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("@Dana Whitfield could you look?", (1,)),
        ("@dana could you look?", (1,)),
        ("Ask @Tom, not @Tomas.", (2, 3)),
        ("@Tom Halvorsen and @TOM HALVORSEN again", (2,)),
        ("@Lena is two people", ()),
        ("@Lena Brandt is one", (4,)),
        ("@Lena Brandt-Moss is the other", (5,)),
        ("write to tom@dana.example", ()),
        ("@Danatella is nobody", ()),
        ("@", ()),
        ("@Nobody here", ()),
        ("(@Dana)", (1,)),
    ],
)
def test_an_at_means_a_whole_name_or_a_first_name_of_one_person(words, meant):
    assert mentioned(words, PEOPLE) == meant


@given(st.text(max_size=200))
def test_no_words_mean_somebody_who_is_not_there(words):
    assert set(mentioned(words, PEOPLE)) <= {one.user_id for one in PEOPLE}
    assert mentioned(words, ()) == ()


def test_words_are_kept_as_lines_without_what_nobody_can_see():
    assert checked_words("  We need loss runs.\r\n\x07Anything works.\u202e ") == (
        "We need loss runs.\nAnything works."
    )


@pytest.mark.parametrize("typed", ["", "   \n ", "\x00\x07"])
def test_nothing_is_no_message(typed):
    with pytest.raises(InvalidInput) as refused:
        checked_words(typed)
    assert refused.value.problems == {"words": "Write a message first"}


def test_a_message_that_is_too_long_says_by_how_much():
    assert checked_words("x" * LONGEST_MESSAGE)
    with pytest.raises(InvalidInput, match="by 2 characters"):
        checked_words("x" * (LONGEST_MESSAGE + 2))


def test_a_reason_is_one_line_and_there():
    assert checked_reason(" No answer \n since Monday ") == "No answer since Monday"
    with pytest.raises(InvalidInput, match="Enter the reason"):
        checked_reason(" ")


def test_lists_show_the_beginning_of_a_message():
    assert excerpt("One\n  two") == "One two"
    assert len(excerpt("word " * 100)) <= LONGEST_EXCERPT
    assert excerpt("word " * 100).endswith("…")


def test_what_became_of_a_thread_is_said_in_words():
    assert line_words(MessageKind.ESCALATED, "No answer") == "Escalated this: No answer"
    assert line_words(MessageKind.TAKEN, "") == "Took over this conversation"
    assert line_words(MessageKind.WORDS, "Hello") == "Hello"
