"""Versions, states, words and downloads of documents, on both databases (DOC-2, DOC-3, SUB-4)."""

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from producer_portal.features.documents import jobs, queries, services
from producer_portal.features.documents.queries import documents_of, found_in_text
from producer_portal.features.documents.rules import DocumentStatus, FileRefused
from producer_portal.features.documents.services import MadeFile, NotYetScanned, SentFile
from producer_portal.features.documents.tables import Document
from producer_portal.features.submissions.tables import Submission
from producer_portal.foundation import scanning, storage, stores
from producer_portal.foundation.actor import system_actor
from producer_portal.foundation.scanning import Scan, Verdict
from producer_portal.foundation.scope import owner_of
from producer_portal.foundation.tables import AuditRecord, KeptFile
from producer_portal.foundation.unit_of_work import get_or_not_found, unit_of_work
from producer_portal.values.errors import NotFound
from tests.factories import files
from tests.integration.features.submissions.story import NOW, Story


@pytest.fixture
def story(world):
    return Story(world, NOW)


class Waiting(MadeFile):
    """A file that the scanner could not judge yet."""

    @property
    def sent(self) -> SentFile:
        kept = storage.keep_bytes(self.content)
        return SentFile(len(self.content), kept.sha256, kept.place)


def add(story, actor, number, content, *, text="", file=None, **words):
    def deed(work):
        row = get_or_not_found(work, Submission, number, what="submission")
        return services.add_document(
            work,
            subject=("submission", number),
            owner=owner_of(row),
            document_type=words.pop("document_type", "loss_runs"),
            title="Loss runs",
            filename=words.pop("filename", "runs.pdf"),
            file=file or MadeFile(content, text),
            **words,
        )

    return story.do(actor, deed)


def shown(story, actor, number):
    return story.do(actor, documents_of, subject=("submission", number))


def trail(story, action: str) -> list[AuditRecord]:
    with unit_of_work(system_actor("test"), now=NOW) as work:
        return list(
            work.session.exec(
                select(AuditRecord)
                .where(AuditRecord.action == action)
                .order_by(col(AuditRecord.id))
            )
        )


@pytest.fixture
def draft(story):
    return story.ready(story.world.bob)


def test_bob_replaces_his_loss_runs_and_the_old_ones_stay_to_be_read(story, draft):
    bob = story.world.bob
    first = add(story, bob, draft, files.pdf("2024"))
    second = add(story, bob, draft, files.pdf("2025"), replaces_id=first.id)
    third = add(story, bob, draft, files.pdf("2026"), replaces_id=second.id, filename="new.pdf")
    [row] = [
        one
        for one in shown(story, bob, draft)
        if one.document_type == "loss_runs" and one.id == third.id
    ]
    assert row.version_words == "version 3"
    assert [one.id for one in row.earlier] == [second.id, first.id]
    assert row.checksum == third.sha256
    for version in (first, second, third):
        facts = story.do(bob, services.hand_out, document_id=version.id)
        assert b"".join(storage.read(facts.stored)) == files.pdf(
            {first.id: "2024", second.id: "2025"}.get(version.id, "2026")
        )
    assert not {first.id, second.id} & {one.id for one in shown(story, bob, draft)}


def test_what_was_replaced_or_is_elsewhere_or_of_another_type_cannot_be_replaced(story, draft):
    bob = story.world.bob
    first = add(story, bob, draft, files.pdf("2024"))
    add(story, bob, draft, files.pdf("2025"), replaces_id=first.id)
    other = add(story, bob, draft, files.pdf("other"), document_type="brochure")
    elsewhere = add(story, bob, story.ready(bob), files.pdf("elsewhere"))
    for number in (first.id, other.id, elsewhere.id, 9_999_999):
        with pytest.raises(NotFound):
            add(story, bob, draft, files.pdf("2026"), replaces_id=number)


