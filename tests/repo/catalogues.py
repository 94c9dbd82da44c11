"""Translations as the checks read them: what is missing, what no longer fits."""

import ast
import re
from collections import Counter

import polib
from house import parse

# What has to be in a translation as it is in the text: values put in, markup.
PARTS = (
    re.compile(r"%\(\w+\)[sdf]|%[sdf]|%%"),
    re.compile(r"\{\{.*?\}\}|\{\w*\}"),
    re.compile(r"</?\w[^>]*>"),
)
# What Odoo translates with the element around it.
TEXT_ATTRIBUTES = re.compile(
    r"\b(title|alt|placeholder|string|help|confirm|aria-label|data-tooltip)"
    r"=(\"[^\"]*\"|'[^']*')"
)


def find_incomplete(path, template):
    """Texts of a template that a language lacks, and what it has beyond them."""
    catalogue = polib.pofile(str(path))
    wanted = {entry.msgid for entry in polib.pofile(str(template))}
    known = {entry.msgid: entry for entry in catalogue if not entry.obsolete}
    states = {
        "is missing": wanted - known.keys(),
        "is gone": known.keys() - wanted,
        "is not translated": {msgid for msgid in known if not known[msgid].msgstr},
        "is fuzzy": {msgid for msgid in known if known[msgid].fuzzy},
        "is obsolete": {entry.msgid for entry in catalogue.obsolete_entries()},
    }
    return [
        f"{path.name}: {msgid!r} {state}"
        for state, msgids in states.items()
        for msgid in sorted(msgids)
    ]


def find_misfits(path):
    """Translations whose values and markup are not those of their text."""
    return [
        f"{path.name}: {entry.msgid!r} is {entry.msgstr!r}"
        for entry in polib.pofile(str(path)).translated_entries()
        if any(
            _count(part, entry.msgid) != _count(part, entry.msgstr) for part in PARTS
        )
    ]


def _count(part, text):
    text = TEXT_ATTRIBUTES.sub(r"\1", text)
    return Counter(re.sub(r"\s+", " ", found) for found in part.findall(text))


def find_hidden_texts(addon):
    """Texts inside of f-strings: not every Python lets the export see them."""
    return [
        addon.where(path, call.lineno)
        for path in addon.files(".py", tests=False)
        for outer in ast.walk(parse(path))
        if isinstance(outer, ast.JoinedStr)
        for call in ast.walk(outer)
        if isinstance(call, ast.Call)
        and getattr(call.func, "attr", getattr(call.func, "id", "")) == "_"
    ]
