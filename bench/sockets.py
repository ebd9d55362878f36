"""Raw sockets and a browser as stopwatches."""

import asyncio
import os
import subprocess
import time
from dataclasses import dataclass

import httpx

from tests.edge.clients import HYDRATE, Tab, event_names

CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CROWD = (
    "marcus",
    "priya",
    "elena",
    "tom",
    "lena",
    "casey",
    "rowan",
    "mina",
)
NAMES = event_names()
SEARCH = (NAMES["SubmissionsState.find"], "/submissions")
BLANK = ("reflex___state____state.blank___blank____blank.find", "/")
_WORDS = ("pe", "ma", "co", "su", "br", "he", "ti", "am", "ba", "ce")


@dataclass
class Times:
    p50: float
    p95: float
    peak: float = 0.0

    @classmethod
    def of(cls, milliseconds: list[float], peak: float = 0.0) -> "Times":
        ordered = sorted(milliseconds)
        return cls(ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)], peak)


async def _ready(address: str, cookie: str, path: str) -> Tab:
    tab = await Tab(address, cookie=cookie).open()
    await tab.call(HYDRATE, path=path)
    await tab.heard(0.4)
    return tab


async def _once(tab: Tab, event: tuple[str, str], word: str) -> float:
    """From sending the event to the last frame that answers it; `final` closes an event's chain."""
    name, path = event
    began = time.perf_counter()
    await tab.call(name, {"text": word}, path=path)
    while True:
        frame = await asyncio.wait_for(tab.socket.recv(), 30)
        if frame == "2":
            await tab.socket.send("3")
        elif str(frame).startswith("42"):
            return (time.perf_counter() - began) * 1000


async def round_trips(address: str, cookie: str, event: tuple[str, str], count: int) -> Times:
    """One tab, one event after another."""
    tab = await _ready(address, cookie, event[1])
    for number in range(20):
        await _once(tab, event, _WORDS[number % len(_WORDS)])
    times = []
    for number in range(count):
        times.append(await _once(tab, event, _WORDS[number % len(_WORDS)]))
        # A person's pace: the portal slows scripts down on purpose.
        await asyncio.sleep(0.03)
    await tab.close()
    return Times.of(times)


async def crowd(address: str, cookies: list[str], event: tuple[str, str], users: int) -> Times:
    """Many tabs, each one event a second, for fifteen seconds."""
    tabs = []
    for number in range(users):
        tabs.append(await Tab(address, cookie=cookies[number % len(cookies)]).open())
    for tab in tabs:
        await tab.call(HYDRATE, path=event[1])
    await asyncio.gather(*(tab.heard(2.0) for tab in tabs))
    times: list[float] = []

    async def live(tab: Tab, number: int) -> None:
        await asyncio.sleep(number / users)
        for round_number in range(12):
            began = asyncio.get_running_loop().time()
            taken = await _once(tab, event, _WORDS[(number + round_number) % len(_WORDS)])
            if round_number >= 2:
                times.append(taken)
            await asyncio.sleep(max(0.0, 1.0 - (asyncio.get_running_loop().time() - began)))

    await asyncio.gather(*(live(tab, number) for number, tab in enumerate(tabs)))
    peak = memory_of_listener(address)
    for tab in tabs:
        await tab.close()
    return Times.of(times, peak)


def memory_kilobytes(pid: int) -> float:
    """The proportional memory of a process and its children."""
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    total = 0.0
    for one in (pid, *(int(word) for word in listed.stdout.split())):
        try:
            with open(f"/proc/{one}/smaps_rollup") as file:
                total += sum(float(line.split()[1]) for line in file if line.startswith("Pss:"))
        except OSError:
            continue
    return total


def memory_of_listener(address: str) -> float:
    """Memory of whoever serves this address, found by its port."""
    port = address.rsplit(":", 1)[1]
    for pid in (int(name) for name in os.listdir("/proc") if name.isdigit()):
        try:
            with open(f"/proc/{pid}/environ") as file:
                words = file.read()
            with open(f"/proc/{pid}/cmdline") as file:
                command = file.read()
        except OSError:
            continue
        if f"PORTAL_PORT={port}" in words and "serve" in command:
            return memory_kilobytes(pid)
    return 0.0


def sign_ins(address: str, *, seconds: float) -> float:
    """Passwords checked a second, four people knocking at once; wrong names, so nobody is locked out."""
    import concurrent.futures

    from producer_portal.access import passwords

    kept = passwords.hash_of("Lantern-Harbor-42-quilt")
    until = time.perf_counter() + seconds

    def knock() -> int:
        done = 0
        while time.perf_counter() < until:
            passwords.verify("Lantern-Harbor-42-quilt", kept)
            done += 1
        return done

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        return sum(pool.map(lambda _: knock(), range(4))) / seconds


def scripts_of_first_page(address: str, cookie: str) -> list[bytes]:
    """Every script that Chromium loads for the first page after sign-in."""
    from playwright.sync_api import sync_playwright

    name, value = cookie.split("=", 1)
    loaded: list[str] = []
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        context = browser.new_context()
        context.add_cookies([{"name": name, "value": value, "url": address}])
        page = context.new_page()
        page.on(
            "response",
            lambda answer: (
                loaded.append(answer.url) if answer.request.resource_type == "script" else None
            ),
        )
        page.goto(f"{address}/policies")
        page.wait_for_timeout(2500)
        browser.close()
    headers = {"cookie": cookie, "accept-encoding": "identity"}
    return [httpx.get(url, headers=headers).content for url in dict.fromkeys(loaded)]


def in_browser_blank(page, address: str, count: int = 40) -> Times:
    page.goto(address)
    page.wait_for_timeout(1500)
    times = page.evaluate(
        _TYPE_AND_WAIT, {"box": "#find", "count": count, "watch": "#number", "words": list(_WORDS)}
    )
    return Times.of(times)


def in_browser_search(page, portal, cookie: str, count: int = 40) -> Times:
    """Key to changed table, less the 200 ms for which the box waits on purpose."""
    name, value = cookie.split("=", 1)
    page.context.add_cookies([{"name": name, "value": value, "url": portal.address}])
    page.goto(f"{portal.address}/submissions?view=closed")
    page.wait_for_selector("table.t tbody tr", timeout=10_000)
    page.wait_for_timeout(800)
    times = page.evaluate(
        _TYPE_AND_WAIT,
        {
            "box": "[data-testid=find]",
            "count": count,
            "watch": ".tw",
            "words": ["br", "is", "br", "ce", "is"],
            "less": 200,
        },
    )
    return Times.of(times)


_TYPE_AND_WAIT = """async ({box, count, watch, words, less = 0}) => {
  const input = document.querySelector(box);
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
  const times = [];
  for (let n = 0; n < count; n++) {
    const done = new Promise((resolve) => {
      const seen = new MutationObserver(() => { seen.disconnect(); resolve(true); });
      seen.observe(document.querySelector(watch), {childList: true, subtree: true, characterData: true});
      setTimeout(() => { seen.disconnect(); resolve(false); }, 3000);
    });
    const began = performance.now();
    set.call(input, words[n % words.length] + (n % 2 ? "" : ""));
    input.dispatchEvent(new Event("input", {bubbles: true}));
    if (await done) times.push(performance.now() - began - less);
    await new Promise((resolve) => setTimeout(resolve, 350));
  }
  return times;
}"""