def test_a_version_that_was_replaced_takes_no_room(story, draft, monkeypatch):
    bob = story.world.bob
    first = add(story, bob, draft, files.pdf("2024"))
    held = story.do(bob, queries.total_bytes, subject=("submission", draft))
    monkeypatch.setattr(services, "MOST_SUBMISSION_BYTES", held)
    with pytest.raises(FileRefused):
        add(story, bob, draft, files.pdf("2025"))
    add(story, bob, draft, files.pdf("2024"), replaces_id=first.id)


def test_the_same_bytes_on_two_records_lie_there_once(story, draft):
    bob, alice = story.world.bob, story.world.alice
    before = {path for path in stores.private_folder("files").rglob("*") if path.is_file()}
    first = add(story, bob, draft, files.pdf("the same"))
    second = add(story, alice, draft, files.pdf("the same"))
    assert first.place == second.place
    after = {path for path in stores.private_folder("files").rglob("*") if path.is_file()}
    assert len(after - before) == 1


def test_what_waits_for_the_scanner_is_handed_to_nobody(story, draft):
    bob = story.world.bob
    added = add(story, bob, draft, b"", file=Waiting(files.pdf("waits"), "waits"))
    row = next(one for one in shown(story, bob, draft) if one.id == added.id)
    assert (row.href, row.status_words) == ("", "Waiting for the virus scanner")
    for actor in (bob, story.world.alice, story.world.uma):
        with pytest.raises(NotYetScanned):
            story.do(actor, services.hand_out, document_id=added.id)
    ready = story.do(bob, services.hand_out_all, subject=("submission", draft))
    assert added.id not in {one.id for one in ready}
    assert story.do(bob, found_in_text, subject=("submission", draft), words="waits") == []


@pytest.mark.parametrize("found", ["", "Eicar-Test-Signature"])
def test_the_job_asks_again_and_settles_what_waits(story, draft, monkeypatch, found):
    bob = story.world.bob
    added = add(story, bob, draft, b"", file=Waiting(files.pdf("waits")))
    answers = [Scan(Verdict.UNKNOWN), Scan(Verdict.INFECTED if found else Verdict.CLEAN, found)]
    heard = []

    def scan(blocks):
        heard.append(b"".join(blocks))
        return answers[min(len(heard), 2) - 1]

    monkeypatch.setattr(scanning, "scan", scan)
    assert jobs.scan_waiting(NOW) == 0
    with pytest.raises(NotYetScanned):
        story.do(bob, services.hand_out, document_id=added.id)
    assert jobs.scan_waiting(NOW) >= 1
    assert jobs.scan_waiting(NOW) == 0
    assert heard[-1] == files.pdf("waits"), "judged as it was sent"
    if not found:
        assert story.do(bob, services.hand_out, document_id=added.id).id == added.id
        assert trail(story, "document.scanned")[-1].subject_id == added.id
        return
    with pytest.raises(NotFound):
        story.do(bob, services.hand_out, document_id=added.id)
    row = next(one for one in shown(story, bob, draft) if one.id == added.id)
    assert row.status == DocumentStatus.INFECTED
    assert row.status_words.startswith("Refused: ")
    assert trail(story, "document.infected")[-1].after["found"] == found


def test_every_download_is_in_the_trail_but_not_what_the_asker_has(story, draft):
    bob = story.world.bob
    added = add(story, bob, draft, files.pdf("trail"))
    before = len(trail(story, "document.downloaded"))
    story.do(bob, services.hand_out, document_id=added.id, known_sha256=(added.sha256,))
    assert len(trail(story, "document.downloaded")) == before
    story.do(
        bob, services.hand_out, document_id=added.id, known_sha256=("0" * 64,), part="bytes=0-9"
    )
    assert trail(story, "document.downloaded")[-1].after == {"part": "bytes=0-9"}
    ready = story.do(bob, services.hand_out_all, subject=("submission", draft))
    assert len(trail(story, "document.downloaded")) == before + 1 + len(ready)


