"""What Bob answered once he is not asked again: from a submission, from a policy, from a client (SUB-2)."""

import pytest
from sqlmodel import select

from producer_portal.features.policies.tables import Policy
from producer_portal.features.submissions import services
from producer_portal.features.submissions.catalog import FORMS
from producer_portal.features.submissions.queries.answers import open_submission
from producer_portal.features.submissions.queries.known import known_insureds
from producer_portal.values.errors import NotFound
from producer_portal.values.forms import ITEM_ID
from tests.integration.features.submissions.story import sample


def begun(story, code, source, actor=None):
    submission_id = story.do(
        actor or story.bob, services.start_submission, line_code=code, source=source
    )
    with story.work(actor or story.bob, read_only=True) as work:
        return open_submission(work, submission_id)


def test_a_prior_submission_of_the_line_fills_everything_but_its_date_and_consents(story):
    first = story.sent()
    opened = begun(story, "CGL", f"submission:{first}")
    answers, given = opened.answers, sample("CGL")["answers"]
    assert answers["applicant"]["legal_name"] == given["applicant"]["legal_name"]
    assert answers["applicant"]["fein"] == given["applicant"]["fein"]
    assert len(answers["exposure"]) == len(given["exposure"])
    assert "effective_date" not in answers.get("coverage", {})
    assert opened.row.insured_name == given["applicant"]["legal_name"]


def test_another_line_takes_who_the_insured_is_and_nothing_of_the_other_contract(story):
    first = story.sent()
    answers = begun(story, "BOP", f"submission:{first}").answers
    given = sample("CGL")["answers"]["applicant"]
    for key in ("legal_name", "fein", "entity_type", "mailing_address", "annual_revenue"):
        assert answers["applicant"][key] == given[key], key
    assert not answers.get("prior_insurance")
    assert not answers.get("coverage")


def test_drivers_and_vehicles_go_from_one_auto_line_to_the_other(story):
    first = story.sent(code="AUTOP")
    answers = begun(story, "AUTOB", f"submission:{first}").answers
    given = sample("AUTOP")["answers"]
    assert [one["vin"] for one in answers["vehicles"]] == [one["vin"] for one in given["vehicles"]]
    assert all(one[ITEM_ID] for one in answers["drivers"])
    asked = {question.key for question in FORMS["AUTOB"].section("drivers").questions}
    assert all(set(one) - {ITEM_ID} <= asked for one in answers["drivers"])


def bound_policy(story):
    story.authorize(story.bob)
    _, quote_id = story.accepted()
    assert story.do(story.bob, services.bind_quote, quote_id=quote_id).is_bound
    with story.work(story.alice, read_only=True) as work:
        return work.session.exec(select(Policy).order_by(Policy.id.desc())).first()


def test_a_policy_gives_its_client_and_becomes_the_prior_insurance_of_what_follows_it(story):
    policy = bound_policy(story)
    answers = begun(story, "CGL", f"policy:{policy.id}").answers
    assert answers["applicant"]["legal_name"] == policy.insured_name
    assert answers["prior_insurance"]["prior_expiration"] == policy.expires_on.isoformat()
    assert answers["prior_insurance"]["prior_premium"] == policy.premium_minor
    assert answers["coverage"]["effective_date"] == policy.expires_on.isoformat()
    other = begun(story, "CYBER", f"policy:{policy.id}").answers
    assert other["applicant"]["legal_name"] == policy.insured_name
    assert "prior_insurance" not in other


def test_bob_finds_his_clients_by_how_they_begin_and_nobody_elses(story):
    story.sent()
    policy = bound_policy(story)
    found = story.see(story.bob, known_insureds, search="kestrel")
    assert {one.source.partition(":")[0] for one in found} == {"submission", "policy"}
    assert f"policy:{policy.id}" in {one.source for one in found}
    assert story.see(story.bob, known_insureds, search="k") == []
    assert story.see(story.nina, known_insureds, search="kestrel") == []
    assert story.see(story.mallory, known_insureds, search="kestrel") == []


@pytest.mark.parametrize(
    "source", ["submission:999999", "policy:0", "client:1", "submission:x", "x"]
)
def test_what_is_not_there_is_not_found(story, source):
    with pytest.raises(NotFound):
        begun(story, "CGL", source)


def test_somebody_elses_submission_and_policy_are_not_found(story):
    first, policy = story.sent(), bound_policy(story)
    for stranger in (story.nina, story.mike):
        for source in (f"submission:{first}", f"policy:{policy.id}"):
            with pytest.raises(NotFound):
                begun(story, "CGL", source, actor=stranger)
