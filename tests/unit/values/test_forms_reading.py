"""What a person types is read forgivingly, and refused in words that say what to do."""

from datetime import date

import pytest

from producer_portal.values.forms import (
    Checked,
    CheckedOn,
    Choice,
    Kind,
    Question,
    Severity,
    as_typed,
    missing_message,
    name_of,
    parse_answer,
    stored_issue,
)

TODAY = date(2026, 11, 20)


def shout(text):
    if text == "?":
        return Checked(None, "unreadable", "must be a word")
    if text.upper() == "NO":
        return Checked(text.upper(), "impossible", "must not be no", Severity.WARNING)
    return Checked(text.upper())


ON = CheckedOn(TODAY, {"shout": shout})


def asked(kind, **more):
    return Question(key="answer", label="Answer here", kind=kind, **more)


def read(kind, raw, **more):
    return parse_answer(asked(kind, **more), raw, ON)


@pytest.mark.parametrize(
    "typed",
    [
        "3/7/2026",
        "03-07-2026",
        "3.7.2026",
        "2026-03-07",
        "2026/3/7",
        "Mar 7 2026",
        "March 7th, 2026",
        "7 mar 2026",
        "03072026",
        "20260307",
    ],
)
def test_a_date_may_be_typed_in_many_ways(typed):
    assert read(Kind.DATE, typed).value == "2026-03-07"


@pytest.mark.parametrize(
    ("typed", "code", "words"),
    [
        ("3/7", "incomplete", "Answer here must include a month, a day and a year, like 3/7/2026"),
        ("3/7/26", "incomplete", "Answer here must have a year of four figures, like 3/7/2026"),
        ("Mar 2026", "incomplete", "Answer here must include a day, like 3/7/2026"),
        ("Mar 7", "incomplete", "Answer here must include a year, like 3/7/2026"),
        ("2/30/2026", "impossible", "Answer here must be a real date: February 2026 has 28 days"),
        ("13/1/2026", "impossible", "Answer here must be a real date: months go from 1 to 12"),
        (
            "Foo 1 2026",
            "impossible",
            "Answer here must be a real date: that is not the name of a month",
        ),
        (
            "Ma 1 2026",
            "impossible",
            "Answer here must be a real date: that is not the name of a month",
        ),
        ("1/1/0026", "impossible", "Answer here must have a year from 1600 to 2999"),
        ("tomorrow", "unreadable", "Answer here must be a date, like 3/7/2026"),
        ("1/2/3/2026", "unreadable", "Answer here must be a date, like 3/7/2026"),
        ("Mar 1 2 2026", "unreadable", "Answer here must be a date, like 3/7/2026"),
        ("123/1/2026", "unreadable", "Answer here must be a date, like 3/7/2026"),
        ("1" * 41, "unreadable", "Answer here must be a date, like 3/7/2026"),
    ],
)
def test_a_date_that_cannot_be_is_kept_as_typed_and_explained(typed, code, words):
    found = read(Kind.DATE, typed)
    assert found.value == as_typed(typed)
    assert (found.issue.code, found.issue.message) == (code, words)


def test_a_year_may_stand_first_with_a_month_name():
    assert read(Kind.DATE, "2026 Mar 7").value == "2026-03-07"


@pytest.mark.parametrize(
    ("bounds", "typed", "words"),
    [
        ({"not_after": "today"}, "11/21/2026", "Answer here must not be in the future"),
        ({"not_after": "today-16y"}, "11/21/2010", "Answer here must be Nov 20, 2010 or earlier"),
        ({"not_before": "today-30d"}, "10/20/2026", "Answer here must be Oct 21, 2026 or later"),
        ({"not_after": "today+6m"}, "5/21/2027", "Answer here must be May 20, 2027 or earlier"),
        ({"not_before": "2026-01-01"}, "12/31/2025", "Answer here must be Jan 1, 2026 or later"),
    ],
)
def test_a_date_outside_its_limits_is_stored_and_explained(bounds, typed, words):
    found = read(Kind.DATE, typed, **bounds)
    assert found.issue.message == words
    assert found.value == found.value[:10]


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("$1,200.50", 120050),
        ("1200", 120000),
        ("USD 1 200.5", 120050),
        (".50", 50),
        ("−3", -300),
        ("$ 0", 0),
        ("12,345,678.90", 1234567890),
        ("-0.00", 0),
    ],
)
def test_money_is_whole_cents_however_it_is_typed(typed, minor):
    assert read(Kind.MONEY, typed).value == minor


@pytest.mark.parametrize(
    "typed", ["1.234", "12,34", "ten", "$", "1.2.3", "1e9", "٣", "9" * 50, "1.x"]
)
def test_money_that_cannot_be_read_says_how_to_type_it(typed):
    found = read(Kind.MONEY, typed)
    assert found.value == as_typed(typed)
    assert found.issue.message == "Answer here must be in dollars and cents, like 1,250.00"


