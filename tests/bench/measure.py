"""What a page costs: the server's time and queries, and its weight in a browser."""

import os
import re
import statistics
import time
import urllib.request
from dataclasses import dataclass

REQUESTS = int(os.environ.get("PAY_LINK_BENCH_REQUESTS", "15"))  # after the warm-up
WARM_UP = 5
IDLE_MS = 60_000
LOG_SECONDS = 10

# what Odoo's access log ends with: status - queries, seconds in SQL, seconds beside it
ACCESS = re.compile(r'"GET (\S+) HTTP/[\d.]+" (\d+) - (\d+) ([\d.]+) ([\d.]+)')
LCP = """() => new Promise(resolve => {
    new PerformanceObserver(list => resolve(list.getEntries().at(-1).startTime))
        .observe({type: "largest-contentful-paint", buffered: true});
    setTimeout(() => resolve(null), 3000);
})"""


@dataclass
class Cost:
    """Of one page: medians of warm requests, and one cold visit."""

    name: str
    time_ms: float
    queries: int
    kilobytes: float = 0
    requests: int = 0
    lcp_ms: float = 0


def measure_server(server, paths):
    """Ask for the pages in turn, often; read what the server noted of each.

    In turn, so that whatever else the machine does slows all of them alike.

    :param dict paths: the pages' paths by name
    :return: the medians
    :rtype: list[Cost]
    """
    start = server.log.stat().st_size
    for _number in range(WARM_UP + REQUESTS):
        for path in paths.values():
            with urllib.request.urlopen(server.url + path, timeout=60) as response:
                assert response.status == 200
                response.read()
    count = len(paths)
    notes = _read_notes(server.log, start, (WARM_UP + REQUESTS) * count)
    notes = notes[WARM_UP * count :]
    return [_summarize(name, notes[index::count]) for index, name in enumerate(paths)]


def _summarize(name, notes):
    return Cost(
        name,
        time_ms=statistics.median(seconds for _queries, seconds in notes) * 1000,
        queries=round(statistics.median(queries for queries, _seconds in notes)),
    )


def _read_notes(log, start, count):
    """The queries and seconds of the requests noted since `start`."""
    deadline = time.monotonic() + LOG_SECONDS
    while True:
        with log.open(encoding="utf-8") as lines:
            lines.seek(start)
            found = [ACCESS.search(line) for line in lines]
        notes = [
            (int(match[3]), float(match[4]) + float(match[5]))
            for match in found
            if match
        ]
        if len(notes) >= count or time.monotonic() > deadline:
            assert len(notes) == count, f"{len(notes)} requests noted, {count} made"
            return notes
        time.sleep(0.1)


def measure_browser(chromium, url, cost):
    """Visit a page with an empty cache; add what came over the wire to its cost."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    sizes, requests = [], set()
    session.on(
        "Network.loadingFinished",
        lambda event: sizes.append(event["encodedDataLength"]),
    )
    session.on(
        "Network.requestWillBeSent",
        lambda event: _note_request(event["request"], requests),
    )
    page.goto(url)
    page.wait_for_load_state("networkidle", timeout=IDLE_MS)
    cost.lcp_ms = page.evaluate(LCP) or 0
    cost.kilobytes, cost.requests = sum(sizes) / 1000, len(requests)
    context.close()


def _note_request(request, requests):
    if not request["url"].startswith("data:"):
        requests.add(f"{request['method']} {request['url']}")


def print_table(costs):
    """Print the costs, one page a line; our share of 0.20 is a fifth of its time."""
    print(
        f"\n{'page':<14}{'server ms':>10}{'our share':>10}"
        f"{'SQL':>6}{'kB':>9}{'requests':>10}{'LCP ms':>8}"
    )
    for cost in costs:
        print(
            f"{cost.name:<14}{cost.time_ms:>10.1f}"
            f"{costs[0].time_ms / cost.time_ms:>10.2f}{cost.queries:>6}"
            f"{cost.kilobytes:>9.1f}{cost.requests:>10}{cost.lcp_ms:>8.0f}"
        )
