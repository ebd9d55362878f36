"""Records of every kind for Pat, Olive, Bob, Nina and Mike, each with a marker in every text.

Pat writes in Tampa over Bob and under Olive, Nina in Naples; Mike belongs to Mallory's agency.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlmodel import select

from producer_portal.access.sessions import token_hash
from producer_portal.access.tables import Grant, LoginSession, SignInAttempt
from producer_portal.features.commissions import services as commissions
from producer_portal.features.commissions.tables import CommissionLine
from producer_portal.features.compliance import services as compliance
from producer_portal.features.compliance.rules import (
    AppointmentFacts,
    AuthorityHeld,
    CoverFacts,
    LicenseFacts,
)
from producer_portal.features.documents.tables import Document, DocumentText
from producer_portal.features.messaging import services as messaging
from producer_portal.features.notifications.tables import Notification
from producer_portal.features.policies import services as policies
from producer_portal.features.policies.rules import ClientFacts, CoverageDraft, PolicyDraft
from producer_portal.features.submissions import services
from producer_portal.features.submissions.rules.appetite import AppetiteOutcome, AppetiteRule
from producer_portal.features.submissions.rules.asking import RequestedItem
from producer_portal.features.submissions.rules.choosing import RuleKind
from producer_portal.features.submissions.rules.routing import RoutingRule
from producer_portal.features.submissions.rules.workflow import SubmissionStatus
from producer_portal.features.submissions.services import (
    calendar,
    form_versions,
    gate,
    routing,
    rulebook,
    stages,
)
from producer_portal.features.submissions.services.reading import keep_reading
from producer_portal.features.submissions.tables import (
    InformationItem,
    Referral,
    SavedView,
    Submission,
)
from producer_portal.foundation import storage
from producer_portal.foundation.actor import Actor, system_actor
from producer_portal.foundation.permissions import Book, Role
from producer_portal.foundation.tables import OutboxMessage
from producer_portal.foundation.unit_of_work import UnitOfWork, unit_of_work
from producer_portal.foundation.word_search import tokens_of
from producer_portal.values.money import Rate
from producer_portal.values.pages import Box, FoundPages, FoundText
from producer_portal.values.period import policy_term
from tests.factories import files, people
from tests.integration.features.submissions.story import NOW, Story
from tests.matrix.expected import (
    CALLERS,
    DOWNLINE,
    FOREIGN,
    MISSING,
    OTHER_BRANCH,
    OWN,
    SAME_AGENCY,
    Caller,
)

OWNER_OF = {
    OWN: "pat",
    SAME_AGENCY: "olive",
    DOWNLINE: "bob",
    OTHER_BRANCH: "nina",
    FOREIGN: "mike",
}
BRANCH_OF = {
    "pat": "tampa",
    "olive": "tampa",
    "bob": "tampa",
    "nina": "naples",
    "mike": "reno",
}
NOWHERE = 8_000_000_000_000
FEIN = {
    "pat": "593456701",
    "olive": "593456702",
    "bob": "593456703",
    "nina": "593456704",
    "mike": "593456705",
}


def marker(owner: str) -> str:
    """A word that nothing but this person's records holds."""
    return f"Quill{owner.capitalize()}Marker"


@dataclass
class Records:
    """The ids of one person's records."""

    owner: str
    submission_id: int = 0
    draft_id: int = 0
    asked_id: int = 0
    quote_id: int = 0
    item_id: int = 0
    referral_id: int = 0
    document_id: int = 0
    message_id: int = 0
    reading_id: int = 0
    license_id: int = 0
    appointment_id: int = 0
    cover_id: int = 0
    policy_id: int = 0
    policy_transaction_id: int = 0
    line_id: int = 0
    entry_id: UUID = field(default_factory=lambda: UUID(int=0))
    exposure_item: str = ""
    producer_id: int = 0
    agency_id: int = 0
    carrier_id: int = 0
    stage_id: int = 0
    draft: PolicyDraft | None = None


