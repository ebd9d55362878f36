"""Every handler of every page as a real event: each person, each record, through the real processor.

What goes over the wire is read: whoever may see a record is shown it, and nobody else gets a word of
it, on whatever page and by whatever handler they ask (RBAC-3, RBAC-4).
"""

import asyncio
import inspect
import json
import re

import pytest

from producer_portal import features
from producer_portal.edge import policy
from producer_portal.foundation import clock
from producer_portal.ui.page import pages
from tests.matrix.events import let_everybody_in_again, processing
from tests.matrix.expected import CALLERS, HANDLERS, MISSING, RELATIONS, in_sight
from tests.matrix.test_matrix import registered_handlers
from tests.matrix.trying import Tally, handler_payload, permissions, words_out_of_sight
from tests.matrix.world import OWNER_OF, Matrix, make_matrix, marker

features.rooms("pages")
# What the address bar names → the kind of record it is.
ADDRESS_KINDS = {
    "submission_id": "book",
    "subject_id": "book",
    "policy_id": "book",
    "user_id": "managed person",
    "producer_id": "credentials",
}
IS_MISSING = re.compile(r"is_missing_rx_state_\W+true")
RECORD_ARGUMENTS = {
    "submission_id",
    "document_id",
    "quote_id",
    "referral_id",
    "item_id",
    "line_id",
    "notification_id",
    "session_id",
    "grant_id",
    "user_id",
    "policy_id",
    "producer_id",
}


@pytest.fixture(scope="module")
def portal_app():
    from producer_portal.app import app

    return app


@pytest.fixture(scope="module")
def made(sqlite_database) -> Matrix:
    assert sqlite_database is not None
    return make_matrix(clock.now())


def routes_of_states() -> dict[str, str]:
    """State → the address of the page that loads it."""
    found: dict[str, str] = {}
    for page in pages:
        for load in page.on_load:
            handler = getattr(load, "fn", None)
            if handler is not None:
                found.setdefault(handler.__qualname__.split(".")[-2], page.route)
    return found


ROUTE_OF = routes_of_states()


def names_of(route: str) -> list[str]:
    return re.findall(r"\[(\w+)\]", route)


def session_of(made: Matrix, caller) -> int:
    actor = made.actors[caller]
    return made.persons[actor.user_id].session_id if actor.user_id else 999_999


def values_for(made: Matrix, caller, relation: str) -> dict[str, object]:
    """The ids of one relation's records, by the name under which a page asks for them."""
    person = made.person_of(relation, made.actors[caller])
    records = made.records_of(relation)
    return {**vars(records), **vars(person), "submission_id": records.draft_id}


async def hear(tab, known, key, sent_as) -> str:
    """Open the page of the handler for this relation's record, then send the handler."""
    state = key.split(".")[0]
    tab.path = ROUTE_OF.get(state, "/account")
    tab.query = {
        name: str(known.get(name, "applicant" if name == "section_key" else ""))
        for name in names_of(tab.path)
    }
    heard = ""
    if not key.endswith(".load") and f"{state}.load" in registered_handlers():
        heard += await tab.send(registered_handlers()[f"{state}.load"])
    payload = handler_payload(policy.portal_handlers()[sent_as])
    for name in list(payload):
        if name in RECORD_ARGUMENTS and isinstance(payload[name], int):
            payload[name] = known[name]
        elif name == "section_key":
            payload[name] = "applicant"
    return heard + await tab.send(sent_as, payload)


def is_about_a_record(key: str, sent_as: str) -> bool:
    state = key.split(".", maxsplit=1)[0]
    arguments = set(inspect.signature(policy.portal_handlers()[sent_as]).parameters)
    return bool(names_of(ROUTE_OF.get(state, "")) or arguments & RECORD_ARGUMENTS)