def test_money_has_a_ceiling_and_limits_in_whole_dollars():
    assert read(Kind.MONEY, "99999999999999999").issue.code == "out_of_range"
    assert read(Kind.MONEY, "-1", minimum=0).issue.message == "Answer here must be $0 or more"
    assert (
        read(Kind.MONEY, "1000.01", maximum=1000).issue.message
        == "Answer here must be $1,000 or less"
    )
    assert read(Kind.MONEY, "1000.00", maximum=1000).issue is None


def test_whole_numbers_years_decimals_and_percentages_have_their_own_words():
    assert read(Kind.INTEGER, "1,234").value == 1234
    assert read(Kind.INTEGER, "1.5").issue.message == "Answer here must be a whole number, like 12"
    assert read(Kind.INTEGER, "9999999999999").issue.code == "out_of_range"
    assert read(Kind.INTEGER, "31", maximum=30).issue.message == "Answer here must be 30 or less"
    assert read(Kind.YEAR, "2019").value == 2019
    assert (
        read(Kind.YEAR, "19").issue.message
        == "Answer here must be a year of four figures, like 2019"
    )
    assert (
        read(Kind.YEAR, "2028", maximum="this_year+1").issue.message
        == "Answer here must be 2027 or less"
    )
    assert (
        read(Kind.YEAR, "2025", minimum="this_year").issue.message
        == "Answer here must be 2026 or more"
    )
    assert read(Kind.DECIMAL, "48,500.50").value == "48500.5"
    assert read(Kind.DECIMAL, "1.23456").issue.message == "Answer here must have 4 decimals at most"
    assert read(Kind.PERCENT, "12.50%").value == "12.5"
    assert read(Kind.PERCENT, "101").issue.message == "Answer here must be 100 or less"
    assert read(Kind.PERCENT, "-1").issue.message == "Answer here must be 0 or more"
    assert read(Kind.PERCENT, "55", maximum=50).issue.code == "out_of_range"
    assert read(Kind.PERCENT, "5", minimum=10).issue.code == "out_of_range"


@pytest.mark.parametrize(
    ("typed", "value"), [("Yes", True), ("n", False), (True, True), (" ", None)]
)
def test_yes_and_no_are_read(typed, value):
    assert read(Kind.BOOLEAN, typed).value is value


def test_what_is_neither_yes_nor_no_is_refused():
    assert read(Kind.BOOLEAN, "perhaps").issue.message == "Answer here must be yes or no"
    assert read(Kind.BOOLEAN, 1).issue.code == "unreadable"


def test_an_answer_that_must_be_yes_says_why():
    found = read(Kind.BOOLEAN, "no", must_be=True, refused_message="The applicant must agree")
    assert (found.value, found.issue.message) == (False, "The applicant must agree")
    assert read(Kind.BOOLEAN, "no", must_be=True).issue.message == "Say whether answer here"
    assert read(Kind.BOOLEAN, "yes", must_be=True).issue is None


COLORS = (Choice("r", "Red"), Choice("g", "Green"), Choice("b", "Blue"))


def test_a_choice_is_known_by_its_value_or_its_label():
    assert read(Kind.SELECT, "R", choices=COLORS).value == "r"
    assert read(Kind.STATE, " green ", choices=COLORS).value == "g"
    assert (
        read(Kind.SELECT, "pink", choices=COLORS).issue.message
        == "Answer here must be one of the choices"
    )
    assert read(Kind.SELECT, 5, choices=COLORS).issue.code == "unreadable"


def test_several_choices_are_stored_once_each_in_the_order_of_the_form():
    assert read(Kind.MULTISELECT, ["b", "Red", "b", ""], choices=COLORS).value == ["r", "b"]
    assert read(Kind.MULTISELECT, "Blue, r", choices=COLORS).value == ["r", "b"]
    assert read(Kind.MULTISELECT, [], choices=COLORS).value is None


@pytest.mark.parametrize("raw", [["pink"], ["r"] * 99, [["r"]], ["r" * 300], {"r": 1}])
def test_choices_that_are_none_are_refused(raw):
    assert read(Kind.MULTISELECT, raw, choices=COLORS).issue.message.startswith(
        "Answer here must be among"
    ) or (read(Kind.MULTISELECT, raw, choices=COLORS).issue.code == "not_a_choice")