@dataclass
class PersonRecords:
    """What belongs to one signed-in person."""

    user_id: int
    notification_id: int = 0
    saved_id: int = 0
    session_id: int = 0
    grant_id: int = 0


@dataclass
class Matrix:
    """Everybody and everything."""

    story: Story
    actors: dict[Caller, Actor] = field(default_factory=dict)
    records: dict[str, Records] = field(default_factory=dict)
    persons: dict[int, PersonRecords] = field(default_factory=dict)
    stages: dict[int, int] = field(default_factory=dict)

    @property
    def world(self) -> people.World:
        return self.story.world

    def person_of(self, relation: str, actor: Actor) -> PersonRecords:
        """A person by relation: oneself, a colleague, somebody elsewhere, a stranger, nobody."""
        if relation == MISSING:
            return PersonRecords(NOWHERE, NOWHERE, NOWHERE, NOWHERE, NOWHERE)
        if relation == OWN and actor.user_id in self.persons:
            return self.persons[actor.user_id]
        key = OWNER_OF[relation]
        agency = self.world.mallorys if key == "mike" else self.world.harborline
        return self.persons[agency.people[key].user_id]

    def records_of(self, relation: str) -> Records:
        if relation == MISSING:
            mine = self.records["pat"]
            gone = {name: NOWHERE for name in vars(mine) if name.endswith("_id")}
            draft = mine.draft
            assert draft is not None
            from dataclasses import replace

            gone |= {"entry_id": UUID(int=NOWHERE)}
            lost = replace(draft, agency_id=NOWHERE, producer_id=NOWHERE, source_key="gone")
            return Records("nobody", **gone, draft=lost)
        return self.records[OWNER_OF[relation]]

    def agency_of(self, relation: str) -> int:
        if relation == MISSING:
            return NOWHERE
        return self.records[OWNER_OF[relation]].agency_id


def token_of(user_id: int) -> str:
    """The value of a person's cookie."""
    return f"cookie-of-{user_id}-in-the-matrix"


def nobody() -> Actor:
    """A session that lost its person: no role, no permission, no book."""
    return Actor(
        user_id=None,
        name="nobody",
        role=None,
        permissions=frozenset(),
        tenant_id=None,
        agency_id=None,
        producer_id=None,
        client_id=None,
        book=Book.NONE,
    )


def make_matrix(now: datetime = NOW) -> Matrix:
    world = people.make_world(now)
    made = Matrix(Story(world, now))
    number = int(world.harborline.emails["alice"].removeprefix("alice").split("@")[0])
    for key, name, role in (
        ("petra", "Petra Pryce", Role.PRINCIPAL),
        ("tess", "Tess Thorne", Role.CSR),
        ("uli", "Uli Umber", Role.UNDERWRITER),
        ("ravi", "Ravi Rao", Role.READ_ONLY),
    ):
        people._person(world.harborline, key, name, role, "tampa", None, number, now)
    names = ("alice", "petra", "pat", "dave", "tess", "adam", "ravi", "uli", "carol", "mia", "ines")
    for caller, key in zip(CALLERS, (*names, ""), strict=True):
        made.actors[caller] = world.harborline.people[key] if key else nobody()
    _agree(made)
    _draft_rules(made)
    _draft_forms(made)
    for owner in OWNER_OF.values():
        made.records[owner] = _write_business(made, owner)
    for agency in (world.harborline, world.mallorys):
        for key, actor in agency.people.items():
            made.persons[actor.user_id] = _settle(actor, key, now)
    return made


