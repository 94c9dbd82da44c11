"""The addresses of the pay page's style and script, which change with their content."""

import functools
import hashlib
from pathlib import Path

ASSETS_PATH = Path(__file__).parent.parent / "static" / "src" / "pay"
FILES = {"css": "pay.css", "js": "pay.js", "icon": "pay.svg"}
ASSETS_URL = "/pay_link_invoicing/static/src/pay"


@functools.cache
def get_asset_urls():
    """Return the addresses, made once: browsers keep what a server never changes.

    :return: `css_url`, `js_url` and `icon_url`.
    :rtype: dict
    """
    return {
        f"{name}_url": f"{ASSETS_URL}/{file}?v={_get_digest(file)}"
        for name, file in FILES.items()
    }


def _get_digest(name):
    return hashlib.sha256((ASSETS_PATH / name).read_bytes()).hexdigest()[:12]