def test_an_address_is_read_by_part():
    raw = {"street": " 1  Main St ", "city": "Tampa", "state": "green", "zip": "336111234"}
    found = read(Kind.ADDRESS, raw, choices=COLORS)
    assert found.value == {
        "street": "1 Main St",
        "unit": "",
        "city": "Tampa",
        "state": "g",
        "zip": "33611-1234",
    }
    assert found.issue is None


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ({"street": "1 Main St"}, "Enter the city, state and ZIP code of the answer here"),
        ({"street": "1", "city": "2", "state": "g"}, "Enter the ZIP code of the answer here"),
        (
            {"street": "1", "city": "2", "state": "XX", "zip": "33611"},
            "Answer here must name a US state, like CA or California",
        ),
        (
            {"street": "1", "city": "2", "state": "g", "zip": "3361"},
            "Answer here must have a ZIP code of 5 or 9 digits, like 94607",
        ),
        ({"street": 5}, "Answer here must have parts of 200 characters or fewer"),
        ({"street": "x" * 201}, "Answer here must have parts of 200 characters or fewer"),
        ("1 Main St, Tampa", "Answer here must be given by street, city, state and ZIP code"),
        (["1 Main St"], "Answer here must be given by street, city, state and ZIP code"),
    ],
)
def test_an_address_that_lacks_something_says_what(raw, words):
    assert read(Kind.ADDRESS, raw, choices=COLORS).issue.message == words


def test_an_empty_address_is_no_answer():
    assert read(Kind.ADDRESS, {"street": " "}).value is None


def test_text_loses_control_and_direction_characters_but_keeps_its_lines():
    assert read(Kind.TEXTAREA, " a\x00b\u202e\r\nc\ud800 ").value == "ab\nc"
    assert read(Kind.TEXT, " a \n b ").value == "a b"
    assert read(Kind.TEXT, None).value is None


def test_text_has_limits_and_says_how_long_it_is():
    found = read(Kind.TEXT, "x" * 11, max_length=10)
    assert (found.value, found.issue.message) == (
        "x" * 11,
        "Answer here must be 10 characters or fewer; it has 11",
    )
    assert read(Kind.TEXTAREA, "short", min_length=30).issue.message == (
        "Answer here must be at least 30 characters; it has 5"
    )
    assert read(
        Kind.TEXT, "12a", pattern=r"\d{3}", pattern_message="must be digits"
    ).issue.message == ("Answer here must be digits")
    assert (
        read(Kind.TEXT, "9" * 201, pattern=r"\d+").issue.message
        == "Answer here is not in the expected form"
    )
    assert read(Kind.TEXT, "123", pattern=r"\d{3}").issue is None


def test_text_beyond_all_measure_is_refused_and_not_stored():
    found = read(Kind.TEXTAREA, "x" * 20_001)
    assert found.value is None
    assert found.issue.message == "Answer here must be 20,000 characters or fewer"


def test_a_named_check_gives_the_normal_form_and_its_own_words():
    assert read(Kind.TEXT, "yes", check="shout").value == "YES"
    found = read(Kind.TEXT, "no", check="shout")
    assert (found.value, found.issue.severity) == ("NO", Severity.WARNING)
    assert read(Kind.TEXT, "?", check="shout").value == as_typed("?")


def test_missing_answers_are_asked_for_by_kind():
    assert missing_message(asked(Kind.DATE, name="date of birth")) == "Enter the date of birth"
    assert missing_message(asked(Kind.SELECT)) == "Select the answer here"
    assert missing_message(asked(Kind.BOOLEAN, name="it rains")) == "Say whether it rains"
    assert missing_message(asked(Kind.TEXT, missing_message="Tell us")) == "Tell us"
    assert name_of(Question("vin", "VIN", Kind.VIN)) == "VIN"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.DATE, "2026-3-7"),
        (Kind.DATE, 5),
        (Kind.MONEY, "12"),
        (Kind.MONEY, True),
        (Kind.MONEY, 10**16),
        (Kind.INTEGER, 10**20),
        (Kind.INTEGER, "5"),
        (Kind.INTEGER, True),
        (Kind.TEXT, " a "),
        (Kind.TEXT, ["a"]),
        (Kind.BOOLEAN, "yes"),
        (Kind.ADDRESS, {"street": "1"}),
        (Kind.TEXT, " "),
        (Kind.DECIMAL, "1.50"),
        (Kind.TEXT, {"typed": 5}),
    ],
)
def test_a_stored_value_that_is_not_in_normal_form_must_be_entered_again(kind, value):
    assert stored_issue(asked(kind), value, ON).code in {"unreadable", "incomplete"}


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.DATE, "2026-03-07"),
        (Kind.MONEY, -120050),
        (Kind.YEAR, 2019),
        (Kind.DECIMAL, "1.5"),
        (Kind.TEXT, "a b"),
        (Kind.BOOLEAN, False),
    ],
)
def test_a_stored_value_in_normal_form_is_fine(kind, value):
    assert stored_issue(asked(kind), value, ON) is None


def test_what_was_kept_as_typed_tells_its_problem_again():
    assert stored_issue(asked(Kind.DATE), as_typed("2/30/2026"), ON).code == "impossible"
    assert stored_issue(asked(Kind.DATE), as_typed("3/7/2026"), ON).message == (
        "Answer here must be entered again"
    )
    assert stored_issue(asked(Kind.TEXT), "x" * 20_001, ON).code == "too_long"
    assert stored_issue(asked(Kind.DATE), "2026-02-30", ON).code == "impossible"
