"""Which letters of a frame pass the door (OPS-4)."""

import json

import pytest

from producer_portal.edge.gate import _kept_letters


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (r'"a\u0000b"', "a\ufffdb"),
        (r'"\ud83d\ude00"', "\U0001f600"),
        (r'"\ud83d"', "\ufffd"),
        (r'"\ude00\ud83d"', "\ufffd\ufffd"),
        (r'"\ud83d\ud83d\ude00"', "\ufffd\U0001f600"),
        (r'"\\ud800"', r"\ud800"),
        (r'"\\\ud800"', "\\\ufffd"),
        (r'"\\u0000 \u00e9"', r"\u0000 é"),
    ],
)
def test_what_no_database_keeps_is_replaced_and_every_real_letter_stays(sent, kept):
    assert json.loads(_kept_letters(sent)) == kept
    kept.encode()
