"""Who is to be insured, where and from when: read from the answers by what a question maps to."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from producer_portal.values.forms import Form, Reading

_NAME_LENGTH = 200
WORD_LENGTH = 60
LONGEST_SEARCH = 80
# Few words tell a business from all others; each more is one more look into the index.
MOST_WORDS = 4
_REFERENCE = "sub-"


@dataclass(frozen=True, slots=True)
class InsuredFacts:
    """What lists and policies need to know of the answers."""

    name: str
    state: str
    effective_on: date | None


def mapped_answers(form: Form, answers: dict[str, Any]) -> dict[str, Any]:
    """The visible answers outside repeating sections by what they map to: {"insured.name": …}."""
    reading = Reading(form, answers)
    found: dict[str, Any] = {}
    for section in form.sections:
        if section.repeat is not None:
            continue
        for question in section.questions:
            value = reading.answer(section, question) if question.maps_to else None
            if value is not None:
                found.setdefault(question.maps_to, value)
    return found


def insured_facts(form: Form, answers: dict[str, Any]) -> InsuredFacts:
    """The insured's name, state and effective date, as far as they are answered."""
    mapped = mapped_answers(form, answers)
    person = (str(mapped.get("insured.first_name", "")), str(mapped.get("insured.last_name", "")))
    name = str(mapped.get("insured.name", "")) or " ".join(part for part in person if part)
    address = mapped.get("insured.mailing_address")
    state = str(address.get("state", "")) if isinstance(address, dict) else ""
    return InsuredFacts(
        name=name[:_NAME_LENGTH],
        state=state if len(state) == 2 else "",
        effective_on=_day(mapped.get("policy.effective_date")),
    )


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def normalized_name(name: str) -> str:
    """A name for searching: lower case, letters and digits only, words parted by one space."""
    kept = "".join(letter if letter.isalnum() else " " for letter in name.casefold())
    return " ".join(kept.split())[:_NAME_LENGTH]


def search_words(name: str, reference: str | None) -> frozenset[str]:
    """The words a submission is found by: those of its insured, its reference, its reference's number."""
    words = set(normalized_name(name).split())
    if reference:
        words |= {_reference_word(reference.casefold()), reference.rsplit("-", 1)[-1].lstrip("0")}
    return frozenset(word[:WORD_LENGTH] for word in words if word)


def _reference_word(reference: str) -> str:
    # No name begins with the sign, so that "su" finds Sunrise Bakery and not every submission there is.
    return "#" + reference.removeprefix(_REFERENCE)


def searched_words(text: str) -> tuple[str, ...]:
    """What a search asks for, longest first: each is the start of a word. A reference stays whole."""
    asked = text.strip()[:LONGEST_SEARCH].casefold()
    whole = asked.replace(" ", "")
    if whole.startswith(_REFERENCE):
        return (_reference_word(whole)[:WORD_LENGTH],)
    words = {
        word.lstrip("0") or word if word.isdigit() else word
        for word in normalized_name(asked).split()
    }
    return tuple(sorted((word[:WORD_LENGTH] for word in words), key=len, reverse=True)[:MOST_WORDS])
