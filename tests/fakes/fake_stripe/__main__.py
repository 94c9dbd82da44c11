"""`python -m fake_stripe --port 12111`."""

import argparse

from . import endpoints
from .server import FakeStripe
from .world import PUBLISHABLE_KEY, SECRET_KEY


def main():
    options = _parse()
    server = FakeStripe(
        options.port, seed=options.seed, retry_seconds=options.retry_seconds
    )
    if options.webhook:
        endpoints.make(server.world, options.webhook, ["*"], options.webhook_secret)
    print(f"fake Stripe on {server.url}, {SECRET_KEY}, {PUBLISHABLE_KEY}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


def _parse():
    parser = argparse.ArgumentParser(prog="python -m fake_stripe")
    parser.add_argument("--port", type=int, default=0, help="default: a free one")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--webhook", metavar="URL", help="where events are sent to")
    parser.add_argument("--webhook-secret", metavar="SECRET")
    parser.add_argument(
        "--retry-seconds",
        type=float,
        nargs="*",
        default=(1, 2, 4, 8),
        help="the delays before a webhook is sent again",
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
