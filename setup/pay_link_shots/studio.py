"""A browser that takes small, quiet pictures of a running Odoo."""

import io

from PIL import Image
from seller import Seller

from pay_link_setup import cache

SCREEN = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
WAIT_MS = 180_000
SETTLE_MS = 1200  # pictures and fonts are there, and nothing moves any more
COLORS = 256
BYTES_MAX = 150_000
ADDRESS = "https://pay.lantern-oak.example.com"
# Nothing that comes and goes.
QUIET = """
    *, *::before, *::after { animation: none !important; transition: none !important;
        caret-color: transparent !important; }
    .o_notification_manager, .o-mail-ChatHub, .o_debug_manager { display: none !important; }
"""


class Studio:
    """Pages of one server, by who looks at them."""

    def __init__(self, server, browser):
        self.server = server
        self.browser = browser
        self.rpc = server.rpc
        self.pages = {}
        for key, value in (("web.base.url.freeze", "True"), ("web.base.url", ADDRESS)):
            self.rpc("ir.config_parameter", "set_param", key, value)

    def page(self, login=None, viewport=SCREEN):
        """A page of somebody, logged in if need be; the same one each time."""
        key = (login, viewport["width"])
        if key not in self.pages:
            context = self.browser.new_context(viewport=viewport, locale="en-US", bypass_csp=True)
            context.set_default_timeout(WAIT_MS)
            page = self.pages[key] = context.new_page()
            if login:
                self._log_in(page, login)
        return self.pages[key]

    def _log_in(self, page, login):
        if login == "customer":
            page.goto(f"{self.server.url}/web/login?redirect=/my")
            page.locator("input[name=login]").fill(login)
            page.locator("input[name=password]").fill(login)
            page.locator(".oe_login_form button[type=submit]").click()
            page.wait_for_url("**/my**")
        else:
            Seller(page, self.server.url).log_in(login, login)

    def find(self, model, *domain, order="id desc"):
        """The id of the newest record that fits."""
        found = self.rpc(model, "search", list(domain), limit=1, order=order)
        if not found:
            raise LookupError(f"the demo has no {model} with {domain}: ./setup/demo --reset")
        return found[0]

    def keep(self, page, addon, name):
        """Take the picture, make it small, and put it where the readme looks for it."""
        page.add_style_tag(content=QUIET)
        page.mouse.move(2, 2)
        page.wait_for_timeout(SETTLE_MS)
        data = _compress(page.screenshot())
        path = cache.REPO / addon / "static" / "description" / f"{name}.png"
        path.write_bytes(data)
        print(f"{path.relative_to(cache.REPO)}  {len(data) // 1000} kB", flush=True)
        if len(data) > BYTES_MAX:
            raise ValueError(f"{path.name} is too large")


def _compress(data):
    """A picture as it is, where that is small enough; with photos in it, with fewer colours."""
    image = Image.open(io.BytesIO(data)).convert("RGB")
    data = _encode(image)
    if len(data) <= BYTES_MAX:
        return data
    few = {"colors": COLORS, "method": Image.Quantize.MAXCOVERAGE, "kmeans": 3}
    return _encode(image.quantize(**few, dither=Image.Dither.NONE))


def _encode(image):
    data = io.BytesIO()
    image.save(data, "PNG", optimize=True)
    return data.getvalue()
