"""What a script would send in place of a page: broken packets, wrong types, words of any kind and size.

Everything is made from a seed, so that what failed once fails again.
"""

import inspect
import json
import random
import typing
from collections.abc import Callable, Iterator
from urllib.parse import quote

from reflex_base.registry import RegistrationContext

from producer_portal.edge import policy

NESTING = 3_000
# As JSON spells them: half a letter, a NUL and what no JSON holds cannot be written by `json.dumps`.
HUGE = json.dumps("x" * 200_000)
LONG_NUMBER = "9" * 4_000
DEEP = "[" * NESTING + "]" * NESTING

WORDS = (
    '""',
    '"\\u0000"',
    '"a\\u0000b"',
    '"\\ud800"',
    '"\\udfff\\ud800 words"',
    '"\\u202efdp.exe"',
    '"\\uffff\\ufeff"',
    json.dumps("' OR 1=1 --"),
    json.dumps("%_\\"),
    json.dumps("<script>alert(1)</script>"),
    json.dumps("{{7*7}} ${7*7} %s %n"),
    json.dumps("../../etc/passwd"),
    json.dumps("=cmd|' /C calc'!A0"),
    json.dumps("9" * 400),
    json.dumps("-1"),
    json.dumps("1e308"),
    json.dumps("NaN"),
    json.dumps("٣"),
    json.dumps("é" * 3_000),
    json.dumps("a b " * 5_000),
    HUGE,
)
WHOLE = ("0", "-1", "-0", "2147483648", str(2**63), str(-(2**63) - 1), str(2**200), LONG_NUMBER)
CHOICES = ("true", "false")
NOT_WORDS = ("null", "1", "1.5", "true", "[]", "{}", '["x"]', '{"$ne": 1}', "NaN", DEEP)
NOT_WHOLE = (
    "null",
    '"1"',
    "1.5",
    "1e5",
    "true",
    "[]",
    "[1]",
    "{}",
    '{"$ne": 1}',
    "NaN",
    "Infinity",
    "-Infinity",
    HUGE,
    DEEP,
)
NOT_CHOICE = ("null", "0", "1", '"true"', '"on"', "[]", "{}", "NaN")
NOT_FORM = ("null", "1", '"x"', "[]", '[["a", "b"]]', '{"a": 1}', '{"a": null}', '{"a": {}}', DEEP)


def forms(chance: random.Random) -> str:
    """A form as pages send it: any fields, any words, any number of them."""
    known = ("note", "reason_code", "user_id", "premium", "carrier_id", "expires_on", "reason", "x")
    names = [json.dumps(chance.choice(known)) for _ in range(chance.randrange(6))]
    if chance.random() < 0.1:
        names += [json.dumps(f"field {number}") for number in range(500)]
    return "{" + ", ".join(f"{name}: {chance.choice(WORDS)}" for name in names) + "}"


def right(hint: object, chance: random.Random) -> str:
    """A value of the right type that no honest page sends."""
    if hint is int:
        return chance.choice(WHOLE)
    if hint is bool:
        return chance.choice(CHOICES)
    return chance.choice(WORDS) if hint is str else forms(chance)


def wrong(hint: object) -> tuple[str, ...]:
    """Every value that is not of the type."""
    return {int: NOT_WHOLE, bool: NOT_CHOICE, str: NOT_WORDS}.get(hint, NOT_FORM)


def arguments(handler: Callable) -> dict[str, object]:
    hints = typing.get_type_hints(handler)
    return {name: hints[name] for name in list(inspect.signature(handler).parameters)[1:]}


def event(name: str, payload: str, router: str = "{}") -> str:
    """One event frame; payload and router are JSON as they stand."""
    return f'42/_event,["event", {{"name": {json.dumps(name)}, "payload": {payload}, "router_data": {router}}}]'


def packed(values: dict[str, str]) -> str:
    return "{" + ", ".join(f"{json.dumps(name)}: {value}" for name, value in values.items()) + "}"


