"""How much of the recorded applications is read, and how much that is wrong was called sure (SUB-17)."""

import json
import time
from datetime import date
from pathlib import Path

from producer_portal.features.submissions.catalog import FORMS
from producer_portal.features.submissions.catalog.paper import PAPER_LABELS
from producer_portal.features.submissions.rules.form_rules import CHECKS
from producer_portal.features.submissions.rules.paper_reading import read_application
from producer_portal.foundation.pages import found_on
from producer_portal.values.forms import CheckedOn

FOLDERS = ("papers", "unseen_papers")
GOLDEN = Path(__file__).resolve().parents[1] / "tests" / "golden"
ON = CheckedOn(date(2026, 11, 20), CHECKS.values)


def main() -> None:
    print(
        "\nreading applications           layouts   answers   read   wrong   sure   sure but wrong   s a file"
    )
    for folder in FOLDERS:
        papers = sorted((GOLDEN / folder).glob("*.pdf"))
        if papers:
            _say(folder, papers)


def _say(folder: str, papers: list[Path]) -> None:
    asked = right = wrong = sure = sure_wrong = 0
    began = time.perf_counter()
    for paper in papers:
        told = json.loads(paper.with_suffix(".json").read_text(encoding="utf-8"))
        answers = told["answers"]
        found = read_application(
            FORMS[told["line"]], found_on([paper.read_bytes()]), ON, PAPER_LABELS
        )
        asked += len(answers)
        for one in found:
            place = (one.section_key, str(one.place), one.question_key, one.part)
            is_right = answers.get(".".join(filter(None, place))) == one.text
            right += is_right
            wrong += not is_right
            sure += one.is_sure
            sure_wrong += one.is_sure and not is_right
    each = (time.perf_counter() - began) / len(papers)
    print(
        f"  {folder:<28} {len(papers):7} {asked:9} {right / asked:6.1%} {wrong:7} {sure:6} "
        f"{sure_wrong:16} {each:10.2f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
