"""Write the catalogues of ``./setup/translations``. Runs in Odoo's Python, which has polib."""

import argparse
import sys
from pathlib import Path

import polib

# Change with each export and say nothing that git does not know.
DATES = ("POT-Creation-Date", "PO-Revision-Date")
ENCODING = "8bit"


def main():
    """Write what differs from what Odoo exported, or check that nothing does."""
    parser = argparse.ArgumentParser()
    parser.add_argument("exported", nargs="+", type=Path, help="ADD-ON.pot")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    old = [file for path in options.exported for file in _find_old(path)]
    for path, text in old:
        if options.check:
            print(f"{path} is not current: run ./setup/translations", file=sys.stderr)
        else:
            print(f"   {path}", file=sys.stderr)
            path.write_text(text, encoding="utf-8")
    return 1 if options.check and old else 0


def _find_old(exported):
    """Return the files of an add-on that are not what they are to be, with what they are to be."""
    template = Path(exported.stem) / "i18n" / exported.name
    wanted = make(template, exported.read_text(encoding="utf-8"))
    return [
        (path, text)
        for path, text in wanted
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]


def make(path, exported):
    """Return what a template and the languages beside it are to hold.

    :param pathlib.Path path: where the template belongs
    :param str exported: what Odoo exported
    :return: the text of each file, by its path
    """
    template = polib.pofile(exported)
    yield path, _to_text(template)
    for language in sorted(path.parent.glob("*.po")):
        yield (
            language,
            _to_text(merge(polib.pofile(language.read_text(encoding="utf-8")), template)),
        )


def merge(language, template):
    """Return a language with the texts of a template, in its order.

    :param polib.POFile language: translations, some of which may be of texts that are gone
    :param polib.POFile template: the texts there are
    """
    known = {entry.msgid: entry for entry in language if not entry.obsolete}
    merged = _new(template.header, language.metadata)
    for entry in template:
        before = known.get(entry.msgid)
        merged.append(_translate(entry, before) if before else entry)
    return merged


def _translate(entry, before):
    return polib.POEntry(
        msgid=entry.msgid,
        msgstr=before.msgstr,
        comment=entry.comment,
        tcomment=before.tcomment,
        flags=before.flags,
        occurrences=entry.occurrences,
    )


def _new(header, metadata):
    catalogue = polib.POFile()
    catalogue.header = header
    catalogue.metadata = dict(metadata)
    return catalogue


def _to_text(catalogue):
    """Return a catalogue as text that is the same for the same texts."""
    for name in DATES:
        catalogue.metadata.pop(name, None)
    catalogue.metadata["Content-Transfer-Encoding"] = ENCODING
    return f"{catalogue}"


if __name__ == "__main__":
    sys.exit(main())