def wrong_types() -> Iterator[tuple[str, str]]:
    """Each handler with each argument of each wrong type, missing, and with one nobody asked for."""
    chance = random.Random(1)
    for name, handler in sorted(policy.portal_handlers().items()):
        wanted = arguments(handler)
        whole = {each: right(hint, chance) for each, hint in wanted.items()}
        yield name, event(name, packed({**whole, "is_admin": "true"}))
        for each, hint in wanted.items():
            yield name, event(name, packed({key: whole[key] for key in whole if key != each}))
            for value in wrong(hint):
                yield name, event(name, packed({**whole, each: value}))


def wrong_shapes() -> Iterator[tuple[str, str]]:
    """Each handler in events that are not shaped as Reflex's own: each of them ends its connection."""
    for name in sorted(policy.portal_handlers()):
        for payload in ("[]", "null", "5", '"x"', '{"self": {}}'):
            yield name, event(name, payload)
        for router in ("5", "[1]", '{"pathname": 5}', '{"query": []}', '{"query": {"a": 5}}'):
            yield name, event(name, "{}", router)


def hostile_values(chance: random.Random, rounds: int) -> Iterator[tuple[str, str]]:
    """Each handler with values of the right types that are too large, too odd or too clever."""
    for _ in range(rounds):
        for name, handler in sorted(policy.portal_handlers().items()):
            values = {each: right(hint, chance) for each, hint in arguments(handler).items()}
            yield name, event(name, packed(values))


def framework_frames() -> Iterator[str]:
    """Reflex's own handlers with what they do not expect, `setvar` among them."""
    for name, entry in sorted(RegistrationContext.ensure_context().event_handlers.items()):
        if not entry.states[0].__module__.startswith("reflex") and not name.endswith(".setvar"):
            continue
        for payload in (
            "{}",
            '{"var_name": "person_name", "value": "Mallory"}',
            '{"vars": {"reflex___state____state.shell_state.person_name": "Mallory"}}',
            '{"vars": null}',
            '{"vars": [1]}',
            '{"vars": {"no.such.var": {"a": NaN}}}',
            '{"value": "yes"}',
            '{"info": 5, "component_stack": []}',
            '{"info": "line\\nline", "component_stack": "\\u0000"}',
            f'{{"info": {HUGE}, "component_stack": {HUGE}}}',
            '{"a": 1, "b": 2}',
        ):
            yield event(name, payload)


def broken_frames(chance: random.Random, count: int) -> Iterator[str | bytes]:
    """Packets that are none: of Engine.IO, of Socket.IO, or of the three messages a page sends."""
    names = sorted(RegistrationContext.ensure_context().event_handlers)
    makers = (_noise, _packet, _message, _event_of_any_shape)
    for _ in range(count):
        yield chance.choice(makers)(chance, names)


def _noise(chance: random.Random, names: list[str]) -> str | bytes:
    if chance.random() < 0.5:
        return chance.randbytes(chance.choice((0, 1, 7, 300, 5000)))
    size = chance.choice((0, 1, 2, 9, 400))
    return "".join(chr(chance.choice((chance.randrange(32, 127), 0, 0x202E))) for _ in range(size))


def _packet(chance: random.Random, names: list[str]) -> str:
    ends = ("", "/_event", "/_event,", "/other,", "/_event?token=x,", ",,,", "/" * 300)
    bodies = (
        "",
        "[",
        "{}",
        "[]",
        "null",
        '["event"]',
        '["event",{}]',
        "NaN",
        DEEP,
        HUGE,
        LONG_NUMBER,
    )
    counts = ("", "1-", "-", "99999999999999999999-", "0-", "1.5-")
    acks = ("", "0", "7", "9" * 30)
    kind = chance.choice("0123456789") + chance.choice("0123456789")
    return (
        kind
        + chance.choice(counts)
        + chance.choice(ends)
        + chance.choice(acks)
        + chance.choice(bodies)
    )