def _agree(made: Matrix) -> None:
    """Carriers, a rule for each agency, everybody's split, and all authority but Pat's own."""
    for agency, code in ((made.world.harborline, "BHC"), (made.world.mallorys, "MAL")):
        with unit_of_work(
            system_actor("matrix", tenant_id=agency.tenant_id), now=made.story.now
        ) as work:
            carrier = policies.add_carrier(
                work, name=f"{_house(agency)} Casualty {marker_of_agency(agency)}", code=code
            )
            agency.carrier_id = carrier.carrier_id
            commissions.set_rule(work, rate=Rate.parse("10%"), from_on=date(2026, 1, 1))
            for producer_id in agency.producers.values():
                commissions.set_split(
                    work,
                    producer_id=producer_id,
                    rate=Rate.parse("50%"),
                    from_on=date(2026, 1, 1),
                )


def _draft_rules(made: Matrix) -> None:
    """A draft of appetite and published routing in each agency, with the marker of Mallory's in hers."""
    for agency in (made.world.harborline, made.world.mallorys):
        portal = system_actor("matrix", tenant_id=agency.tenant_id)
        rule = AppetiteRule("", AppetiteOutcome.REFER, f"Ask {marker_of_agency(agency)}")
        with unit_of_work(portal, now=made.story.now) as work:
            gate.keep_appetite_rule(work, rule=rule, edit=0)
            calendar.add_day_off(
                work, day=date(2099, 1, 4), name=f"Day {marker_of_agency(agency)}", edit=0
            )
        with unit_of_work(portal, now=made.story.now) as work:
            word = RoutingRule("", f"Rule {marker_of_agency(agency)}")
            routing.keep_routing_rule(work, rule=word, edit=0)
            rulebook.publish_rules(work, kind=RuleKind.ROUTING, edit=1)
            made.stages[agency.tenant_id] = stages.add_stage(
                work,
                status=SubmissionStatus.IN_REVIEW,
                name=f"Stage {marker_of_agency(agency)}",
            )


DRAFTED_EDITS = 3


def _draft_forms(made: Matrix) -> None:
    """A published form and a draft in each agency, with the marker of Mallory's in hers."""
    for agency in (made.world.harborline, made.world.mallorys):
        portal = system_actor("matrix", tenant_id=agency.tenant_id)
        title = {"title": f"Pools {marker_of_agency(agency)}"}
        pool = {"label": f"Pool of {marker_of_agency(agency)}?", "kind": "boolean"}
        with unit_of_work(portal, now=made.story.now) as work:
            for code, section_key in (("EO", "applicant"), ("CGL", "risk")):
                form_versions.copy_form(work, line_code=code)
                form_versions.keep_question(
                    work,
                    line_code=code,
                    section_key=section_key,
                    key="",
                    typed=pool,
                    page_title="Pools",
                    edit=1,
                )
                form_versions.keep_section(
                    work, line_code=code, section_key="pools", typed=title, edit=2
                )
            form_versions.publish_form(work, line_code="EO", reason=title["title"], edit=3)


def _house(agency: people.Agency) -> str:
    return "Reno" if "mike" in agency.people else "Tampa"


def marker_of_agency(agency: people.Agency) -> str:
    return marker("mike") if "mike" in agency.people else "HarborlineWord"


