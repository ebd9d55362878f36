"""Which questions are asked, what is wrong, how far a section is, and what remains after pruning."""

from datetime import date

import pytest

from producer_portal.values.forms import (
    AllOf,
    Answer,
    AnyItem,
    AnyOf,
    AttachedFile,
    AttachmentRequest,
    AttachmentStage,
    Checks,
    Choice,
    CrossFieldRule,
    Facts,
    Form,
    Kind,
    Not,
    Operator,
    Question,
    Reading,
    Repeat,
    ResponseTarget,
    Section,
    SectionState,
    Severity,
    above,
    answer_words,
    answered_percent,
    as_typed,
    below,
    contains,
    differs,
    equals,
    is_answered,
    item_title,
    masked,
    one_of,
    problems,
    progress,
    prune,
    requested_attachments,
    typed_text,
    visible_questions,
    visible_sections,
)

TODAY = date(2026, 11, 20)


def q(key, kind=Kind.TEXT, **more):
    return Question(key, key.replace("_", " ").capitalize(), kind, **more)


HOME = Section(
    "home",
    "Home",
    "risk",
    summarized_by=("rooms", "rent", "gone"),
    questions=(
        q("rooms", Kind.INTEGER, minimum=1),
        q("rent", Kind.MONEY),
        q("has_dog", Kind.BOOLEAN),
        q("dog", visible_if=equals("has_dog", value=True)),
        q("dog_bites", Kind.INTEGER, visible_if=is_answered("dog"), is_required=False),
        q(
            "extras",
            Kind.MULTISELECT,
            choices=(Choice("pool", "Pool"), Choice("gym", "Gym")),
            is_required=False,
        ),
        q("note", is_required=False, required_if=above("rooms", 9)),
    ),
)
PEOPLE = Section(
    "people",
    "People",
    "risk",
    repeat=Repeat(1, 3, "Person", "people", ("name", "born")),
    questions=(
        q("name"),
        q("born", Kind.DATE, is_sensitive=True),
        q("drives", Kind.BOOLEAN),
        q(
            "license",
            visible_if=equals("drives", value=True),
            waived_by="license_note",
            pattern=r"[A-Z]\d{3}",
        ),
        q("license_note", is_required=False),
        q("keeps_dog", Kind.BOOLEAN, visible_if=equals("has_dog", value=True)),
    ),
)
POOL = Section(
    "pool",
    "Pool",
    "risk",
    questions=(q("depth", Kind.INTEGER),),
    visible_if=contains("extras", "pool"),
)
FORM = Form(
    "TEST",
    "Test",
    "personal",
    1,
    12,
    ResponseTarget(4, 1),
    sections=(HOME, PEOPLE, POOL),
    attachments=(
        AttachmentRequest(
            "photo", "Photo of the pool", is_required=True, applies_if=contains("extras", "pool")
        ),
        AttachmentRequest("lease", "Lease", is_required=True, stage=AttachmentStage.BEFORE_BIND),
        AttachmentRequest("map", "Map", is_required=False),
    ),
    rules=(
        CrossFieldRule("RENT_PAYS", "Rent must not be zero", "home", "rent"),
        CrossFieldRule("MAP_IS_NEW", "The map is old", "attachments", "map", Severity.WARNING),
        CrossFieldRule("UNKNOWN_RULE", "Never tested", "home", "rent"),
    ),
)
CHECKS = Checks(
    rules={
        "RENT_PAYS": lambda facts: facts.value("rent") != 0,
        "MAP_IS_NEW": lambda facts: all(
            one.valued_on == facts.today for one in facts.attachments if one.document_type == "map"
        ),
    }
)
FULL = {
    "home": {"rooms": 3, "rent": 120000, "has_dog": True, "dog": "Rex", "extras": ["pool"]},
    "people": [
        {
            "item_id": "a",
            "name": "Alice",
            "born": "1990-03-07",
            "drives": True,
            "license": "A123",
            "keeps_dog": True,
        },
        {"item_id": "b", "name": "Bob", "born": "1991-04-08", "drives": False, "keeps_dog": False},
    ],
    "pool": {"depth": 2},
}
PHOTO = (AttachedFile("photo"),)