def _message(chance: random.Random, names: list[str]) -> str:
    first = chance.choice(
        (
            '"connect"',
            '"disconnect"',
            '"connect_error"',
            '"message"',
            '"ping"',
            '"client_error"',
            '"event"',
            '"on_event"',
            '"__init__"',
            "5",
            "null",
            "[]",
            "{}",
            '"\\ud800"',
            HUGE,
        )
    )
    rest = [chance.choice((*NOT_WORDS, *WORDS[:6], HUGE)) for _ in range(chance.randrange(4))]
    return f"42/_event,[{', '.join((first, *rest))}]"


def _event_of_any_shape(chance: random.Random, names: list[str]) -> str:
    name = chance.choice((json.dumps(chance.choice(names)), '"no.such.handler"', "5", "null", "{}"))
    payload = chance.choice(("{}", "null", "[]", "5", '"x"', '{"self": 1}', '{"a": NaN}', DEEP))
    query = chance.choice(
        (
            "{}",
            "null",
            "[]",
            '{"submission_id": 5}',
            '{"a": null}',
            '{"a": ["b", 5]}',
            '{"a": "\\ud800"}',
        )
    )
    path = chance.choice(
        ('"/account"', '""', "5", "null", '"/\\u0000"', '"/../../x"', HUGE, '"/[a]"')
    )
    router = chance.choice(
        (
            f'{{"pathname": {path}, "asPath": {path}, "query": {query}}}',
            '{"headers": {"cookie": "portal=x"}, "ip": "6.6.6.6", "token": "stolen-token"}',
            "null",
            "[]",
            "5",
            DEEP,
        )
    )
    extra = chance.choice(("", ', "token": "x"', ', "substate_name": {}', ', "upload_handler": 1'))
    return f'42/_event,["event", {{"name": {name}, "payload": {payload}, "router_data": {router}{extra}}}]'


# --- forms ---------------------------------------------------------------------------------------

FORM_VALUES = (
    b"",
    b"%00",
    b"%ff%fe",
    b"\xff\xfe",
    b"%ED%A0%80",
    b"%zz%",
    b"%27+OR+1%3D1",
    b"<script>alert(1)</script>",
    b"%0d%0aSet-Cookie:+portal=mine",
    b"a" * 1_001,
    b"a" * 20_000,
    b"%F0%9F%92%A9" * 400,
    b"//evil.example",
    b"%5C%5Cevil.example",
    b"javascript:alert(1)",
    b"9" * 5_000,
    b"{}",
)
TYPES = (
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-7",
    "application/json",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "multipart/form-data; boundary=" + "y" * 300,
    "text/plain",
    "",
)


def form_body(chance: random.Random, fields: tuple[str, ...]) -> tuple[str, bytes]:
    """A content type and a body: fields missing, doubled, unknown, huge, and in no known letters."""
    kind = chance.choice((TYPES[0], TYPES[0], TYPES[0], *TYPES))
    chosen = [
        chance.choice((*fields, "unknown", "", "next", "__class__"))
        for _ in range(chance.randrange(7))
    ]
    if chance.random() < 0.05:
        chosen *= 400
    if kind.startswith("multipart"):
        return kind, _parts(chance, chosen)
    pairs = [quote(name).encode() + b"=" + chance.choice(FORM_VALUES) for name in chosen]
    joined = chance.choice((b"&", b"&", b"&", b";", b"&&")).join(pairs)
    return kind, chance.choice((joined, joined, joined, joined + b"&=", chance.randbytes(300)))


def _parts(chance: random.Random, names: list[str]) -> bytes:
    mark = chance.choice((b"x", b"x", b"another"))
    parts = [
        b"--" + mark + b'\r\nContent-Disposition: form-data; name="' + name.encode() + b'"'
        + chance.choice((b"", b'; filename="a.pdf"', b'; filename="../\x00"'))
        + chance.choice((b"\r\n\r\n", b"\r\n", b"\r\nContent-Type: x\r\n\r\n"))
        + chance.choice(FORM_VALUES)
        + b"\r\n"
        for name in names
    ]  # fmt: skip
    return b"".join(parts) + chance.choice((b"--" + mark + b"--\r\n", b""))
