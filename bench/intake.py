"""Intake at size: 100,000 submissions in the tracking table, a step of the longest form, pages of applications.

Run as `python -m bench.intake`; it makes and drops its own SQLite database. Floors are raw SQL of the same
question on the same database, and a bare reportlab loop of the same rows.
"""

import io
import itertools
import json
import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from bench.stage import names

ROWS = int(os.environ.get("BENCH_SUBMISSIONS", "100000"))
ROUNDS = 25
AT_ONCE = 10_000
LONGEST_TABLE = 300
SAMPLES = Path(__file__).parents[1] / "tests" / "golden" / "lines"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PORTAL_VAR_FOLDER"] = folder
        os.environ.pop("PORTAL_DATABASE_URL", None)
        _measure(Path(folder))


def _measure(folder: Path) -> None:
    from producer_portal import features, upgrade
    from producer_portal.demonstration import seed

    features.rooms("tables")
    upgrade.to_newest(None, role="")
    seed.seed_once()
    _fill()
    print(
        f"\ntracking table, {ROWS:,} submissions    raw SQL ms   portal ms   ratio (p50; p95 in brackets)"
    )
    _table(folder)
    _longest_form()
    _longest_table()
    _pages()


def _fill() -> None:
    from sqlalchemy import insert, text
    from sqlmodel import select

    from producer_portal.features.submissions.rules.insured import search_words
    from producer_portal.features.submissions.tables import Submission, SubmissionWord
    from producer_portal.foundation import clock
    from producer_portal.foundation.actor import system_actor
    from producer_portal.foundation.unit_of_work import unit_of_work

    with unit_of_work(system_actor("bench"), now=clock.now()) as work:
        found = work.session.exec(
            select(Submission).where(Submission.status == "in_review").limit(1)
        ).one()
        model = found.model_dump(exclude={"id", "send_key"})
        statuses = itertools.cycle(("pending", "in_review", "quoted", "declined", "withdrawn"))
        connection = work.session.connection()
        # Sealed answers open in their own place only; these submissions have none.
        model |= {"answers": {}, "answer_edits": {}}
        made = [
            {
                **model,
                "reference": f"SUB-2020-{place:06}",
                "insured_name": name,
                "insured_name_normalized": name.lower(),
                "status": next(statuses),
            }
            for place, name in enumerate(names(ROWS))
        ]
        for start in range(0, ROWS, AT_ONCE):
            connection.execute(insert(Submission), made[start : start + AT_ONCE])
        kept = connection.execute(
            text(
                "SELECT id, insured_name, reference FROM submission WHERE reference LIKE 'SUB-2020-%'"
            )
        ).all()
        owner = {key: model[key] for key in ("tenant_id", "agency_id", "producer_id")}
        words = [
            {**owner, "submission_id": number, "word": word}
            for number, name, reference in kept
            for word in sorted(search_words(name, reference))
        ]
        for start in range(0, len(words), AT_ONCE):
            connection.execute(insert(SubmissionWord), words[start : start + AT_ONCE])
    with unit_of_work(system_actor("bench"), now=clock.now()) as work:
        work.session.connection().exec_driver_sql("ANALYZE")


def _people() -> dict[str, Any]:
    from sqlmodel import select

    from producer_portal.access.tables import User
    from producer_portal.foundation import clock
    from producer_portal.foundation.actor import Actor, system_actor
    from producer_portal.foundation.permissions import ROLE_BOOKS, ROLE_PERMISSIONS, Role
    from producer_portal.foundation.unit_of_work import unit_of_work

    with unit_of_work(system_actor("bench"), now=clock.now(), read_only=True) as work:
        found = work.session.exec(select(User)).all()
    return {
        user.email.split("@")[0]: Actor(
            user_id=user.id,
            name=user.name,
            role=Role(user.role),
            permissions=ROLE_PERMISSIONS[Role(user.role)],
            tenant_id=user.tenant_id,
            agency_id=user.agency_id,
            producer_id=user.producer_id,
            client_id=None,
            book=ROLE_BOOKS[Role(user.role)],
        )
        for user in found
    }


def _timed(deed: Callable[[int], object]) -> tuple[float, float]:
    deed(0)
    times = []
    for turn in range(ROUNDS):
        began = time.perf_counter()
        deed(turn)
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times), sorted(times)[int(len(times) * 0.95)]


