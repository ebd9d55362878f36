"""Submissions in every status, made by the people who would make them."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from producer_portal.demonstration.lines import DemoLine, demo_lines
from producer_portal.features.documents.services import MadeFile
from producer_portal.features.messaging import services as messaging
from producer_portal.features.submissions.rules.asking import RequestedItem
from producer_portal.features.submissions.rules.quoting import QuoteOffer
from producer_portal.features.submissions.services import (
    answering,
    binding,
    information,
    papers,
    quoting,
    reviewing,
    sending,
    starting,
)
from producer_portal.foundation.actor import Actor
from producer_portal.foundation.unit_of_work import unit_of_work

GENERAL = "CGL"


@dataclass(frozen=True)
class Desk:
    """Who plays which part, and when."""

    people: Mapping[str, Actor]
    carriers: list[int]
    now: datetime

    def do(self, who: str, deed: Callable[..., Any], *, days_ago: int = 0, **words: Any) -> Any:
        """One deed of one person on one day, in its own transaction."""
        with unit_of_work(self.people[who], now=self.now - timedelta(days=days_ago)) as work:
            return deed(work, **words)

    def earlier(self, days: int) -> "Desk":
        """The same people so many days before."""
        return replace(self, now=self.now - timedelta(days=days))


def make_submissions(people: Mapping[str, Actor], carriers: list[int], *, now: datetime) -> None:
    """Walk a submission of each kind to each status; the latest deed is recent."""
    desk = Desk(people, carriers, now)
    names = iter(_NAMES)
    _other_lines(desk)
    _history(desk)
    _draft(desk, "marcus", "Gulfstream Window Tinting", is_full=False)
    _draft(desk, "priya", "Palmetto Yoga Studio", is_full=True)
    for who, days_ago in (("marcus", 1), ("priya", 3), ("theo", 0)):
        _sent(desk, who, next(names), days_ago)
    for who, days_ago in (("marcus", 2), ("priya", 5), ("elena", 1)):
        _in_review(desk, who, next(names), days_ago)
    for who in ("marcus", "theo"):
        _information_needed(desk, who, next(names))
    for who in ("marcus", "priya"):
        _quoted(desk, who, next(names))
    _quoted(desk, "marcus", "Maya Ortiz", "AUTOP", (168_400,))
    _bound(desk, "marcus", next(names))
    _bound(desk, "theo", next(names))
    _referred(desk, "marcus", next(names))
    declined = _in_review(desk, "priya", next(names), 4)
    desk.do(
        "tom",
        reviewing.decline_submission,
        days_ago=1,
        submission_id=declined,
        reason_code="appetite",
        note_words="Our carriers do not write this class near the coast this year.",
    )
    withdrawn = _sent(desk, "elena", next(names), 6)
    desk.do(
        "elena",
        reviewing.withdraw_submission,
        days_ago=2,
        submission_id=withdrawn,
        reason_code="placed_elsewhere",
        note_words="",
    )


# Line, who writes it, whose is bound, whose is on its way, and how far that is.
_OTHERS = (
    ("HOME", "marcus", "Ruth Beckett", "Amrit Singh", "quoted"),
    ("AUTOP", "priya", "Sofia Alvarez", "Daniel Okafor", "sent"),
    ("AUTOB", "priya", "Gulfline Sign Trucks Inc.", "Osprey Fence Haulers LLC", "in_review"),
    ("WORK", "priya", "Ironbark Millwork Co.", "Copperline Plumbing Inc.", "sent"),
    ("PROP", "elena", "Whitcomb Property Management LLC", "Live Oak Storage LLC", "in_review"),
    ("BOP", "marcus", "Magnolia Street Bakery LLC", "Sable Palm Stationers LLC", "quoted"),
    ("CUMBR", "priya", "Pruitt Brothers Roofing Inc.", "Northfork Brewing Co.", "sent"),
    ("CYBER", "marcus", "Cobblestone Dental PLLC", "Redbud Early Learning Inc.", "draft"),
    ("EO", "marcus", "Fairwater Survey Partners LLP", "Tern Island Architects LLP", "in_review"),
)

DAYS_BETWEEN = 9
# How many days ago it was declined, whose it was, after how many days in review, and why.
_CAME_TO_NOTHING = (
    (10, "priya", "Royal Palm Scaffolding LLC", 1, "class"),
    (24, "elena", "Salt Marsh Outfitters", 2, "location"),
    (31, "marcus", "Blue Heron Fireworks", 8, "appetite"),
    (45, "theo", "Cypress Bend Arcade", 1, "losses"),
    (61, "priya", "Lantern Key Divers", 9, "no_market"),
    (79, "marcus", "Sandspur Demolition Inc.", 3, "losses"),
)

_NAMES = (
    "Sunset Key Charters LLC",
    "Bramble & Oak Florist",
    "Coral Ridge Cabinetry",
    "Mangrove Bike Works",
    "Pelican Point Grill",
    "Tidal Glass & Mirror",
    "Heron Lake Nursery",
    "Amber Coast Cleaning",
    "Bayou Sound Systems",
    "Cedar Point Masonry",
    "Driftwood Coffee Roasters",
    "Ember Street Welding",
    "Fairwater Fitness",
    "Glades Grading Inc.",
    "Hightide Paddle Club",
    "Islamorada Stone Works",
)


def _start(desk: Desk, who: str, line: str, days_ago: int) -> int:
    made: int = desk.do(who, starting.start_submission, days_ago=days_ago, line_code=line)
    return made


def _fill(
    desk: Desk, who: str, submission_id: int, answers: Mapping[str, Any], days_ago: int
) -> None:
    """Type the answers section by section, as a person would, but in one sitting and one transaction."""
    asked = {"submission_id": submission_id, "version": 10**6}
    with unit_of_work(desk.people[who], now=desk.now - timedelta(days=days_ago)) as work:
        for section, typed in answers.items():
            for values in typed if isinstance(typed, list) else [typed]:
                item_id = ""
                if isinstance(typed, list):
                    added = answering.add_item(work, section_key=section, **asked)
                    item_id = added.item_id
                answering.save_answers(
                    work, section_key=section, values=values, item_id=item_id, **asked
                )


def _draft(desk: Desk, who: str, name: str, *, is_full: bool, line: str = GENERAL) -> int:
    submission_id = _start(desk, who, line, 1)
    answers = _line(line).answers_of(name, desk.now.date())
    chosen = answers if is_full else {"applicant": answers["applicant"]}
    _fill(desk, who, submission_id, chosen, 1)
    return submission_id


def _line(code: str) -> DemoLine:
    return demo_lines()[code]


def _attach(
    desk: Desk, who: str, submission_id: int, types: tuple[str, ...], days_ago: int
) -> None:
    for document_type in types:
        paper = _paper(document_type.replace("_", " ").capitalize())
        desk.do(
            who,
            papers.attach_document,
            days_ago=days_ago,
            submission_id=submission_id,
            document_type=document_type,
            filename=f"{document_type}.pdf",
            file=MadeFile(paper),
        )


def _sent(desk: Desk, who: str, name: str, days_ago: int, line: str = GENERAL) -> int:
    submission_id = _start(desk, who, line, days_ago)
    _fill(desk, who, submission_id, _line(line).answers_of(name, desk.now.date()), days_ago)
    _attach(desk, who, submission_id, _line(line).documents, days_ago)
    desk.do(
        who,
        sending.certify_and_submit,
        days_ago=days_ago,
        submission_id=submission_id,
        is_certified=True,
    )
    return submission_id


def _in_review(desk: Desk, who: str, name: str, days_ago: int, line: str = GENERAL) -> int:
    submission_id = _sent(desk, who, name, days_ago + 1, line)
    reader = _underwriter(line)
    desk.do(reader, reviewing.assign_to_me, days_ago=days_ago, submission_id=submission_id)
    desk.do(reader, reviewing.start_review, days_ago=days_ago, submission_id=submission_id)
    return submission_id


def _underwriter(line: str) -> str:
    """Lena reads what people buy for themselves, Tom what businesses do."""
    return "lena" if _line(line).is_personal else "tom"


def _information_needed(desk: Desk, who: str, name: str) -> int:
    submission_id = _in_review(desk, who, name, 4)
    due_on = desk.now.date() + timedelta(days=1)
    items = (
        RequestedItem(
            "Loss runs valued after Sep 1",
            "out_of_date",
            due_on,
            "loss_runs",
            "Anything after Sep 1 works.",
        ),
        RequestedItem(
            "Which floors do they work on?", "unclear", due_on, "", "", is_blocking=False
        ),
    )
    desk.do(
        "tom", information.request_information, days_ago=3, submission_id=submission_id, items=items
    )
    _talk(desk, who, submission_id)
    return submission_id


def _talk(desk: Desk, who: str, submission_id: int) -> None:
    """What was asked for is talked over; what Casey knows besides stays among staff."""
    about = {"kind": "submission", "subject_id": submission_id}
    for writer, words, is_internal in (
        ("tom", "We need loss runs valued after Sep 1. Anything after that works.", False),
        (who, "Their former carrier promised them by Friday. I will chase at noon.", False),
        ("casey", "@Tom Halvorsen the carrier told us Monday, not Friday.", True),
    ):
        desk.do(
            writer,
            messaging.post_message,
            days_ago=1,
            words=words,
            is_internal=is_internal,
            **about,
        )


def _offer(desk: Desk, carrier: int, premium_minor: int, line: str = GENERAL) -> QuoteOffer:
    return QuoteOffer(
        carrier_id=desk.carriers[carrier],
        premium_minor=premium_minor,
        taxes_minor=premium_minor * 5 // 100,
        fees_minor=7_500,
        limits=_line(line).limits,
        deductibles=_line(line).deductibles,
        expires_on=desk.now.date() + timedelta(days=25),
        payment_plans=("full", "two") if line == "AUTOP" else ("full", "quarterly", "monthly"),
    )


def _quoted(
    desk: Desk, who: str, name: str, line: str = GENERAL, premiums: tuple[int, ...] = ()
) -> int:
    submission_id = _in_review(desk, who, name, 3, line)
    usual = _line(line).premium_dollars * 100
    for carrier, premium_minor in enumerate(premiums or (usual, usual * 107 // 100)):
        desk.do(
            _underwriter(line),
            quoting.add_quote,
            days_ago=1,
            submission_id=submission_id,
            offer=_offer(desk, carrier, premium_minor, line),
        )
    return submission_id


def _accepted(
    desk: Desk, who: str, name: str, premium_minor: int, line: str = GENERAL, carrier: int = 2
) -> int:
    submission_id = _in_review(desk, who, name, 6, line)
    quote_id: int = desk.do(
        _underwriter(line),
        quoting.add_quote,
        days_ago=3,
        submission_id=submission_id,
        offer=_offer(desk, carrier, premium_minor, line),
    )
    desk.do(who, quoting.accept_quote, days_ago=2, quote_id=quote_id)
    return quote_id


def _bound(desk: Desk, who: str, name: str, line: str = GENERAL, carrier: int = 2) -> None:
    premium_minor = _line(line).premium_dollars * 100 if line != GENERAL else 365_000
    quote_id = _accepted(desk, who, name, premium_minor, line, carrier)
    desk.do(who, binding.bind_quote, days_ago=1, quote_id=quote_id)


def _referred(desk: Desk, who: str, name: str) -> None:
    """Beyond the producer's authority: the principal decides."""
    quote_id = _accepted(desk, who, name, 1_240_000)
    desk.do(
        who,
        binding.bind_quote,
        days_ago=1,
        quote_id=quote_id,
        note_words="Client needs cover by the 1st.",
    )