def _write_business(made: Matrix, owner: str) -> Records:
    story, world = made.story, made.world
    agency = world.mallorys if owner == "mike" else world.harborline
    underwriter = world.mo if owner == "mike" else world.uma
    actor, word = agency.people[owner], marker(owner)
    found = Records(
        owner,
        producer_id=agency.producers[owner],
        agency_id=agency.branches[BRANCH_OF[owner]],
        carrier_id=agency.carrier_id,
        stage_id=made.stages[agency.tenant_id],
    )
    named = {"applicant": {"legal_name": f"{word} Holdings LLC", "dba": word, "fein": FEIN[owner]}}
    found.submission_id = story.sent(actor, **named)
    found.asked_id = story.sent(actor, **named)
    found.draft_id = story.ready(actor, **named)
    found.reading_id = _read_application(story, actor, found.draft_id, word)
    for submission_id in (found.submission_id, found.asked_id):
        story.do(underwriter, services.start_review, submission_id=submission_id)
    story.do(
        underwriter,
        services.request_information,
        submission_id=found.asked_id,
        items=(
            RequestedItem(
                f"Loss runs {word}", "missing", story.now.date() + timedelta(days=5), "loss_runs"
            ),
        ),
    )
    found.quote_id = story.do(
        underwriter,
        services.add_quote,
        submission_id=found.submission_id,
        offer=story.offer(
            carrier_id=found.carrier_id,
            expires_on=story.now.date() + timedelta(days=30),
            subjectivities=(f"Signed application of {word}",),
        ),
    )
    story.do(underwriter, services.mark_subjectivity, quote_id=found.quote_id, place=0, is_met=True)
    story.do(actor, services.accept_quote, quote_id=found.quote_id)
    story.do(actor, services.bind_quote, quote_id=found.quote_id, note_words=f"Please, {word}")
    _talk(story, actor, underwriter, found, word)
    found.draft = _policy_draft(found, word)
    _issue(made, agency, found, word)
    return found


def _talk(story: Story, actor: Actor, underwriter: Actor, found: Records, word: str) -> None:
    """A message and a note about what was sent, each with the marker."""
    about = {"kind": "submission", "subject_id": found.submission_id}
    story.do(actor, messaging.post_message, words=f"Is it on its way? {word}", **about)
    story.do(
        underwriter, messaging.post_message, words=f"Noted of {word}", is_internal=True, **about
    )


def _read_application(story: Story, actor: Actor, submission_id: int, word: str) -> int:
    document_id = story.attach(submission_id, "received_application", actor, files.pdf(word))
    box = Box(0, 100, 100, 400, 120)
    pages = FoundPages(1, (FoundText(f"Contact name: {word}", box),))
    return story.do(
        actor,
        keep_reading,
        submission_id=submission_id,
        document_id=document_id,
        filename=f"{word}.pdf",
        pages=pages,
    )


def _policy_draft(found: Records, word: str) -> PolicyDraft:
    return PolicyDraft(
        source_key=f"matrix:{found.owner}",
        agency_id=found.agency_id,
        producer_id=found.producer_id,
        client=ClientFacts(name=f"{word} Client LLC", state="FL"),
        carrier_id=found.carrier_id,
        line_code="AUTOB",
        line_name="Commercial auto",
        term=policy_term(date(2026, 11, 1), 12),
        premium_minor=1_000_000,
        coverages=(CoverageDraft("liability", f"Liability {word}", 100_000_000, None, 900_000),),
    )


def _issue(made: Matrix, agency: people.Agency, found: Records, word: str) -> None:
    system = system_actor("matrix", tenant_id=agency.tenant_id)
    with unit_of_work(system, now=made.story.now) as work:
        issued = policies.issue_policy(work, draft=found.draft)
        found.policy_id = issued.policy_id
        found.policy_transaction_id = issued.policy_transaction_id
    with unit_of_work(system, now=made.story.now) as work:
        commissions.accrue_policy_transaction(
            work, policy_transaction_id=found.policy_transaction_id
        )
    with unit_of_work(system, now=made.story.now) as work:
        line = work.session.exec(
            select(CommissionLine).where(
                CommissionLine.policy_id == found.policy_id,
                CommissionLine.producer_id == found.producer_id,
            )
        ).one()
        found.line_id, found.entry_id = line.id, line.entry_id
        _hold(work, found, word)
        draft = work.session.get(Submission, found.draft_id)
        found.exposure_item = draft.answers["exposure"][0]["item_id"]
        found.item_id = work.session.exec(
            select(InformationItem.id).where(InformationItem.submission_id == found.asked_id)
        ).one()
        found.referral_id = work.session.exec(
            select(Referral.id).where(Referral.submission_id == found.submission_id)
        ).one()
        stored = storage.claim(work, storage.keep_bytes(f"%PDF-1.4 {word}".encode()))
        document = Document(
            tenant_id=agency.tenant_id,
            agency_id=found.agency_id,
            producer_id=found.producer_id,
            subject_kind="submission",
            subject_id=found.draft_id,
            document_type="loss_runs",
            title=f"Loss runs {word}",
            filename=f"{word}.pdf",
            content_type="application/pdf",
            size_bytes=stored.size_bytes,
            sha256=stored.sha256,
            sent_bytes=stored.size_bytes,
            added_by_name=word,
            added_at=made.story.now,
        )
        work.session.add(document)
        work.session.flush()
        found.document_id = document.id
        found.message_id = _undelivered(work, made, agency, found)
        work.session.add(
            DocumentText(
                tenant_id=agency.tenant_id,
                agency_id=found.agency_id,
                producer_id=found.producer_id,
                document_id=document.id,
                words=f"Loss runs of {word}",
                tokens=" ".join(tokens_of(f"Loss runs of {word}")),
            )
        )