def _table(folder: Path) -> None:
    from producer_portal.features.submissions.queries.table import submission_table
    from producer_portal.features.submissions.services import reviewing
    from producer_portal.foundation import clock
    from producer_portal.foundation.unit_of_work import unit_of_work

    people = _people()
    dana, tom = people["dana"], people["tom"]
    raw = sqlite3.connect(next(folder.glob("*.sqlite3")))
    tenant = dana.tenant_id
    shown = "id, reference, insured_name, line_code, status, target_response_on, assigned_to_name"

    order = "ORDER BY target_response_on, id LIMIT 25"

    def ask(sql: str, *values: object) -> Callable[[int], object]:
        """The rows of a page and how many there are in all, as the table says both."""
        counted = f"SELECT count(*) FROM ({sql.removesuffix(order)})"
        return lambda _: (
            raw.execute(sql, values).fetchall(),
            raw.execute(counted, values).fetchone(),
        )

    def see(**words: Any) -> Callable[[int], object]:
        def deed(_: int) -> object:
            with unit_of_work(dana, now=clock.now(), read_only=True) as work:
                return submission_table(work, **words)

        return deed

    open_ones = "status IN ('draft','pending','in_review','information_needed','quoted')"
    pairs = {
        "open": (
            ask(
                f"SELECT {shown} FROM submission WHERE tenant_id = ? AND {open_ones} {order}",
                tenant,
            ),
            see(has_tabs=False),
        ),
        "open, with the tabs counted": (
            lambda _: (
                raw.execute(
                    "SELECT status, count(*) FROM submission WHERE tenant_id = ? GROUP BY status",
                    (tenant,),
                ).fetchall(),
                raw.execute(
                    f"SELECT {shown} FROM submission WHERE tenant_id = ? AND {open_ones} {order}",
                    (tenant,),
                ).fetchall(),
            ),
            see(),
        ),
        "filter": (
            ask(
                f"SELECT {shown} FROM submission WHERE tenant_id = ? AND status = 'quoted' {order}",
                tenant,
            ),
            see(statuses=("quoted",), has_tabs=False),
        ),
        "search": (
            ask(
                f"SELECT {shown} FROM submission WHERE tenant_id = ? AND {open_ones} AND id IN (SELECT submission_id "
                f"FROM submission_word WHERE tenant_id = ? AND word >= 'penda' AND word < 'pendb') {order}",
                tenant,
                tenant,
            ),
            see(search="penda", has_tabs=False),
        ),
    }
    for words, (floor, ours) in pairs.items():
        _say(words, _timed(floor), _timed(ours))
    waiting = [
        number
        for (number,) in raw.execute(
            "SELECT id FROM submission WHERE tenant_id = ? AND status = 'pending' "
            "AND reference LIKE 'SUB-2020-%' LIMIT ?",
            (tenant, 2 * (ROUNDS + 1)),
        )
    ]

    def move(_: int) -> None:
        with unit_of_work(tom, now=clock.now()) as work:
            reviewing.start_review(work, submission_id=waiting.pop())

    def update(_: int) -> None:
        raw.execute("UPDATE submission SET status = 'in_review' WHERE id = ?", (waiting.pop(),))
        raw.commit()

    raw.execute("PRAGMA synchronous = FULL")
    _say("move a card (audited, announced)", _timed(update), _timed(move))
    raw.close()


def _say(words: str, floor: tuple[float, float], ours: tuple[float, float]) -> None:
    print(
        f"  {words:<36} {floor[0]:9.2f} {ours[0]:11.2f}   {ours[0] / floor[0]:.2f} "
        f"({floor[1]:.2f} and {ours[1]:.2f})",
        flush=True,
    )