def test_words_of_a_pdf_are_found_by_those_who_see_it_and_nobody_else(story, draft):
    bob = story.world.bob
    words = "Reserve of $42,000 for Émile's fall, claim WC-2024-118. SSN 123-45-6789 and FEIN 12-3456789"
    added = add(story, bob, draft, files.pdf("x"), text=words)

    def find(actor, asked, number=draft):
        return [
            one.id
            for one in story.do(actor, found_in_text, subject=("submission", number), words=asked)
        ]

    for asked in (
        "reserve",
        "RESERVE",
        "emile",
        "Émile",
        "42,000",
        "wc-2024-118",
        "2024 118",
        "claim rese",
        "fall res",
    ):
        assert find(bob, asked) == [added.id], asked
    for asked in (
        "",
        "!!!",
        "reserve nothing",
        "laim",
        "123-45-6789",
        "6789",
        "12-3456789",
        '"',
        "a OR b",
        "* NEAR(",
    ):
        assert find(bob, asked) == [], asked
    assert find(story.world.alice, "reserve") == [added.id]
    for stranger in (story.world.nina, story.world.mike):
        assert find(stranger, "reserve") == []
    assert find(bob, "reserve", story.ready(bob)) == []
    [found] = story.do(bob, found_in_text, subject=("submission", draft), words="fall")
    assert "fall, claim" in found.words
    assert found.words.startswith(("… for", "… of", "Reserve")), found.words


def test_a_replaced_or_removed_document_is_found_no_more(story, draft):
    bob = story.world.bob
    first = add(story, bob, draft, files.pdf("y"), text="heron")
    second = add(story, bob, draft, files.pdf("z"), text="osprey", replaces_id=first.id)

    def find(asked):
        return [
            one.id
            for one in story.do(bob, found_in_text, subject=("submission", draft), words=asked)
        ]

    assert (find("heron"), find("osprey")) == ([], [second.id])
    story.do(bob, services.remove_document, document_id=second.id, subject=("submission", draft))
    assert find("osprey") == []


def test_words_are_found_by_an_index(story, draft, portal_database):
    with unit_of_work(system_actor("test", tenant_id=story.world.bob.tenant_id), now=NOW) as work:
        connection = work.session.connection()
        if portal_database.dialect.name == "sqlite":
            plan = connection.execute(
                text(
                    "EXPLAIN QUERY PLAN SELECT rowid FROM document_text_by_words WHERE document_text_by_words MATCH 'a'"
                )
            ).all()
            assert "VIRTUAL TABLE INDEX" in str(plan)
            return
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        plan = connection.execute(text("EXPLAIN SELECT portal_document_text_matching('a')")).all()
        assert plan
        definition = connection.execute(
            text("SELECT indexdef FROM pg_indexes WHERE indexname = 'document_text_by_words'")
        ).scalar_one()
        assert "gin (to_tsvector('simple'" in definition


def test_the_sweep_removes_what_nobody_names_and_nothing_else(story, draft, monkeypatch):
    bob = story.world.bob
    kept = add(story, bob, draft, files.pdf("kept"))
    waiting = add(story, bob, draft, b"", file=Waiting(files.pdf("waiting")))
    lost = storage.keep_bytes(b"a crash between the store and the database")
    monkeypatch.setattr(jobs, "UNNAMED_SECONDS", -3600)
    from producer_portal.foundation import clock

    assert jobs.sweep(clock.now()) >= 1
    with pytest.raises(NotFound):
        list(storage.read(lost))
    assert b"".join(storage.read(kept.stored)) == files.pdf("kept")
    with unit_of_work(system_actor("test"), now=NOW) as work:
        row = work.session.get(Document, waiting.id)
        assert (stores.private_folder("files") / row.waiting_place).exists()
        named = set(work.session.exec(select(KeptFile.place)))
    assert lost.place not in named
