"""What the rows of a condition compare with, as the editor's page sends it (SUB-1)."""

from producer_portal.features.admin.state.forms import value_typed
from producer_portal.features.submissions.queries.editor_views import RowView
from producer_portal.features.submissions.queries.views import OptionView

STATES = [OptionView("FL", "Florida"), OptionView("GA", "Georgia"), OptionView("AL", "Alabama")]


def row(*, is_many=False, offered=(), typed=""):
    return RowView(7, "risk.state", "eq", typed, [], list(offered), is_many, [])


def test_ticks_are_one_list_in_the_order_of_the_choices():
    ticked = {"shown-7-tick-AL": "on", "shown-7-tick-FL": "on", "shown-7-tick-XX": "on"}
    many = row(is_many=True, offered=STATES, typed="GA")
    assert value_typed(ticked, "shown", many) == "FL,AL"
    assert value_typed(ticked, "needed", many) == ""


def test_a_box_or_a_list_says_it_itself_and_what_is_not_on_the_page_stays():
    assert value_typed({"shown-7-value": "5,000"}, "shown", row()) == "5,000"
    assert value_typed({"shown-8-value": "5,000"}, "shown", row(typed="4000")) == "4000"
