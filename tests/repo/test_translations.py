"""Each language says all of it; `./setup/translations` keeps what is translated."""

import polib
import pytest
from catalogues import find_hidden_texts, find_incomplete, find_misfits
from house import find_addons

from pay_link_setup import catalogues

LANGUAGES = {"el", "fr", "id", "vi"}
TEMPLATE = """
#. module: pay_link_invoicing
#: code:addons/pay_link_invoicing/models/a.py:0
msgid "Pay %(amount)s"
msgstr ""

#. module: pay_link_invoicing
#: code:addons/pay_link_invoicing/models/a.py:0
msgid "Sent"
msgstr ""
"""
TRANSLATED = TEMPLATE.replace(
    '%(amount)s"\nmsgstr ""', '%(amount)s"\nmsgstr "Payer %(amount)s"'
).replace('"Sent"\nmsgstr ""', '"Sent"\nmsgstr "Envoyé"')
CASES = [
    (addon.path, path.name)
    for addon in find_addons().values()
    for path in sorted((addon.path / "i18n").glob("*.po"))
]


@pytest.mark.parametrize(
    ("addon_path", "name"), CASES, ids=[f"{path.name}-{name}" for path, name in CASES]
)
def test_a_language_is_complete(addon_path, name):
    template = addon_path / "i18n" / f"{addon_path.name}.pot"
    path = addon_path / "i18n" / name
    assert find_incomplete(path, template) == []
    assert find_misfits(path) == []


def test_each_addon_has_all_languages(addons):
    for addon in addons.values():
        found = {path.stem for path in (addon.path / "i18n").glob("*.po")}
        assert LANGUAGES <= found, addon.name


def test_the_export_sees_each_text(addons):
    assert [
        place for addon in addons.values() for place in find_hidden_texts(addon)
    ] == []


# === EACH CHECK CAN FAIL === #


@pytest.fixture
def write(tmp_path):
    """Writes a template and a language of an add-on; returns their paths."""

    def _write(language, template=TEMPLATE):
        folder = tmp_path / "pay_link_invoicing" / "i18n"
        folder.mkdir(parents=True, exist_ok=True)
        paths = folder / "fr.po", folder / "pay_link_invoicing.pot"
        for path, text in zip(paths, (language, template), strict=True):
            path.write_text(text, encoding="utf-8")
        return paths

    return _write


def test_a_good_language_has_no_fault(write):
    path, template = write(TRANSLATED)
    assert find_incomplete(path, template) == find_misfits(path) == []


@pytest.mark.parametrize(
    ("old", "new", "state"),
    [
        ('"Envoyé"', '""', "is not translated"),
        ('msgid "Sent"', 'msgid "Send"', "is missing"),
        ('msgid "Sent"', 'msgid "Send"', "is gone"),
        ('msgid "Sent"', '#, fuzzy\nmsgid "Sent"', "is fuzzy"),
        ("\n", '\n#~ msgid "Gone"\n#~ msgstr "Parti"\n\n', "is obsolete"),
    ],
)
def test_an_incomplete_language_is_found(write, old, new, state):
    path, template = write(TRANSLATED.replace(old, new, 1))
    assert any(state in fault for fault in find_incomplete(path, template))


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        ("Pay %(amount)s", "Payer %(montant)s"),
        ("Pay %s", "Payer"),
        ("50 %% of it", "50 % de cela"),
        ("{{ object.name }}: pay", "{{ object.nom }} : payez"),
        ("Pay {}", "Payer"),
        ("<b>Pay</b> now", "<b>Payez maintenant"),
        ('<a href="/my">Pay</a>', '<a href="/mon">Payer</a>'),
    ],
)
def test_a_misfit_is_found(write, text, translation):
    catalogue = polib.POFile()
    catalogue.append(polib.POEntry(msgid=text, msgstr=translation))
    path, _template = write(str(catalogue))
    assert find_misfits(path)


def test_attributes_that_are_read_are_translated(write):
    entry = '\nmsgid "<i title=\\"Sent\\"/>"\nmsgstr "<i title=\\"Envoyé\\"/>"\n'
    path, _template = write(TRANSLATED + entry)
    assert find_misfits(path) == []
    path, _template = write(TRANSLATED + entry.replace("<i", "<b", 1))
    assert find_misfits(path)


def test_a_hidden_text_is_found(plant):
    hidden = "class A:\n    def a(self):\n        return f\"{self.env._('Hidden')}!\"\n"
    addons = plant({"models/a.py": hidden, "models/b.py": "B = f\"{_('Too')}\"\n"})
    assert len(find_hidden_texts(addons["pay_link_invoicing"])) == 2


# === BRINGING A LANGUAGE UP TO DATE === #


def make(write, language, template=TEMPLATE):
    """What the language becomes."""
    path, template_path = write(language, template)
    return dict(catalogues.make(template_path, template))[path]


def test_what_is_current_stays_as_it_is(write):
    current = make(write, TRANSLATED)
    assert make(write, current) == current


def test_a_new_text_is_added_a_gone_one_dropped_a_translation_kept(write):
    changed = TEMPLATE.replace('"Sent"', '"Seen"')
    text = make(write, TRANSLATED, changed)
    known = {entry.msgid: entry.msgstr for entry in polib.pofile(text)}
    assert known == {"Pay %(amount)s": "Payer %(amount)s", "Seen": ""}
    assert "Envoy" not in text


def test_no_date_changes_a_file(write):
    header = 'msgid ""\nmsgstr ""\n"POT-Creation-Date: 2030-01-01 00:00+0000\\n"\n'
    path, template = write(TRANSLATED)
    for text in dict(catalogues.make(template, header + TEMPLATE)).values():
        assert "2030" not in text
    assert path.exists()
