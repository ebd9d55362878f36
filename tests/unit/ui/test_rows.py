"""Rows sent without names are read by name on the page."""

from typing import NamedTuple

import reflex as rx

from producer_portal.ui.rows import by_name


class Boat(NamedTuple):
    """A row of a table."""

    name: str
    is_late: bool


def test_a_field_is_found_by_its_place():
    boat = by_name(rx.Var("boat", _var_type=Boat).guess_type())
    assert "(1)" in str(boat.is_late)
    assert boat.is_late._var_type is bool
    assert boat.name._var_type is str


def test_what_is_sent_with_names_stays_as_it_is():
    row = rx.Var.create({"name": "Kestrel"})
    assert by_name(row) is row
