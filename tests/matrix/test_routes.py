"""Every HTTP route for everybody, through the real gate: documents, uploads, one's own account.

Each caller comes with the cookie of a live session, or none; what comes back is read for markers.
"""

import pytest
from starlette.testclient import TestClient

from producer_portal.api import is_public, make_api
from producer_portal.edge import limits
from producer_portal.edge.gate import Gate
from producer_portal.foundation import clock
from producer_portal.foundation.settings import settings
from tests.factories import files
from tests.matrix.events import let_everybody_in_again
from tests.matrix.expected import CALLERS, OWN, RELATIONS, ROUTES, in_sight
from tests.matrix.trying import Tally, permissions, words_out_of_sight
from tests.matrix.world import Matrix, make_matrix, token_of


@pytest.fixture(scope="module")
def made(portal_database) -> Matrix:
    assert portal_database is not None
    return make_matrix(clock.now())


@pytest.fixture
def door(made, monkeypatch):
    """The portal's routes behind its gate, with nobody slowed down."""
    let_everybody_in_again()
    monkeypatch.setattr(limits, "spend", lambda rule, *who: None)
    with TestClient(
        Gate(make_api(), is_public=is_public),
        base_url=min(settings().origins),
        follow_redirects=False,
        raise_server_exceptions=False,
    ) as client:
        yield client


def headers_of(made: Matrix, caller) -> dict[str, str]:
    origin = {"origin": min(settings().origins), "accept": "application/json"}
    user_id = made.actors[caller].user_id
    return origin if user_id is None else {**origin, "cookie": f"portal={token_of(user_id)}"}


def wanted(right: str, path: str, caller, *, is_in_sight: bool) -> set[int]:
    """The answers that are right for this caller."""
    if right == "public" and (caller.role is None and path == "/session/state"):
        return {401}
    if right == "public":
        return set(range(200, 600)) - {401, 500}
    if caller.role is None:
        return {401}
    if right == "signed in":
        return set(range(200, 500)) - {401, 403, 404}
    if not set(right.split()) <= permissions(caller):
        return {403} if is_in_sight else {403, 404}
    return {200, 201} if is_in_sight else {404}


def test_every_route_for_everybody_on_records_of_every_relation(made, door):
    tally = Tally()
    # Signing out last: the session is gone after it.
    for route in sorted(ROUTES, key=lambda route: "sign-out" in route):
        method, path = route.split(" ")
        for caller in CALLERS:
            relations = RELATIONS if "_id}" in path else (OWN,)
            for relation in relations:
                records = made.records_of(relation)
                address = path.format(
                    document_id=records.document_id,
                    submission_id=records.draft_id,
                    kind="submission",
                    subject_id=records.draft_id,
                    reading_id=records.reading_id,
                    page=0,
                    token="a-token-that-nobody-was-sent",
                )
                more = {"content": files.pdf()} if method == "POST" and "/files/" in path else {}
                answer = door.request(
                    method,
                    address,
                    headers={**headers_of(made, caller), "x-file-name": "runs.pdf"},
                    params={"document_type": "loss_runs"} if more else None,
                    **more,
                )
                tally.tried["routes"] += 1
                cell = f"{caller.name}, {route}, {relation}: {answer.status_code}"
                seen = relation in in_sight("book", caller)
                if answer.status_code not in wanted(ROUTES[route], path, caller, is_in_sight=seen):
                    tally.leaked.append(cell)
                for word in words_out_of_sight(made, caller):
                    if word in answer.text or word in str(answer.headers):
                        tally.leaked.append(f"{cell} reads {word}")
    print(f"\n{tally.words()}")
    assert not tally.faults(), "\n".join(tally.faults())
    assert tally.tried["routes"] > 300


def test_somebody_elses_document_and_none_at_all_get_the_same_answer(made, door):
    """RBAC-4: the bytes of the two answers are equal, so nothing can be counted or guessed."""
    for caller in CALLERS:
        if "documents:download" not in permissions(caller):
            continue
        answers = {
            relation: door.get(
                f"/files/{made.records_of(relation).document_id}", headers=headers_of(made, caller)
            )
            for relation in RELATIONS
            if relation not in in_sight("book", caller)
        }
        assert len({answer.content for answer in answers.values()}) == 1, caller.name
        assert {answer.status_code for answer in answers.values()} == {404}


@pytest.mark.parametrize("number", ["0", "-1", "abc", "9" * 25, "1e3", "١", "%2e%2e", "1;2"])
def test_what_is_no_id_is_not_found(made, door, number):
    answer = door.get(f"/files/{number}", headers=headers_of(made, CALLERS[0]))
    assert answer.status_code == 404