def _longest_form() -> None:
    from producer_portal.features.submissions import services
    from producer_portal.features.submissions.catalog import FORMS
    from producer_portal.features.submissions.queries import section_page
    from producer_portal.foundation import clock
    from producer_portal.foundation.unit_of_work import unit_of_work

    form = max(FORMS.values(), key=lambda one: sum(len(s.questions) for s in one.sections))
    section = max(
        (one for one in form.sections if one.repeat is None), key=lambda s: len(s.questions)
    )
    marcus = _people()["marcus"]
    with unit_of_work(marcus, now=clock.now()) as work:
        number = services.start_submission(work, line_code=form.code)
    text = next(
        one for one in section.questions if one.kind.value in {"text", "textarea", "integer"}
    )

    def opened(_: int) -> None:
        with unit_of_work(marcus, now=clock.now(), read_only=True) as work:
            section_page(work, submission_id=number, section_key=section.key)

    def saved(turn: int) -> None:
        with unit_of_work(marcus, now=clock.now()) as work:
            services.save_answers(
                work,
                submission_id=number,
                section_key=section.key,
                values={text.key: str(1000 + turn)},
                version=10_000,
            )

    one, other = _timed(opened), _timed(saved)
    count = sum(len(one.questions) for one in form.sections)
    print(
        f"\nlongest form ({form.name}, {count} questions): a step of {len(section.questions)} opens in "
        f"{one[0]:.1f} ms (p95 {one[1]:.1f}), an answer is saved in {other[0]:.1f} ms (p95 {other[1]:.1f})",
        flush=True,
    )


def _longest_table() -> None:
    """A fleet of three hundred drivers: a page of its table, an answer in it, the list of problems."""
    from producer_portal.features.submissions import services
    from producer_portal.features.submissions.queries import section_page
    from producer_portal.features.submissions.services import answering
    from producer_portal.features.submissions.services.deeds import locked
    from producer_portal.foundation import clock
    from producer_portal.foundation.unit_of_work import unit_of_work

    marcus = _people()["marcus"]
    answers = json.loads((SAMPLES / "AUTOB.json").read_text())["answers"]
    one = answers["drivers"][0]
    with unit_of_work(marcus, now=clock.now()) as work:
        number = services.start_submission(work, line_code="AUTOB")
        opened = locked(work, number)
        drivers = [{**one, "item_id": f"d{place}"} for place in range(LONGEST_TABLE)]
        opened.answers.update(answers | {"drivers": drivers})
        edited = [f"drivers.d{place}.{key}" for place in range(LONGEST_TABLE) for key in one]
        answering.store_answers(work, opened, edited)
    at = {"submission_id": number, "section_key": "drivers"}

    def seen(**more: Any) -> Callable[[int], object]:
        def deed(turn: int) -> object:
            with unit_of_work(marcus, now=clock.now(), read_only=True) as work:
                return section_page(work, **at, page=turn % 12 + 1, **more)

        return deed

    def saved(turn: int) -> None:
        with unit_of_work(marcus, now=clock.now()) as work:
            services.save_answers(
                work, **at, item_id="d211", values={"driver_name": f"No {turn}"}, version=10_000
            )

    for words, deed in {
        "a page opens": seen(),
        "with all problems": seen(shows_problems=True),
        "an answer is saved": saved,
    }.items():
        p50, p95 = _timed(deed)
        print(
            f"{LONGEST_TABLE} drivers in one table: {words} in {p50:.1f} ms (p95 {p95:.1f})",
            flush=True,
        )


def _pages() -> None:
    from producer_portal.features.submissions.pdf import application_pdf
    from producer_portal.features.submissions.rules.printing import ApplicationPrint, PrintedPart
    from producer_portal.foundation import pdf

    rows = tuple((f"Question {n}", f"An answer of a few words, {n}") for n in range(30))
    parts = tuple(PrintedPart(f"Part {n}", rows) for n in range(6))
    facts = (("Submission ID", "SUB-2026-000001"),)
    printed = ApplicationPrint(
        "Harborline",
        "SUB-2026-000001",
        "General liability",
        "Kestrel",
        facts,
        parts,
        "Bob",
        "Signed.",
        "Version 1.",
    )
    style = ParagraphStyle("bare", fontName=pdf.REGULAR, fontSize=9, leading=12.5)

    def bare(_: int) -> None:
        cells = [[Paragraph(a, style), Paragraph(b, style)] for part in parts for a, b in part.rows]
        SimpleDocTemplate(io.BytesIO(), pagesize=LETTER).build([Table(cells, colWidths=[172, 332])])

    floor, ours = _timed(bare), _timed(lambda _: application_pdf(printed))
    from pypdf import PdfReader

    count = len(PdfReader(io.BytesIO(application_pdf(printed))).pages)
    print(
        f"application PDF: {count / ours[0] * 1000:.0f} pages a second, {floor[0] / ours[0]:.2f} of a bare reportlab "
        "table of the same rows",
        flush=True,
    )


if __name__ == "__main__":
    main()
