"""What belongs to one submission is found by it, on a database that was never told how full it is."""

import pytest
from sqlalchemy import text

from producer_portal.foundation import database
from producer_portal.foundation.settings import settings


@pytest.mark.parametrize("table", ["quote", "submission_event", "referral"])
def test_rows_of_one_submission_are_not_looked_for_in_the_whole_agency(story, table):
    assert story
    asked = f"EXPLAIN SELECT * FROM {table} WHERE submission_id = 1 AND tenant_id = 1 ORDER BY id"
    if settings().is_sqlite:
        asked = asked.replace("EXPLAIN", "EXPLAIN QUERY PLAN")
    with database.engine().connect() as connection:
        plan = " ".join(str(row[-1]) for row in connection.execute(text(asked)))
    assert "submission_id" in plan
    assert f"ix_{table}_tenant_id " not in plan
