"""Labels of other people's forms in the few words that matter (SUB-17)."""

import re
from functools import lru_cache

_ABBREVIATIONS = {
    "eff": "effective", "exp": "expiration", "addr": "address", "no": "number", "num": "number", "dob": "date birth",
    "yr": "year", "yrs": "years", "ins": "insurance", "co": "company", "tel": "phone", "telephone": "phone",
    "lic": "license", "licence": "license", "pol": "policy", "prem": "premium", "emp": "employees", "bldg": "building",
    "sq": "square", "ft": "feet", "est": "established", "desc": "description", "amt": "amount", "ded": "deductible",
    "e": "", "mail": "mail", "zipcode": "zip", "postal": "zip", "fed": "federal", "biz": "business", "qty": "number",
    "bus": "business", "ea": "each", "occ": "occurrence", "gen": "general", "agg": "aggregate", "aggr": "aggregate",
    "ops": "operations", "cov": "coverage", "liab": "liability",
}  # fmt: skip
# "11. Do you …", "Enter the employer's …": how an answer is asked for says nothing of what is asked.
_ITEM_NUMBER = re.compile(r"^\s*(?:\d{1,2}|[a-h])[.)]\s+")
_TOLD_TO = re.compile(
    r"^(?:enter|provide|type|list|indicate|specify|give|state whether|check (?:here )?if)\s+"
    r"(?:the\s+)?(?:(?:applicant|employer|insured)'s\s+)?"
)
_FILLERS = frozenset(
    {
        "the",
        "of",
        "a",
        "an",
        "s",
        "is",
        "are",
        "in",
        "us",
        "dollars",
        "for",
        "please",
        "code",
        "your",
    }
)


@lru_cache(8192)
def plain_label(text: str) -> str:
    """A label in the few words that matter: "Eff. Date (mm/dd/yyyy):" is "effective date"."""
    text = re.sub(r"\((?:mm|m)/.*?\)|\(optional\)|\(if any\)", " ", text.lower())
    text = _ITEM_NUMBER.sub("", text)
    text = _TOLD_TO.sub("", text).replace("#", " number ")
    text = text.replace("e-mail", "email").replace("zip code", "zip").replace("d/b/a", "dba")
    words = re.sub(r"[^a-z0-9%]+", " ", text).split()
    expanded = " ".join(_ABBREVIATIONS.get(word, word) for word in words).split()
    kept = [word for word in expanded if word not in _FILLERS]
    return " ".join(kept or expanded)[:120]