def _hold(work, found: Records, word: str) -> None:
    """A license, an appointment and an E&O policy, each with the marker."""
    day = NOW.date()
    asked = {"producer_id": found.producer_id}
    found.license_id = compliance.keep_license(
        work,
        facts=LicenseFacts(
            "FL",
            word,
            "8012345",
            "resident",
            day,
            day + timedelta(days=700),
            (AuthorityHeld("CASUALTY", day), AuthorityHeld("PROPERTY", day)),
        ),
        **asked,
    )
    found.appointment_id = compliance.keep_appointment(
        work, facts=AppointmentFacts(found.carrier_id, "", "FL", day), **asked
    )
    found.cover_id = compliance.keep_cover(
        work,
        facts=CoverFacts(f"Insurer {word}", word, 100, 200, day, day + timedelta(days=700)),
        **asked,
    )


def _undelivered(work: UnitOfWork, made: Matrix, agency: people.Agency, found: Records) -> int:
    """A mail that never arrived, in the branch of its sender."""
    row = OutboxMessage(
        tenant_id=agency.tenant_id,
        agency_id=found.agency_id,
        kind="notice.mail",
        key=f"dead:{found.owner}",
        payload={"to": f"{marker(found.owner)}@example.test", "text": marker(found.owner)},
        status="dead",
        attempts=8,
        enqueued_at=made.story.now,
        due_at=made.story.now,
        last_error="EffectRefused: refused for good (550)",
    )
    work.session.add(row)
    work.session.flush()
    return row.id or 0


def _settle(actor: Actor, key: str, now: datetime) -> PersonRecords:
    """A notice, a saved view, a session, a sign-in and a grant of one person."""
    word, owner = marker(key), {"tenant_id": actor.tenant_id, "user_id": actor.user_id}
    found = PersonRecords(actor.user_id)
    began = datetime.now(UTC)
    with unit_of_work(system_actor("matrix", tenant_id=actor.tenant_id), now=now) as work:
        rows = {
            "notification_id": Notification(
                **owner,
                key=word,
                event="submission.submitted",
                title=f"Notice {word}",
                link="/submissions",
                subject_kind="submission",
                subject_id=1,
                actor_name=word,
                at=now,
            ),
            "saved_id": SavedView(**owner, name=word, choices={"search": word}),
            "session_id": LoginSession(
                **owner,
                token_hash=token_hash(token_of(actor.user_id)),
                is_complete=True,
                started_at=began,
                last_seen_at=began,
                browser=word,
                address=word,
            ),
            "grant_id": Grant(
                **owner,
                permission="account:own",
                reason=f"Because {word}",
                granted_by_user_id=1,
                granted_by_name=word,
                granted_at=now,
            ),
        }
        work.session.add_all(rows.values())
        work.session.add(SignInAttempt(**owner, at=now, outcome="signed in", browser=word))
        work.session.flush()
        for name, row in rows.items():
            setattr(found, name, row.id)
    return found
