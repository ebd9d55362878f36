"""A second agency's words are looked for in every byte the running portal says to the first one (RBAC-3).

Mallory's agency lives in the same database, with a word of its own in every text that its rows hold.
Each role of Alice's agency then opens every page by HTTP and by socket, searches for the very word,
exports, downloads and goes astray; not once may the word come back, nor stand in the log.
"""

import asyncio
import io
import zlib
from collections import Counter

import httpx
import pytest
from pypdf import PdfReader
from sqlalchemy import String, cast, func, literal, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import AutoString

from producer_portal import features
from producer_portal.foundation import clock, database
from producer_portal.foundation.actor import Actor
from producer_portal.foundation.database import portal_registry
from producer_portal.foundation.settings import settings
from tests import running
from tests.edge.clients import HYDRATE, Tab, event_names
from tests.matrix.expected import CALLERS, HANDLERS
from tests.matrix.test_events import ROUTE_OF, names_of
from tests.matrix.world import Matrix, Records, make_matrix, marker, token_of

NAMES = event_names()
WORD = marker("mike")
ASTRAY = ("/nowhere", "/submissions/999999999", "/policies/0", "/admin/people/x", "/files/0")
SEARCHES = ("SubmissionsState", "PoliciesState", "CommissionsState", "PeopleState")
# Words of the portal's own vocabulary, by which it decides, and hashes and keys, which are no words.
VOCABULARY = [
    "status",
    "kind",
    "role",
    "event",
    "action",
    "line_code",
    "currency",
    "state",
    "time_zone",
    "content_type",
    "permission",
    "outcome",
    "purpose",
    "basis",
    "stage",
    "account",
    "reason_code",
    "transaction_type",
    "type",
    "document_type",
    "end_reason",
    "tier",
    "subject_kind",
    "status_after",
    "next_action",
    "next_action_by",
    "key",
    "name_key",
    "number_key",
    "insured_key",
    "source_key",
    "scope_key",
    "send_key",
    "idempotency_key",
    "insured_name_normalized",
    "token_hash",
    "password_hash",
    "code_hash",
    "totp_sealed",
    "sha256",
    # Where a file lies and how it came: with other words it would not be found at all.
    "sent_sha256",
    "digest",
    "form_digest",
    "waiting_place",
    "place",
    "hash",
    "previous_hash",
    "last_hash",
    "input_hash",
    "source_kind",
    "prefix",
    "word",
]


@pytest.fixture(scope="module")
def made(sqlite_database) -> Matrix:
    assert sqlite_database is not None
    return make_matrix(clock.now())


@pytest.fixture(scope="module")
def planted(made) -> Counter[str]:
    return plant(made)


@pytest.fixture(scope="module")
def served(made, planted):
    """The very database, behind the production build."""
    var = settings().var_folder
    database.engine().dispose()
    with running.running(var) as portal:
        yield portal


def text_columns():
    """Every column of words in a table whose rows belong to somebody."""
    features.rooms("tables")
    for table in portal_registry.metadata.tables.values():
        for column in table.c if "tenant_id" in table.c else ():
            if isinstance(column.type, (String, AutoString)) and column.name not in VOCABULARY:
                yield table, column


def plant(made: Matrix) -> Counter[str]:
    """Write the word into every free text of Mallory's rows; counts the columns that hold it then.

    What may never change, the audit trail and the ledger, holds what was written when it came about.
    """
    counted: Counter[str] = Counter()
    for table, column in text_columns():
        theirs = table.c.tenant_id == made.world.mallorys.tenant_id
        unlike = ~column.contains(WORD)
        words = literal(f"{WORD} ") + cast(table.c.id, String)
        try:
            with database.engine().begin() as connection:
                connection.execute(update(table).where(theirs, unlike).values({column.name: words}))
                holding = select(func.count()).select_from(table).where(theirs)
                counted["hold the word" if connection.scalar(holding) else "have no rows"] += 1
        except IntegrityError:
            counted["never change"] += 1
    return counted


class Ear:
    """Everything that was said, counted, and where the word was heard."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.bytes_read = 0
        self.answers = 0
        self.found: list[str] = []

    def hear(self, where: str, content: bytes | str, *, asked: str = "") -> None:
        """`asked` is what the person typed themselves: a search box keeps that, and nothing else may."""
        said = content if isinstance(content, bytes) else content.encode()
        self.bytes_read += len(said)
        self.answers += 1
        words = opened(said)
        if asked:
            words = unasked(words, asked)
        if self.word in words:
            place = words.index(self.word)
            self.found.append(f"{where}: …{words[max(0, place - 80) : place + 60]}…")


def unasked(words: str, asked: str) -> str:
    """Without the search box itself, and the address that names the search."""
    for kept in (
        f'"search_rx_state_":"{asked}"',
        f'"search_rx_state_": "{asked}"',
        f"?search={asked}",
        f"?find={asked}",
        f"?q={asked}",
        f"&search={asked}",
        f"&q={asked}",
    ):
        words = words.replace(kept, "")
    return words


def opened(said: bytes) -> str:
    """The words of an answer; those of a PDF are packed."""
    if said.startswith(b"%PDF-1.4\n%") or b"/FlateDecode" in said[:4000]:
        try:
            pages = PdfReader(io.BytesIO(said)).pages
            return "\n".join(page.extract_text() for page in pages) + said.decode("latin-1")
        except (ValueError, zlib.error, KeyError):
            return said.decode("latin-1")
    return said.decode("utf-8", "replace")


def known(made: Matrix, records: Records, user_id: int) -> dict[str, object]:
    return {**vars(records), "user_id": user_id, "section_key": "applicant"}


async def through_the_socket(ear: Ear, portal, rights, who: str, cookie: str, ids) -> None:
    """Hydrate, and every page's own load, on each record of each side; then search for the word."""
    tab = await Tab(portal.address, cookie=cookie).open()
    await tab.call(HYDRATE)
    ear.hear(f"{who} hydrates", await quiet(tab))
    for state, path in sorted(ROUTE_OF.items()):
        load = f"{state}.load"
        if load not in HANDLERS:
            continue
        for side, records in ids.items():
            query = {name: str(records.get(name, "applicant")) for name in names_of(path)}
            await tab.call(NAMES[load], path=path, query=query)
            said = await quiet(tab, may=HANDLERS[load] in rights)
            ear.hear(f"{who} opens {path} of {side}", said)
            if not query:
                break
    for state in SEARCHES:
        may = HANDLERS[f"{state}.load"] in rights
        await tab.call(NAMES[f"{state}.load"], path=ROUTE_OF[state])
        await quiet(tab, may=may)
        await tab.call(NAMES[f"{state}.find"], {"text": ear.word}, path=ROUTE_OF[state])
        ear.hear(f"{who} searches {state}", await quiet(tab, may=may), asked=ear.word)
    await tab.close()


