"""How other people's applications call what our forms ask: words to read them by (SUB-17)."""

import json
from pathlib import Path

from producer_portal.features.submissions.rules.paper_reading import Labels


def _read() -> Labels:
    found = json.loads((Path(__file__).parent / "shared" / "paper_labels.json").read_text("utf-8"))
    parts = {
        part: {key: tuple(words) for key, words in found[part].items()}
        for part in ("questions", "sections", "choices")
    }
    return Labels(**parts)


PAPER_LABELS = _read()