def _history(desk: Desk) -> None:
    """What came to nothing over the last ninety days, sometimes answered late."""
    for days_ago, writer, insured, took_days, reason in _CAME_TO_NOTHING:
        then = desk.earlier(days_ago)
        submission_id = _in_review(then, writer, insured, took_days)
        then.do(
            "tom", reviewing.decline_submission, submission_id=submission_id, reason_code=reason
        )


def _other_lines(desk: Desk) -> None:
    """Of each other line one submission that is bound, each some days before the next, and one on its way."""
    for place, (line, writer, insured, other, stage) in enumerate(_OTHERS):
        then = desk.earlier(place * DAYS_BETWEEN)
        _bound(then, writer, insured, line, place % len(desk.carriers))
        match stage:
            case "draft":
                _draft(desk, writer, other, is_full=False, line=line)
            case "sent":
                _sent(desk, writer, other, 1, line)
            case "in_review":
                _in_review(desk, writer, other, 2, line)
            case _:
                _quoted(desk, writer, other, line)


def _paper(title: str) -> bytes:
    """A one-page PDF that stands in for what a client would send."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    canvas.drawString(72, 720, f"{title} (demonstration)")
    canvas.drawString(72, 700, date(2026, 11, 1).strftime("Valued %B %d, %Y"))
    canvas.save()
    return out.getvalue()