def wrong(answers, **more):
    found = problems(FORM, answers, today=TODAY, checks=CHECKS, **{"attachments": PHOTO, **more})
    return [(one.section_key, one.item_id, one.question_key, one.code) for one in found]


def holds(condition, answers=FULL):
    return Reading(FORM, answers).holds(condition)


def test_a_full_form_has_no_problem():
    assert wrong(FULL) == []


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (equals("rooms", 3), True),
        (equals("rooms", 4), False),
        (differs("rooms", 4), True),
        (differs("rooms", 3), False),
        (one_of("rooms", 1, 3), True),
        (above("rooms", 2), True),
        (above("rooms", 3), False),
        (below("rooms", 4), True),
        (Answer("rooms", Operator.GTE, 3), True),
        (Answer("rooms", Operator.LTE, 2), False),
        (Answer("rooms", Operator.NOT_IN, (1, 2)), True),
        (Answer("rooms", Operator.NOT_IN, (3,)), False),
        (above("rent", 1199), True),
        (above("rent", 1200), False),
        (equals("rent", 1200), True),
        (contains("extras", "pool"), True),
        (contains("extras", "gym"), False),
        (contains("dog", "R"), False),
        (is_answered("dog"), True),
        (is_answered("note"), False),
        (equals("has_dog", value=True), True),
        (equals("has_dog", 1), False),
        (one_of("dog", "Rex"), True),
        (Answer("dog", Operator.IN, "Rex"), True),
        (above("dog", 1), False),
        (equals("nothing", 1), False),
        (AllOf((equals("rooms", 3), equals("dog", "Rex"))), True),
        (AllOf((equals("rooms", 3), equals("dog", "Max"))), False),
        (AnyOf((equals("rooms", 9), equals("dog", "Rex"))), True),
        (AnyOf(()), False),
        (Not(equals("rooms", 3)), False),
        (AnyItem("people", equals("name", "Bob")), True),
        (AnyItem("people", equals("name", "Carol")), False),
        (AnyItem("people", equals("has_dog", value=True)), True),
        (AnyItem("cats", is_answered("name")), False),
        (equals("name", "Alice"), False),
    ],
)
def test_conditions_compare_as_written(condition, expected):
    assert holds(condition) is expected


def test_a_condition_on_a_hidden_or_open_answer_is_false_even_when_it_says_different():
    answers = {"home": {"has_dog": False, "dog": "Rex"}}
    assert not holds(differs("dog", "Max"), answers)
    assert not holds(Answer("dog", Operator.NOT_IN, ("Max",)), answers)
    assert not holds(differs("rooms", 4), answers)
    assert not holds(above("rooms", 1), {"home": {"rooms": as_typed("many")}})
    assert not holds(AnyItem("pool", is_answered("depth")), answers)


def test_dates_compare_by_day():
    form = Form(
        "D",
        "D",
        "p",
        1,
        12,
        ResponseTarget(1, 1),
        (Section("a", "A", "risk", (q("on", Kind.DATE),)),),
    )
    reading = Reading(form, {"a": {"on": "2026-03-07"}})
    assert reading.holds(Answer("on", Operator.GT, "2026-03-06"))
    assert not reading.holds(Answer("on", Operator.GT, 5))


def test_items_look_at_themselves_first_and_then_at_the_whole_form():
    first = visible_questions(FORM, FULL, PEOPLE, 0)
    second = visible_questions(FORM, FULL, PEOPLE, 1)
    assert "license" in {one.key for one in first}
    assert "license" not in {one.key for one in second}
    assert "keeps_dog" in {one.key for one in second}
    without_dog = {**FULL, "home": {**FULL["home"], "has_dog": False}}
    assert "keeps_dog" not in {one.key for one in visible_questions(FORM, without_dog, PEOPLE, 0)}


def test_a_section_opens_with_its_condition():
    assert visible_sections(FORM, FULL) == (HOME, PEOPLE, POOL)
    assert visible_sections(FORM, {}) == (HOME, PEOPLE)
    assert visible_questions(FORM, {}, POOL) == ()


