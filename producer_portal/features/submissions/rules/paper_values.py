"""Text as it stands on an application, turned into what a person would type or choose in our form (SUB-17)."""

import re
from collections.abc import Mapping
from decimal import Decimal

from rapidfuzz import fuzz

from producer_portal.values.forms import Choice, Kind, Question

_TICKED = re.compile(r"[\[(]\s*[xX✓✔]\s*[\])]\s*([A-Za-z ]+)|[☒☑✓✔]\s*([A-Za-z ]+)")
_PLACE = re.compile(
    r"^(?P<street>.+?),?\s*[,\n]\s*(?P<city>[A-Za-z .'\-]+?),?\s+(?P<state>[A-Z]{2})\.?,?\s+(?P<zip>\d{5}(?:-\d{4})?)$",
    re.DOTALL,
)
_UNIT = re.compile(
    r"^(?P<street>.+?),?\s+(?P<unit>(?:suite|ste\.?|unit|apt\.?|#)\s*[\w-]+)$", re.IGNORECASE
)
_AMOUNT = re.compile(r"\$?\s*(\d[\d,]*(?:\.\d+)?)\s*(k|m|mm|million|thousand)?\b", re.IGNORECASE)
_SCALES = {"k": 1_000, "thousand": 1_000, "m": 1_000_000, "mm": 1_000_000, "million": 1_000_000}
_YES = frozenset({"yes", "y", "x", "on", "true", "1", "ticked"})
_NO = frozenset({"no", "n", "none", "off", "false"})
_CLOSE_ENOUGH = 86


def address_parts(text: str) -> dict[str, str] | None:
    """Street, unit, city, state and ZIP code of an address in one piece, or None."""
    found = _PLACE.match(text.strip())
    if found is None:
        return None
    parts = {
        name: " ".join(found.group(name).split()) for name in ("street", "city", "state", "zip")
    }
    unit = _UNIT.match(parts["street"])
    if unit is not None:
        parts |= {"street": unit.group("street"), "unit": unit.group("unit")}
    return parts


def town_parts(text: str) -> dict[str, str] | None:
    """City, state and ZIP code that stand together, or None."""
    found = address_parts(f"-, {text.strip()}")
    return {part: found[part] for part in ("city", "state", "zip")} if found else None


def as_typed(question: Question, text: str, synonyms: Mapping[str, tuple[str, ...]]) -> str:
    """The text as somebody would type it; choices by their value where one is meant."""
    ticked = _ticked(text)
    match question.kind:
        case Kind.BOOLEAN:
            word = ticked.lower() if ticked else text.strip().lower().rstrip(".")
            first = word.split(",")[0].split(" ")[0] if word else ""
            return "yes" if first in _YES else "no" if first in _NO else text
        case Kind.SELECT | Kind.STATE:
            return meant_choice(question.choices, ticked or text, synonyms) or text
        case Kind.MULTISELECT:
            parts = [part for part in re.split(r"[,;\n]", text) if part.strip()]
            meant = [meant_choice(question.choices, part, synonyms) for part in parts]
            return ",".join(meant) if meant and all(meant) else text
        case Kind.INTEGER | Kind.DECIMAL | Kind.PERCENT:
            return re.sub(
                r"\s*(?:years?|yrs?\.?|sq\.?\s?ft\.?|square feet|employees|percent)$",
                "",
                text.strip(),
                flags=re.IGNORECASE,
            )
        case Kind.MONEY:
            return _amount_typed(text)
        case Kind.TEXTAREA:
            return text
        case _:
            return " ".join(text.split())


def meant_choice(
    choices: tuple[Choice, ...], text: str, synonyms: Mapping[str, tuple[str, ...]]
) -> str:
    """The value of the choice that is meant, or "" when none or several may be."""
    plain = _plain(text)
    if not plain:
        return ""
    for choice in choices:
        names = (choice.value, choice.label, *synonyms.get(choice.value, ()))
        if plain in {_plain(name) for name in names}:
            return choice.value
    amounts = amounts_in(text)
    if amounts:
        # "100/300" on our forms is in thousands of dollars.
        shortened = tuple(one // 1000 for one in amounts)
        same = [
            choice.value
            for choice in choices
            if amounts_in(choice.label) == amounts
            or (len(amounts) > 1 and amounts_in(choice.label) == shortened)
        ]
        # An amount is one of the choices or it is not: it is never nearly another.
        return same[0] if len(same) == 1 else ""
    scored = sorted(
        ((_likeness(plain, choice, synonyms), choice.value) for choice in choices), reverse=True
    )
    is_clear = len(scored) == 1 or scored[0][0] - scored[1][0] >= 5
    return scored[0][1] if scored and scored[0][0] >= _CLOSE_ENOUGH and is_clear else ""


def _likeness(plain: str, choice: Choice, synonyms: Mapping[str, tuple[str, ...]]) -> int:
    names = (choice.label, *synonyms.get(choice.value, ()))
    return round(max(fuzz.token_sort_ratio(plain, _plain(name)) for name in names))


def amounts_in(text: str) -> tuple[int, ...]:
    """The amounts a text names, in whole units: (100000, 300000) for "100/300" in thousands is not guessed."""
    found = []
    for number, scale in _AMOUNT.findall(text):
        found.append(int(Decimal(number.replace(",", "")) * _SCALES.get(scale.lower(), 1)))
    return tuple(found)


def _amount_typed(text: str) -> str:
    found = _AMOUNT.fullmatch(text.strip().rstrip(".").strip())
    if found is None or not found.group(2):
        return text.strip()
    return str(amounts_in(text)[0])


def _ticked(text: str) -> str:
    found = _TICKED.search(text)
    return (found.group(1) or found.group(2)).strip() if found else ""


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text.lower()).split())
