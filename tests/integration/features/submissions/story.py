"""Bob's submissions and whoever works on them, told step by step."""

import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from producer_portal.features.documents.services import MadeFile
from producer_portal.features.policies import services as policies
from producer_portal.features.submissions import queries, services
from producer_portal.features.submissions.catalog import FORMS
from producer_portal.features.submissions.rules.asking import RequestedItem
from producer_portal.features.submissions.rules.quoting import QuoteOffer, Term
from producer_portal.foundation.unit_of_work import unit_of_work
from producer_portal.values.forms import Kind, typed_text
from tests.factories.people import World, make_world

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
LINES = Path(__file__).parents[3] / "golden" / "lines"


def sample(code):
    return json.loads((LINES / f"{code}.json").read_text())


@dataclass
class Story:
    world: World
    now: datetime = NOW
    carrier_id: int = 0
    ids: dict = field(default_factory=dict)

    def __getattr__(self, name):
        return getattr(self.__dict__["world"], name)

    @contextmanager
    def work(self, actor, *, read_only=False):
        with unit_of_work(actor, now=self.now, read_only=read_only) as work:
            yield work

    def do(self, actor, deed, **words):
        with self.work(actor) as work:
            return deed(work, **words)

    def see(self, actor, query, **words):
        with self.work(actor, read_only=True) as work:
            return query(work, **words)

    def later(self, **span):
        self.now += timedelta(**span)

    def draft(self, actor=None, code="CGL", **more):
        return self.do(actor or self.bob, services.start_submission, line_code=code, **more)

    def fill(self, submission_id, actor=None, code="CGL", only=None, **changes):
        """Type the sample's answers, page by page."""
        actor = actor or self.bob
        for section, stored in sample(code)["answers"].items():
            if only is not None and section not in only:
                continue
            if isinstance(stored, dict):
                values = {**typed(code, section, stored), **changes.get(section, {})}
                self.do(
                    actor,
                    services.save_answers,
                    submission_id=submission_id,
                    section_key=section,
                    values=values,
                    version=self.version(submission_id, actor),
                )
                continue
            for item in stored:
                added = self.do(
                    actor,
                    services.add_item,
                    submission_id=submission_id,
                    section_key=section,
                    version=self.version(submission_id, actor),
                )
                values = typed(code, section, item)
                self.do(
                    actor,
                    services.save_answers,
                    submission_id=submission_id,
                    section_key=section,
                    item_id=added.item_id,
                    values=values,
                    version=added.version,
                )

    def version(self, submission_id, actor=None):
        return self.see(actor or self.bob, queries.task_list, submission_id=submission_id).version

    def attach(self, submission_id, document_type, actor=None, content=b"%PDF-1.4 a page"):
        return self.do(
            actor or self.bob,
            services.attach_document,
            submission_id=submission_id,
            document_type=document_type,
            filename=f"{document_type}.pdf",
            file=MadeFile(content + document_type.encode()),
        )

    def ready(self, actor=None, code="CGL", **changes):
        actor = actor or self.bob
        submission_id = self.draft(actor, code)
        self.fill(submission_id, actor, code, **changes)
        for document_type in sample(code)["attachments"]:
            self.attach(submission_id, document_type, actor)
        return submission_id

    def sent(self, actor=None, code="CGL", **changes):
        actor = actor or self.bob
        submission_id = self.ready(actor, code, **changes)
        self.do(actor, services.certify_and_submit, submission_id=submission_id, is_certified=True)
        return submission_id

    def reviewed(self, actor=None, code="CGL", **changes):
        submission_id = self.sent(actor, code, **changes)
        self.do(self.uma, services.start_review, submission_id=submission_id)
        return submission_id

    def offer(self, **more):
        facts = {
            "carrier_id": self.carrier_id,
            "premium_minor": 481_250,
            "taxes_minor": 12_000,
            "fees_minor": 7_500,
            "limits": (
                Term("Each occurrence", 100_000_000),
                Term("General aggregate", 200_000_000),
            ),
            "deductibles": (Term("Property damage", 100_000),),
            "expires_on": date(2026, 12, 20),
        }
        return QuoteOffer(**{**facts, **more})

    def quoted(self, actor=None, code="CGL", changes=None, **more):
        submission_id = self.reviewed(actor, code, **(changes or {}))
        quote_id = self.do(
            self.uma, services.add_quote, submission_id=submission_id, offer=self.offer(**more)
        )
        return submission_id, quote_id

    def accepted(self, actor=None, code="CGL", changes=None, **more):
        submission_id, quote_id = self.quoted(actor, code, changes, **more)
        self.do(actor or self.bob, services.accept_quote, quote_id=quote_id)
        return submission_id, quote_id

    def authorize(self, who, **more):
        facts = {
            "lines": ["*"],
            "states": ["*"],
            "premium_ceiling_minor": None,
            "limit_ceiling_minor": None,
        }
        self.do(self.alice, services.set_authority, user_id=who.user_id, **{**facts, **more})

    def ask(self, submission_id, *items):
        asked = items or (
            RequestedItem("Three years of loss runs", "missing", date(2026, 11, 25), "loss_runs"),
        )
        self.do(self.uma, services.request_information, submission_id=submission_id, items=asked)
        return [one.id for one in self.checklist(submission_id).rows]

    def checklist(self, submission_id, actor=None):
        return self.see(
            actor or self.bob, queries.information_checklist, submission_id=submission_id
        )

    def detail(self, submission_id, actor=None):
        return self.see(actor or self.bob, queries.submission_detail, submission_id=submission_id)

    def status(self, submission_id, actor=None):
        return self.detail(submission_id, actor).status.key

    def table(self, actor=None, **choices):
        return self.see(actor or self.bob, queries.submission_table, **choices)

    def timeline(self, submission_id, actor=None):
        return [
            one.words
            for one in self.see(actor or self.bob, queries.timeline, submission_id=submission_id)
        ]


def typed(code, section, stored):
    """Stored answers as a person would type them."""
    asked = FORMS[code].section(section).questions
    return {
        one.key: stored[one.key]
        if one.kind in {Kind.MULTISELECT, Kind.ADDRESS}
        else typed_text(one, stored[one.key])
        for one in asked
        if one.key in stored
    }


def begin():
    world = make_world(NOW)
    story = Story(world)
    added = story.do(world.alice, policies.add_carrier, name="Blue Heron Casualty", code="BHC")
    story.carrier_id = added.carrier_id
    return story
