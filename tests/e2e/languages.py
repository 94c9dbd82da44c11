"""Texts of our own that a page still says in English, by what the translations say."""

import re
from pathlib import Path

import polib

REPO = Path(__file__).resolve().parents[2]
ADDONS = ("pay_link_invoicing", "pay_link_pos")
VALUE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\{.*?\}\}|\{\w*\}")
TAG = re.compile(r"<[^>]*>")
# Odoo's own form says what Odoo has translations for.
OF_ODOO = "#o_payment_form"
COLLECT = """(ofOdoo) => {
    const skipped = `script, style, noscript, template, ${ofOdoo}`;
    const walker = document.createTreeWalker(document, NodeFilter.SHOW_TEXT);
    const texts = [document.title];
    while (walker.nextNode()) {
        if (!walker.currentNode.parentElement?.closest(skipped)) {
            texts.push(walker.currentNode.data);
        }
    }
    for (const name of ["title", "alt", "aria-label", "placeholder", "content"]) {
        for (const element of document.querySelectorAll(`[${name}]`)) {
            if (!element.closest(skipped)) {
                texts.push(element.getAttribute(name));
            }
        }
    }
    return texts;
}"""


def activate(shop, *codes):
    """Have the server speak these languages."""
    domain = [("code", "in", codes), ("active", "=", False)]
    context = {"active_test": False}
    if ids := shop.rpc("res.lang", "search", domain, context=context):
        wizard = shop.rpc(
            "base.language.install", "create", {"lang_ids": [(6, 0, ids)]}
        )
        shop.rpc("base.language.install", "lang_install", [wizard])


def to_plain(text):
    """A text as one reads it: each space is the same."""
    return re.sub(r"\s+", " ", text).strip()


def find_english(page, language):
    """Return what the page says in English though there is a translation.

    :param str language: the name of the translations, for example `fr`
    """
    patterns = _read_patterns(language)
    texts = {to_plain(text) for text in page.evaluate(COLLECT, OF_ODOO)}
    return sorted(text for text in texts if text and patterns.fullmatch(text))


def _read_patterns(language):
    parts = set()
    for addon in ADDONS:
        path = REPO / addon / "i18n" / f"{language}.po"
        for entry in polib.pofile(str(path)).translated_entries():
            said = {to_plain(part) for part in TAG.split(entry.msgstr)}
            parts |= {to_plain(part) for part in TAG.split(entry.msgid)} - said
    words = {part for part in parts if re.search(r"[A-Za-z]{2}", VALUE.sub("", part))}
    patterns = (
        ".+?".join(re.escape(piece) for piece in VALUE.split(part)) for part in words
    )
    return re.compile("|".join(sorted(patterns)))