def test_what_waits_for_itself_is_hidden_and_does_not_hang():
    circle = Section(
        "c", "C", "risk", (q("x", visible_if=is_answered("y")), q("y", visible_if=is_answered("x")))
    )
    gate = Section("g", "G", "risk", (q("z"),), visible_if=is_answered("z"))
    form = Form("C", "C", "p", 1, 12, ResponseTarget(1, 1), (circle, gate))
    answers = {"c": {"x": "1", "y": "2"}, "g": {"z": "3"}}
    assert prune(form, answers) == {}


def test_open_questions_are_missing_and_a_condition_can_make_one_needed():
    assert ("home", None, "rooms", "missing") in wrong({})
    assert ("home", None, "note", "missing") not in wrong(FULL)
    many = {**FULL, "home": {**FULL["home"], "rooms": 10}}
    assert wrong(many) == [("home", None, "note", "missing")]


def test_too_few_and_too_many_items_are_told_once():
    assert ("people", None, None, "too_few") in wrong({**FULL, "people": []})
    crowd = {**FULL, "people": [FULL["people"][0]] * 4}
    assert wrong(crowd) == [("people", None, None, "too_many")]


def test_problems_of_an_item_name_it():
    answers = {
        **FULL,
        "people": [
            FULL["people"][0],
            {"item_id": "b", "name": "Bob", "drives": False, "keeps_dog": False},
        ],
    }
    found = problems(FORM, answers, today=TODAY, checks=CHECKS, attachments=PHOTO)
    assert [(one.item_id, one.message) for one in found] == [("b", "Person 2: Enter the born")]


def test_a_reason_turns_a_failed_check_into_a_warning():
    person = {**FULL["people"][0], "license": "foreign"}
    refused = problems(
        FORM, {**FULL, "people": [person]}, today=TODAY, checks=CHECKS, attachments=PHOTO
    )
    assert [one.severity for one in refused] == [Severity.ERROR]
    told = problems(
        FORM,
        {**FULL, "people": [{**person, "license_note": "From France"}]},
        today=TODAY,
        checks=CHECKS,
        attachments=PHOTO,
    )
    assert [one.severity for one in told] == [Severity.WARNING]


def test_rules_over_several_answers_point_at_their_question():
    answers = {**FULL, "home": {**FULL["home"], "rent": 0}}
    assert wrong(answers) == [("home", None, "rent", "RENT_PAYS")]
    old = (*PHOTO, AttachedFile("map", date(2020, 1, 1)))
    assert wrong(FULL, attachments=old) == [("attachments", None, "map", "MAP_IS_NEW")]


def test_documents_are_asked_for_when_they_apply_and_when_they_are_due():
    assert wrong(FULL, attachments=()) == [("attachments", None, "photo", "missing_attachment")]
    assert wrong(FULL, stage=AttachmentStage.BEFORE_BIND) == [
        ("attachments", None, "lease", "missing_attachment")
    ]
    dry = {**FULL, "home": {**FULL["home"], "extras": ["gym"]}}
    assert wrong(dry, attachments=()) == []
    reading = Reading(FORM, dry)
    assert [one.document_type for one in requested_attachments(reading)] == ["lease", "map"]
    assert [
        one.document_type for one in requested_attachments(reading, AttachmentStage.SUBMISSION)
    ] == ["map"]


def test_problems_can_be_narrowed_to_a_section():
    assert {one[0] for one in wrong({}, only={"people"})} == {"people"}
    assert wrong(FULL, only={"attachments"}, attachments=()) == [
        ("attachments", None, "photo", "missing_attachment")
    ]


@pytest.mark.parametrize(
    "junk",
    [
        None,
        [],
        5,
        "x",
        {"home": []},
        {"home": 5, "people": {}},
        {"people": [1, None, []]},
        {"people": "abc"},
        {"home": {"rooms": {"deep": [{}]}}},
        {"people": [{"item_id": 5}]},
    ],
)
def test_junk_is_told_as_missing_or_unreadable_and_never_raises(junk):
    assert wrong(junk)
    assert prune(FORM, junk) is not None
    assert progress(FORM, junk, today=TODAY, checks=CHECKS).percent < 100


