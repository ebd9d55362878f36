"""Adam's rules put what Bob sends on a desk and say why; what none places waits in the queue (SUB-8)."""

import pytest

from producer_portal.access.tables import AgencyTier
from producer_portal.features.agencies import services as agencies
from producer_portal.features.submissions import services
from producer_portal.features.submissions.queries.queue import work_queue
from producer_portal.features.submissions.queries.routing import routing_board, try_routing
from producer_portal.features.submissions.rules.choosing import RuleKind, RulesChanged
from producer_portal.features.submissions.rules.routing import Outcome, RoutingRule
from producer_portal.features.submissions.services import routing, rulebook
from producer_portal.values.errors import InvalidInput, NotFound, NotPermitted


def draft(story, *rules, edit=0):
    for place, rule in enumerate(rules, start=edit):
        story.do(story.adam, routing.keep_routing_rule, rule=rule, edit=place)
    return edit + len(rules)


def publish(story, *rules):
    edit = draft(story, *rules)
    return story.do(story.adam, rulebook.publish_rules, kind=RuleKind.ROUTING, edit=edit)


def to_uma(story, name="Liability of Florida", **conditions):
    return RoutingRule("", name, outcome=Outcome.PERSON, user_id=story.uma.user_id, **conditions)


def queue(story, actor=None, **more):
    return story.see(actor or story.uma, work_queue, **more)


def test_a_rule_puts_it_on_umas_desk_and_the_timeline_says_why(story):
    publish(story, to_uma(story, lines=("CGL",), states=("FL",)))
    submission_id = story.sent()
    detail = story.detail(submission_id)
    assert detail.assigned_to == "Uma Underhill"
    assert story.timeline(submission_id)[0] == (
        "Routed to Uma Underhill by rule “Liability of Florida”: line is General liability, "
        "state is FL"
    )
    assert queue(story).total == 0


def test_what_no_rule_places_waits_in_the_queue_and_is_taken_from_there(story):
    publish(story, to_uma(story, lines=("CYBER",)))
    first, second = story.sent(), story.sent()
    assert story.detail(first).assigned_to == "Nobody yet"
    found = queue(story)
    assert {row.submission_id for row in found.rows} == {first, second}
    assert found.rows[0].why.startswith("No routing rule fits: General liability, FL, Bob Baxter")
    story.do(story.uma, services.assign_to_me, submission_id=first)
    story.do(
        story.mia,
        services.assign_submission,
        submission_id=second,
        user_id=story.ulf.user_id,
        reason="His class",
    )
    assert queue(story).total == 0
    assert any("assigned it to Ulf Ulrich: His class" in one for one in story.timeline(second))


def test_a_team_shares_by_whoever_has_the_fewest_open_whoever_sends(story):
    """Bob sees his own book only; desks are counted over everybody's."""
    publish(story, RoutingRule("", "Underwriters", outcome=Outcome.TEAM, team_role="underwriter"))
    went = [story.detail(story.sent(actor), story.uma).assigned_to for actor in
            (story.nina, story.bob, story.nina, story.bob)]  # fmt: skip
    assert went == ["Uma Underhill", "Ulf Ulrich", "Uma Underhill", "Ulf Ulrich"]


def test_the_tier_of_the_agency_counts(story):
    tampa = story.world.harborline.branches["tampa"]
    publish(story, to_uma(story, tiers=("gold",)))
    assert story.detail(story.sent()).assigned_to == "Nobody yet"
    story.do(story.adam, agencies.set_tier, agency_id=tampa, tier=AgencyTier.GOLD)
    assert story.detail(story.sent()).assigned_to == "Uma Underhill"


def test_rules_are_tried_on_what_was_sent_before_they_are_published(story):
    first = story.sent()
    publish(story, to_uma(story, lines=("CGL",)))
    story.sent()
    story.do(story.uma, services.assign_to_me, submission_id=first)
    to_ulf = RoutingRule(
        "", "Bob's to Ulf", True, outcome=Outcome.PERSON, user_id=story.ulf.user_id,
        producer_id=story.world.harborline.producers["bob"],
    )  # fmt: skip
    draft(story, to_ulf)
    trial = story.see(story.adam, try_routing)
    assert trial.words == "2 of 2 submissions would go elsewhere."
    assert [(row.goes_to, row.happened, row.why) for row in trial.rows] == [
        ("Ulf Ulrich", "Uma Underhill", "by “Bob's to Ulf”")
    ] * 2
    assert "Kestrel" not in repr(trial)
    assert story.detail(story.sent()).assigned_to == "Uma Underhill"
    story.do(story.adam, rulebook.publish_rules, kind=RuleKind.ROUTING, edit=1)
    assert story.detail(story.sent()).assigned_to == "Ulf Ulrich"
    board = story.see(story.adam, routing_board)
    assert [one.number for one in board.versions] == [2, 1]
    assert [row.name for row in board.rules] == ["Bob's to Ulf", "Liability of Florida"]


def test_without_rules_nothing_is_routed_and_nothing_waits_in_the_queue(story):
    submission_id = story.sent()
    assert "outed" not in story.timeline(submission_id)[0]
    assert queue(story).total == 0


def test_a_rule_names_only_what_is_there(story):
    with pytest.raises(NotFound):
        draft(story, RoutingRule("", "Gone", outcome=Outcome.PERSON, user_id=story.dave.user_id))
    with pytest.raises(NotFound):
        draft(story, to_uma(story, producer_id=story.world.mallorys.producers["mike"]))
    with pytest.raises(NotFound):
        draft(story, to_uma(story, agency_id=story.world.mallorys.root_id))
    with pytest.raises(InvalidInput):
        draft(story, to_uma(story, lines=("SHIP",)))
    draft(story, to_uma(story))
    with pytest.raises(RulesChanged):
        draft(story, to_uma(story))


def test_what_is_late_stands_in_the_queue_too(story):
    submission_id = story.sent()
    story.later(days=9)
    found = queue(story, view="late")
    assert submission_id in {row.submission_id for row in found.rows}
    assert found.rows[0].why == "Not escalated yet"


def test_rules_and_queue_are_for_whoever_decides(story):
    for person in (story.bob, story.uma, story.mia):
        with pytest.raises(NotPermitted):
            story.see(person, try_routing)
    with pytest.raises(NotPermitted):
        queue(story, story.bob)
    story.sent()
    publish(story, to_uma(story, lines=("CYBER",)))
    story.sent(story.nina)
    assert queue(story, story.mia).total == 0, "Naples is not Tampa's"
    assert story.see(story.mallory, try_routing).rows == []
