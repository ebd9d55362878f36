"""Every text of Mallory's records holds a word of its own; it is looked for everywhere outside (RBAC-3)."""

import io

import pytest
from pypdf import PdfReader
from sqlalchemy import text
from sqlmodel import select

from producer_portal.features.admin import queries as admin
from producer_portal.features.commissions import queries as commissions
from producer_portal.features.commissions.queries import CommissionFilters
from producer_portal.features.documents.tables import Document
from producer_portal.features.messaging import queries as messaging
from producer_portal.features.messaging.tables import InternalNote, Message, MessageThread
from producer_portal.features.notifications.tables import Notification
from producer_portal.features.policies import queries as policies
from producer_portal.features.policies.queries import PolicyFilters
from producer_portal.features.submissions import queries as submissions
from producer_portal.foundation import database, outbox, storage
from producer_portal.foundation.actor import system_actor
from producer_portal.foundation.settings import settings
from producer_portal.foundation.tables import AuditRecord, OutboxMessage
from producer_portal.foundation.unit_of_work import unit_of_work
from producer_portal.scheduler import effects
from tests.integration.features.submissions.story import NOW
from tests.matrix.expected import CALLERS
from tests.matrix.trying import REACHED, permissions, try_one, words_out_of_sight
from tests.matrix.world import FEIN, OWNER_OF, Matrix, make_matrix, marker

MALLORYS = marker("mike")


@pytest.fixture(scope="module")
def made(portal_database) -> Matrix:
    assert portal_database is not None
    built = make_matrix()
    outbox.deliver_due(effects(), clock=lambda: NOW, most=2000)
    return built


def of_tenant(tenant_id: int, mapped) -> list:
    with unit_of_work(
        system_actor("looking", tenant_id=tenant_id), now=NOW, read_only=True
    ) as work:
        return list(work.session.exec(select(mapped)).all())


def test_nothing_kept_for_harborline_holds_a_word_of_mallorys(made):
    """Notices, messages and the trail of deeds: what one tenant's rows say is that tenant's."""
    read = 0
    kept = (
        Notification,
        OutboxMessage,
        AuditRecord,
        Document,
        Message,
        InternalNote,
        MessageThread,
    )
    for mapped in kept:
        for row in of_tenant(made.world.harborline.tenant_id, mapped):
            read += 1
            assert MALLORYS not in repr(row.model_dump()), mapped.__name__
    there = [
        row
        for mapped in (Notification, OutboxMessage)
        for row in of_tenant(made.world.mallorys.tenant_id, mapped)
        if MALLORYS in repr(row.model_dump())
    ]
    assert there, "the word is there, where it belongs"
    print(f"\n{read} rows of Harborline read, 0 markers of Mallory's")


def test_no_letter_to_harborline_holds_a_word_of_mallorys(made):
    letters = 0
    for path in (settings().var_folder / "mail").rglob("*"):
        if not path.is_file():
            continue
        letters += 1
        words = path.read_text(errors="replace")
        to = next(line for line in words.splitlines() if line.lower().startswith("to:"))
        is_mallorys = to.split(":", 1)[1].strip().strip("<>") in made.world.mallorys.emails.values()
        assert (MALLORYS in words) <= is_mallorys, to
        for owner in ("pat", "olive", "bob", "nina"):
            assert not (is_mallorys and marker(owner) in words), to
    assert letters > 5


def test_no_pdf_made_for_harborline_holds_a_word_of_mallorys(made):
    made_here = [
        row
        for row in of_tenant(made.world.harborline.tenant_id, Document)
        if row.content_type == "application/pdf" and row.added_at
    ]
    read = 0
    portal = system_actor("test", tenant_id=made.world.harborline.tenant_id)
    with unit_of_work(portal, now=made.story.now, read_only=True) as work:
        places = {row.id: storage.find(work, row.sha256) for row in made_here}
    for row in made_here:
        content = b"".join(storage.read(places[row.id]))
        if not content.startswith(b"%PDF-1.") or len(content) < 500:
            continue
        words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
        read += 1
        assert MALLORYS not in words, row.filename
        for owner in OWNER_OF.values():
            assert FEIN[owner] not in words.replace("-", ""), row.filename
    assert read > 3
    print(f"\n{read} PDFs read")


def test_no_search_finds_what_is_out_of_sight(made):
    """Whatever is typed into a search box, a stranger's name finds nothing, for anybody."""
    searches = 0
    for caller in CALLERS:
        actor = made.actors[caller]
        for word in words_out_of_sight(made, caller):
            for needs, query, words in (
                (
                    "submissions:read",
                    submissions.submission_table,
                    {"search": word, "view": "all"},
                ),
                ("messages:read", messaging.inbox, {"search": word, "view": "all"}),
                ("policies:read", policies.policy_table, {"filters": PolicyFilters(search=word)}),
                (
                    "commissions:read",
                    commissions.commission_table,
                    {"filters": CommissionFilters(search=word)},
                ),
                ("users:manage", admin.people, {"search": word}),
            ):
                if needs not in permissions(caller):
                    continue
                verdict, said = try_one(actor, query, words)
                searches += 1
                assert verdict == REACHED, said
                # The box keeps what was typed into it; that is all there may be.
                found = said.replace(f"search='{word}'", "")
                assert word not in found, f"{caller.name} finds {word}"
    assert searches > 30
    print(f"\n{searches} searches, 0 finds out of sight")


def test_a_search_finds_what_is_ones_own(made):
    """The searches above would find the word if it were in sight."""
    verdict, said = try_one(
        made.actors[CALLERS[0]],
        policies.policy_table,
        {"filters": PolicyFilters(search=marker("bob"))},
    )
    assert verdict == REACHED
    assert marker("bob") in said


def test_no_tax_number_lies_readable_at_rest(made):
    """S10: the database's file, its log beside it, stored files and whatever else lies there."""
    engine = database.engine()
    needles = [
        form.encode() for number in FEIN.values() for form in (number, f"{number[:2]}-{number[2:]}")
    ]
    read = 0
    for path in settings().var_folder.rglob("*"):
        if not path.is_file() or "mail" in path.parts:
            continue
        content = path.read_bytes()
        read += 1
        for needle in needles:
            assert needle not in content, path.name
    assert read > 10
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            connection.execute(text("SELECT set_config('portal.book', 'system', true)"))
            for (table,) in connection.execute(
                text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            ).all():
                if table == "alembic_version":
                    continue
                rows = connection.execute(text(f"SELECT t::text FROM {table} t")).scalars()
                for words in rows:
                    assert not any(needle.decode() in words for needle in needles), table
    print(f"\n{read} files at rest read, 0 tax numbers found")