def test_thousands_of_items_are_one_clear_problem():
    found = problems(
        FORM, {**FULL, "people": [{}] * 100_000}, today=TODAY, checks=CHECKS, attachments=PHOTO
    )
    assert found[0].message == "Keep 3 people or fewer; there are 500"
    assert len(found) < 20


def test_pruning_drops_hidden_and_unknown_answers_and_keeps_what_was_typed():
    answers = {
        "home": {"rooms": as_typed("many"), "has_dog": False, "dog": "Rex", "secret": 1},
        "people": [{"item_id": "a", "drives": False, "license": "A123"}],
        "pool": {"depth": 2},
        "junk": {},
    }
    kept = prune(FORM, answers)
    assert kept == {
        "home": {"rooms": as_typed("many"), "has_dog": False},
        "people": [{"item_id": "a", "drives": False}],
    }
    assert prune(FORM, kept) == kept


def states(answers, attachments=()):
    found = progress(FORM, answers, today=TODAY, checks=CHECKS, attachments=attachments)
    return {one.key: one.state for one in found.sections}


def test_the_task_list_shows_how_far_each_section_is():
    assert states({}) == {
        "home": SectionState.NOT_STARTED,
        "people": SectionState.NOT_STARTED,
        "pool": SectionState.CANNOT_START,
    }
    assert states({"home": {"rooms": 3, "extras": ["gym"]}})["home"] is SectionState.IN_PROGRESS
    assert "pool" not in states({"home": {"extras": ["gym"]}})
    assert states({"home": {"rooms": 0}})["home"] is SectionState.PROBLEM
    assert states({"people": [{}]})["people"] is SectionState.NOT_STARTED
    assert set(states(FULL).values()) == {SectionState.COMPLETED}


def test_the_score_counts_needed_answers():
    found = progress(FORM, FULL, today=TODAY, checks=CHECKS)
    assert (found.required, found.answered, found.percent) == (14, 14, 100)
    assert found.open_sections == ()
    begun = progress(
        FORM, {"home": {"rooms": 3, "rent": as_typed("much")}}, today=TODAY, checks=CHECKS
    )
    assert (begun.required, begun.answered) == (8, 1)
    assert begun.percent == 12
    assert [one.key for one in begun.open_sections] == ["home", "people", "pool"]


def test_a_form_that_asks_nothing_is_complete():
    form = Form(
        "E",
        "E",
        "p",
        1,
        12,
        ResponseTarget(1, 1),
        (Section("a", "A", "r", (q("x", is_required=False),)),),
    )
    found = progress(form, {}, today=TODAY, checks=CHECKS)
    assert (found.percent, found.sections[0].state) == (100, SectionState.COMPLETED)


def test_the_line_of_facts_shows_answers_and_hides_personal_numbers():
    rows = {one.key: one.facts for one in progress(FORM, FULL, today=TODAY, checks=CHECKS).sections}
    assert rows["home"] == "3, $1,200.00"
    assert rows["people"] == "2 people: Alice •••• 1990, Bob •••• 1991"
    assert rows["pool"] == "2"
    crowd = {
        "people": [{"item_id": str(n), "name": f"P{n}" + "x" * 70 * (n == 0)} for n in range(6)]
    }
    facts = next(
        one.facts
        for one in progress(FORM, crowd, today=TODAY, checks=CHECKS).sections
        if one.key == "people"
    )
    assert facts.startswith("6 people: P0xxx")
    assert facts.endswith("x…, P1, P2, P3 and 2 more")


def test_an_item_is_called_by_its_answers_or_its_number():
    reading = Reading(FORM, {"people": [{"name": "Alice"}, {}]})
    assert item_title(reading, PEOPLE, 0) == "Alice"
    assert item_title(reading, PEOPLE, 1) == "Person 2"