def test_no_event_tells_anybody_a_word_that_is_not_theirs(made, portal_app):
    """The first event of every handler on every record, with the wire read for markers."""
    tally = Tally()
    shown = 0

    async def try_all() -> None:
        nonlocal shown
        async with processing(portal_app) as processor:
            for caller in CALLERS:
                hidden = words_out_of_sight(made, caller)
                tab = processor.tab(session_of(made, caller))
                for key, sent_as in registered_handlers().items():
                    let_everybody_in_again()
                    relations = RELATIONS if is_about_a_record(key, sent_as) else RELATIONS[:1]
                    for relation in relations:
                        known = values_for(made, caller, relation)
                        heard = await hear(tab, known, key, sent_as)
                        tally.tried["events"] += 1
                        for word in hidden:
                            if word in heard:
                                tally.leaked.append(f"{caller.name}, {key}, {relation}: {word}")
                        may = HANDLERS[key] in permissions(caller)
                        may = may or HANDLERS.get(key.split(".")[0] + ".load") in permissions(
                            caller
                        )
                        if not may and _shows(made, heard):
                            tally.leaked.append(f"{caller.name}, {key}: shown without the right")
                        shown += _shows(made, heard)

    asyncio.run(try_all())
    print(f"\n{tally.words()}; {shown} events showed somebody their own records")
    assert not tally.faults(), "\n".join(tally.faults())
    assert shown > 200


def _shows(made: Matrix, heard: str) -> bool:
    return any(marker(owner) in heard for owner in OWNER_OF.values())


@pytest.mark.parametrize(
    ("route", "state", "kind"),
    [
        ("/submissions/[submission_id]", "RecordState", "book"),
        ("/submissions/[submission_id]/documents", "DocumentsState", "book"),
        ("/policies/[policy_id]", "PolicyState", "book"),
        ("/licenses/[producer_id]", "HeldState", "credentials"),
    ],
)
def test_a_record_in_sight_is_shown_and_one_out_of_sight_is_not_found(
    made, portal_app, route, state, kind
):
    """Not found looks the same whether a record is somebody else's or was never there."""
    load = registered_handlers()[f"{state}.load"]

    let_everybody_in_again()

    async def look() -> None:
        async with processing(portal_app) as processor:
            for caller in CALLERS:
                if HANDLERS[f"{state}.load"] not in permissions(caller):
                    continue
                answers = {}
                for relation in RELATIONS:
                    known = values_for(made, caller, relation)
                    query = {name: str(known[name]) for name in names_of(route)}
                    tab = processor.tab(session_of(made, caller), route, **query)
                    heard = await tab.send(load)
                    is_seen = relation in in_sight(kind, caller)
                    owner = OWNER_OF.get(relation, "")
                    if owner:
                        assert (marker(owner) in heard) == is_seen, f"{caller.name}: {relation}"
                    if not is_seen:
                        answers[relation] = _of_the_page(heard)
                gone = answers.pop(MISSING)
                assert IS_MISSING.search(json.dumps(gone)), f"{caller.name} is told"
                for relation, answer in answers.items():
                    assert answer == gone, f"{caller.name}: {relation} differs from missing"

    asyncio.run(look())


def _of_the_page(heard: str) -> list[dict]:
    """What the page's own state was told, without the id that the address bar asked for."""
    told = [json.loads(update)["delta"] for update in json.loads(heard)]
    return [
        {
            f"{state}.{name}": value
            for state, words in delta.items()
            if "." in state
            for name, value in words.items()
            if name.removesuffix("_rx_state_") not in ADDRESS_KINDS
        }
        for delta in told
    ]


def test_a_session_that_ended_is_shown_out_of_every_page(made, portal_app):
    """ACC-7: an event of a dead session leads to the sign-in form and says nothing else."""

    async def look() -> None:
        async with processing(portal_app) as processor:
            for key, sent_as in registered_handlers().items():
                tab = processor.tab(999_999, "/account")
                heard = await tab.send(sent_as, handler_payload(policy.portal_handlers()[sent_as]))
                assert "/sign-in?ended=1" in heard, key
                assert not _shows(made, heard), key

    asyncio.run(look())