async def quiet(tab: Tab, *, may: bool = True) -> str:
    """What comes until nothing more does for a moment; whoever may is waited for on a busy machine."""
    words = ""
    for _ in range(16 if may else 1):
        words = await tab.heard(0.12)
        if words:
            break
    while said := await tab.heard(0.12):
        words += said
    return words


def over_http(ear: Ear, portal, who: str, client: httpx.Client, ids) -> None:
    """Every page, file, export and wrong address, with and without an HTML face."""
    paths = ["/account/password", "/session/state", "/exports/policies.csv", *ASTRAY]
    paths += ["/exports/commissions.csv", f"/sign-in?next=/{ear.word}", "/reset", "/healthz"]
    for records in ids.values():
        paths.append(f"/files/{records['document_id']}")
        for route in sorted(set(ROUTE_OF.values())):
            path = route
            for name in names_of(route):
                path = path.replace(f"[{name}]", str(records.get(name, "applicant")))
            paths.append(path)
    for path in dict.fromkeys(paths):
        answer = client.get(path, headers={"accept": "text/html"})
        asked = ear.word if ear.word in path else ""
        ear.hear(f"{who} GET {path} ({answer.status_code})", b"" if asked else answer.content)
        ear.hear(f"{who} GET {path} headers", "" if asked else str(answer.headers))
    for records in ids.values():
        answer = client.post(
            f"/files/submissions/{records['draft_id']}",
            params={"document_type": "no_such"},
            content=b"%PDF-1.4 mine",
        )
        ear.hear(f"{who} uploads", answer.content)


def documents_of(tenant_id: int) -> list[int]:
    with database.engine().connect() as connection:
        asked = text("SELECT id FROM document WHERE tenant_id = :tenant AND removed_at IS NULL")
        return list(connection.execute(asked, {"tenant": tenant_id}).scalars())


def listen(ear: Ear, portal, made: Matrix, people: dict[str, Actor]) -> None:
    """Everybody goes everywhere: by HTTP one after another, by socket at once."""
    talks = []
    for who, actor in people.items():
        user_id, rights = actor.user_id, actor.permissions
        ids = {
            "her own": known(made, made.records["pat"], user_id),
            "Mallory's": known(
                made, made.records["mike"], made.world.mallorys.people["mallory"].user_id
            ),
        }
        cookie = f"portal={token_of(user_id)}"
        headers = {"cookie": cookie, "origin": portal.address}
        with httpx.Client(base_url=portal.address, headers=headers, timeout=30) as client:
            over_http(ear, portal, who, client, ids)
            for agency in (made.world.harborline, made.world.mallorys):
                for document_id in documents_of(agency.tenant_id):
                    answer = client.get(f"/files/{document_id}")
                    ear.hear(f"{who} takes document {document_id}", answer.content)
        talks.append(through_the_socket(ear, portal, rights, who, cookie, ids))

    async def talk() -> None:
        await asyncio.gather(*talks)

    asyncio.run(talk())


def test_not_a_byte_of_mallorys_reaches_harborline_nor_the_log(made, planted, served):
    """Every page, file, export, search and error of every role, by HTTP and by socket."""
    ear = Ear(WORD)
    people = {
        caller.name: made.actors[caller]
        for caller in CALLERS
        if made.actors[caller].user_id is not None
    }
    listen(ear, served, made, people)
    assert ear.answers > 100 * len(people)
    ear.hear("the portal's log", served.words())
    print(
        f"\n{ear.answers} answers, {ear.bytes_read:,} bytes searched for {WORD!r}; "
        f"columns of text: {dict(planted)}"
    )
    assert not ear.found, "\n".join(ear.found)
    assert ear.bytes_read > 1_000_000
    assert planted["hold the word"] > 60


def test_the_same_ear_hears_the_word_where_it_belongs(made, served):
    """The search above can fail: Mallory's own people are shown the word everywhere."""
    ear = Ear(WORD)
    listen(ear, served, made, {"Mallory": made.world.mallorys.people["mallory"]})
    places = " ".join(ear.found)
    for place in (
        "opens /submissions of",
        "opens /submissions/[submission_id] of Mallory's",
        "opens /policies/[policy_id] of Mallory's",
        "searches SubmissionsState",
        "searches PoliciesState",
        "GET /exports/policies.csv",
        f"takes document {made.records['mike'].document_id}",
    ):
        assert place in places, place
