"""Which text of an application answers which question, and how surely (SUB-17). No outside service."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from rapidfuzz import fuzz

from producer_portal.features.submissions.rules.paper_pieces import Pair, Setting, pairs_of
from producer_portal.features.submissions.rules.paper_tables import numbered
from producer_portal.features.submissions.rules.paper_values import (
    address_parts,
    as_typed,
    town_parts,
)
from producer_portal.features.submissions.rules.paper_words import plain_label
from producer_portal.values.forms import CheckedOn, Form, Kind, Question, Section, parse_answer
from producer_portal.values.forms.parsing import ADDRESS_PARTS
from producer_portal.values.pages import Box, FoundPages

# From here on an answer flows into the form by itself; below, a person says so first.
SURE_PERCENT = 80
LOWEST_PERCENT = 35
_DOUBTFUL = 60
_LABEL_SCORE = 80
_HEADING_SCORE = 86
_UNDER_HEADING, _OTHER_HEADING = 7, -7
_CLOSE_SECOND = 4
# City, state and ZIP code under one label.
_TOWN = "town"
_SHAPES = {"zip": re.compile(r"\d{5}(-\d{4})?"), "state": re.compile(r"[A-Za-z][A-Za-z. ]+")}
_STRONG = frozenset(
    {
        Kind.DATE,
        Kind.EIN,
        Kind.EMAIL,
        Kind.MULTISELECT,
        Kind.NAICS,
        Kind.PHONE,
        Kind.SELECT,
        Kind.SSN,
    }
    | {Kind.STATE, Kind.VIN, Kind.YEAR, Kind.MONEY, Kind.BOOLEAN, Kind.PERCENT, Kind.URL}
)
# What is told of those who sell, not of those who ask for cover.
_SELLERS = frozenset({"agency", "agent", "producer", "broker", "signature", "signed", "prepared"})
# What tells an earlier policy from the one applied for; a whole question of so many words tells as well.
_EARLIER = frozenset(
    {"prior", "previous", "present", "current", "now", "currently", "expiring", "expires"}
    | {"renewal"}
)
_PRIOR, _WORDS_THAT_TELL = "prior_insurance", 3


@dataclass(frozen=True, slots=True)
class Labels:
    """How other forms call our questions, sections and choices: data of the catalog, by key."""

    questions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """One answer that was read: for which question of which item, as one would type it, how surely, where.

    `part` names the part of an address. `problem` says why the text is no answer as it stands.
    """

    section_key: str
    place: int
    question_key: str
    part: str
    text: str
    percent: int
    box: Box
    label: str
    problem: str = ""

    @property
    def is_sure(self) -> bool:
        """Whether it may flow into the form without a person looking first."""
        return self.percent >= SURE_PERCENT and not self.problem


@dataclass(frozen=True, slots=True)
class _Target:
    section: Section
    question: Question
    part: str
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Guess:
    target: _Target
    pair: Pair
    place: int
    text: str
    score: int
    percent: int
    problem: str


def read_application(
    form: Form, pages: FoundPages, on: CheckedOn, labels: Labels
) -> list[ReadAnswer]:
    """The answers found on the pages of an application, each question once, in the order of the form."""
    targets = _targets(form, labels)
    headings = _headings(form, labels)

    def is_label(text: str) -> bool:
        plain = plain_label(numbered(text)[0])
        return bool(plain) and any(_likeness(plain, one) >= _LABEL_SCORE for one in targets)

    def is_heading(text: str) -> bool:
        plain = plain_label(text)
        return bool(plain) and any(_alike(plain, words) >= _HEADING_SCORE for words, _ in headings)

    memo_label, memo_heading = lru_cache(4096)(is_label), lru_cache(4096)(is_heading)
    pairs = pairs_of(pages, is_label=memo_label, is_heading=memo_heading)
    guesses: list[_Guess] = []
    # A city goes with the street before it, whatever other addresses the form asks for.
    street: Question | None = None
    for pair in pairs:
        found = list(_guesses(pair, targets, headings, on, labels, street))
        streets = [one for one in found if one.target.part == "street"]
        if streets:
            street = max(streets, key=lambda one: one.percent).target.question
        guesses += found
    return _chosen(form, guesses)


def _targets(form: Form, labels: Labels) -> list[_Target]:
    found = []
    for section in form.sections:
        for question in section.questions:
            named = (question.label, question.name, *labels.questions.get(question.key, ()))
            if section.repeat is not None:
                named += tuple(f"{section.repeat.item_label} {name}" for name in named if name)
            phrases = tuple(dict.fromkeys(filter(None, map(plain_label, named))))
            found.append(_Target(section, question, "", phrases))
            if question.kind is Kind.ADDRESS:
                found += [
                    _Target(section, question, part, _part_phrases(part, question, labels))
                    for part in (*ADDRESS_PARTS, _TOWN)
                ]
    return found


def _part_phrases(part: str, question: Question, labels: Labels) -> tuple[str, ...]:
    names = (part, *labels.questions.get(f"address.{part}", ()))
    whole = question.label.lower().removesuffix("address").strip()
    named = [plain_label(name) for name in names]
    owned = [plain_label(f"{owner} {name}") for owner in (whole, question.label) for name in names]
    return tuple(dict.fromkeys([*named, *owned]))


def _headings(form: Form, labels: Labels) -> list[tuple[str, Section]]:
    found = []
    for section in form.sections:
        names = [section.title, *labels.sections.get(section.key, ())]
        if section.repeat is not None:
            names += [section.repeat.item_label, section.repeat.plural]
        found += [(plain_label(name), section) for name in names]
    return found


def _alike(one: str, other: str) -> int:
    """0 to 100. Words in another order cost little, words too many cost by their number."""
    return round(max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other) - 1))


def _likeness(plain: str, target: _Target) -> int:
    return max((_alike(plain, phrase) for phrase in target.phrases), default=0)


def _guesses(
    pair: Pair,
    targets: Sequence[_Target],
    headings: Sequence[tuple[str, Section]],
    on: CheckedOn,
    labels: Labels,
    street: Question | None,
) -> Iterable[_Guess]:
    """The questions this pair may answer; the likeliest alone, or several that are as likely."""
    here = _section_of(pair.heading, headings)
    if any(_SELLERS.intersection(re.findall(r"[a-z]+", label.lower())) for label in pair.labels):
        return
    plains = [plain for plain in map(plain_label, pair.labels) if plain]
    scored = []
    for target in targets:
        score = max((_likeness(plain, target) for plain in plains), default=0)
        if score < _LABEL_SCORE - 4:
            continue
        if here is not None:
            score += _UNDER_HEADING if target.section is here else _OTHER_HEADING
        elif pair.place >= 0:
            score += 2 if target.section.repeat is not None else -4
        if street is not None and target.part not in {"", "street"}:
            score += _UNDER_HEADING if target.question is street else _OTHER_HEADING
        scored.append((score, target))
    scored.sort(key=lambda one: -one[0])
    for score, target in scored[:3]:
        if score >= _LABEL_SCORE and scored[0][0] - score <= _CLOSE_SECOND * 2:
            rivals = [one for one, other in scored if _is_rival(other, target)]
            is_doubtful = _asks(pair.value, targets) or not _is_placed(pair, target, here, plains)
            most = _DOUBTFUL if is_doubtful else 100
            for guess in _judged(pair, target, score, max(rivals, default=0), on, labels):
                yield replace(guess, percent=min(guess.percent, most))


def _is_placed(pair: Pair, target: _Target, here: Section | None, plains: Sequence[str]) -> bool:
    """Whether what a label leaves open is said by where it stands."""
    is_listed = pair.setting is Setting.TABLE or pair.place >= 0
    if target.part == "unit" and pair.setting is Setting.TABLE:
        # A row's number, more often than a suite.
        return False
    if target.section is here:
        return True
    is_of_earlier = any(_EARLIER.intersection(plain.split()) for plain in plains)
    if target.section.key == _PRIOR:
        # "Carrier" and "Expiration date" alone may be those of the policy applied for.
        return is_of_earlier or len(max(plains, key=len).split()) > _WORDS_THAT_TELL
    if is_of_earlier and not any(_EARLIER.intersection(one.split()) for one in target.phrases):
        return False
    # "Date" or "Type" somewhere on a page is of no item of a list for all one can know.
    return target.section.repeat is None or is_listed or all(" " in plain for plain in plains)


def _asks(value: str, targets: Sequence[_Target]) -> bool:
    """Whether a value is rather the label of another question: what stands there was not filled in."""
    plain = plain_label(value)
    return value.rstrip().endswith((":", "?", "#")) or any(
        plain in target.phrases for target in targets
    )


def _is_rival(other: _Target, target: _Target) -> bool:
    """Whether it is another question. The cities of two addresses are told apart by their order alone."""
    if target.part and other.part == target.part and other.section is target.section:
        return False
    return other.question is not target.question


def _section_of(heading: str, headings: Sequence[tuple[str, Section]]) -> Section | None:
    plain = plain_label(heading)
    if not plain:
        return None
    best = max(headings, key=lambda one: _alike(plain, one[0]))
    return best[1] if _alike(plain, best[0]) >= _HEADING_SCORE else None


def _judged(
    pair: Pair, target: _Target, score: int, rival: int, on: CheckedOn, labels: Labels
) -> Iterable[_Guess]:
    place = max(pair.place, 0) if target.section.repeat is not None else 0
    question = target.question
    if question.kind is Kind.ADDRESS:
        yield from _address_guesses(pair, target, place, score, rival)
        return
    if pair.is_tick and question.kind not in {Kind.BOOLEAN, Kind.SELECT, Kind.MULTISELECT}:
        return
    text = as_typed(question, pair.value, labels.choices)
    parsed = parse_answer(question, text, on)
    problem = parsed.issue.message if parsed.issue else ""
    if parsed.value is None:
        return
    weight = 50 if problem else 100 if question.kind in _STRONG else 96
    percent = _percent(score, rival, pair, weight)
    yield _Guess(target, pair, place, text, score, percent, problem)


def _address_guesses(
    pair: Pair, target: _Target, place: int, score: int, rival: int
) -> Iterable[_Guess]:
    if target.part == _TOWN:
        percent = _percent(score, rival, pair, 100)
        for part, text in (town_parts(pair.value) or {}).items():
            town = _Target(target.section, target.question, part, target.phrases)
            yield _Guess(town, pair, place, text, score, percent, "")
        return
    if target.part:
        text = " ".join(pair.value.split())
        shape = _SHAPES.get(target.part)
        if shape is not None and not shape.fullmatch(text):
            return
        percent = _percent(score, rival, pair, 97)
        yield _Guess(target, pair, place, text, score, percent, "")
        return
    parts = address_parts(pair.value)
    # Without city and ZIP code behind it the line is a street, and may be more than that.
    found = parts or {"street": " ".join(pair.value.split())}
    percent = _percent(score, rival, pair, 100 if parts else 90)
    for part, text in found.items():
        whole = _Target(target.section, target.question, part, target.phrases)
        yield _Guess(whole, pair, place, text, score, percent, "")


def _percent(score: int, rival: int, pair: Pair, weight: int) -> int:
    """How sure an answer is: by its label, by how it is set, by what kind of answer it is."""
    return _trust(score, rival) * pair.setting * weight // 10_000


def _trust(score: int, rival: int) -> int:
    """Percent: full for the very words, less the more another question is asked in nearly the same."""
    sure = 100 if score >= 97 else 70 + (score - _LABEL_SCORE) * 8 // 5
    lead = score - rival
    share = 72 if lead < _CLOSE_SECOND else 92 if lead < 2 * _CLOSE_SECOND else 100
    return sure * share // 100


def _chosen(form: Form, guesses: Sequence[_Guess]) -> list[ReadAnswer]:
    """The best guess for each question of each item; no piece of the page answers two questions."""
    order = {
        (section.key, question.key): (one, other)
        for one, section in enumerate(form.sections)
        for other, question in enumerate(section.questions)
    }
    taken: set[tuple[str, int, str, str]] = set()
    pieces: dict[tuple[Box, str], str] = {}
    kept: list[_Guess] = []
    for guess in sorted(guesses, key=lambda one: (-one.percent, -one.score)):
        target = guess.target
        where = (target.section.key, guess.place, target.question.key, target.part)
        piece = (guess.pair.box, guess.pair.value)
        owner = f"{target.section.key}.{target.question.key}"
        if where in taken or pieces.get(piece, owner) != owner or guess.percent < LOWEST_PERCENT:
            continue
        taken.add(where)
        pieces[piece] = owner
        kept.append(guess)
    kept.sort(key=lambda one: (*order[one.target.section.key, one.target.question.key], one.place))
    return [
        ReadAnswer(
            one.target.section.key,
            one.place,
            one.target.question.key,
            one.target.part,
            one.text,
            one.percent,
            one.pair.box,
            one.pair.labels[0],
            one.problem,
        )
        for one in kept
    ]