@pytest.mark.parametrize(
    ("kind", "value", "read", "typed"),
    [
        (Kind.DATE, "2026-03-07", "Mar 7, 2026", "03/07/2026"),
        (Kind.DATE, "soon", "soon", "soon"),
        (Kind.MONEY, 120050, "$1,200.50", "1,200.50"),
        (Kind.MONEY, "x", "x", "x"),
        (Kind.PERCENT, "12.5", "12.5%", "12.5"),
        (Kind.BOOLEAN, True, "Yes", "yes"),
        (Kind.BOOLEAN, False, "No", "no"),
        (Kind.INTEGER, 1234, "1,234", "1234"),
        (Kind.INTEGER, "x", "x", "x"),
        (Kind.PHONE, "+15105550134", "(510) 555-0134", "(510) 555-0134"),
        (Kind.PHONE, "+442079460958", "+442079460958", "+442079460958"),
        (Kind.EIN, "593456789", "59-3456789", "59-3456789"),
        (Kind.SSN, "536904399", "536-90-4399", "536-90-4399"),
        (Kind.EIN, "12", "12", "12"),
        (Kind.TEXT, "a", "a", "a"),
        (Kind.TEXT, None, "", ""),
        (Kind.TEXT, as_typed("raw"), "raw", "raw"),
        (
            Kind.ADDRESS,
            {"street": "1 Main", "unit": "B", "city": "Tampa", "state": "FL", "zip": "33611"},
            "1 Main, B, Tampa, FL 33611",
            str({"street": "1 Main", "unit": "B", "city": "Tampa", "state": "FL", "zip": "33611"}),
        ),
        (Kind.ADDRESS, "x", "x", "x"),
    ],
)
def test_answers_are_worded_for_reading_and_for_the_box(kind, value, read, typed):
    assert answer_words(q("x", kind), value) == read
    assert typed_text(q("x", kind), value) == typed


def test_choices_are_worded_by_their_labels():
    picked = q("x", Kind.MULTISELECT, choices=(Choice("a", "Apple"), Choice("b", "Bean")))
    assert answer_words(picked, ["a", "b", "c"]) == "Apple, Bean, c"
    assert answer_words(picked, "junk") == ""
    assert answer_words(q("x", Kind.SELECT, choices=(Choice("a", "Apple"),)), "a") == "Apple"


def test_sensitive_answers_show_their_last_four_unless_revealed():
    number = q("x", Kind.EIN, is_sensitive=True)
    assert answer_words(number, "593456789") == "•••• 6789"
    assert answer_words(number, "593456789", reveal=True) == "59-3456789"
    assert answer_words(number, None) == ""
    assert masked("12-3") == "••••"


def test_numbers_beyond_all_measure_compare_as_open():
    assert not holds(above("rooms", 1), {"home": {"rooms": 10**30}})
    assert not holds(above("rooms", 1), {"home": {"rooms": "9" * 30}})
    assert not holds(above("rooms", 1), {"home": {"rooms": "many"}})
    assert not holds(above("rent", 1), {"home": {"rent": "12"}})


def test_a_rule_that_asks_about_an_unknown_section_sees_nothing():
    facts = Facts(Reading(FORM, FULL), (), TODAY)
    assert facts.values("cats", "name") == ()
    assert facts.values("people", "ghost") == ()
    assert facts.values("people", "name") == ("Alice", "Bob")
    assert FORM.question("cats", "name") is None


def test_how_much_of_everything_asked_is_answered():
    """SUB-16: needed or not, of every item, without what is not asked."""
    pets = Section(
        "pets", "Pets", "risk", (q("name"), q("breed")), repeat=Repeat(0, 3, "Pet", "pets")
    )
    den = Section(
        "den", "Den", "risk", (q("lit"), q("color", visible_if=equals("lit", "yes")), q("note"))
    )
    form = Form("X", "X", "p", 1, 12, ResponseTarget(1, 1), (den, pets))
    assert answered_percent(form, {}) == 0
    assert answered_percent(form, {"den": {"lit": "no"}}) == 50
    assert answered_percent(form, {"den": {"lit": "yes"}}) == 33
    two = [{"item_id": "a", "name": "Rex", "breed": "Pug"}, {"item_id": "b", "name": "Tom"}]
    assert answered_percent(form, {"den": {"lit": "no", "note": ""}, "pets": two}) == 66
