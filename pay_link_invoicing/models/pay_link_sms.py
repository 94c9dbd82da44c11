"""SMS: one segment in Latin script, as each further one costs as much again."""

import unicodedata

from odoo import models

SEGMENT_SEPTETS = 160
SHORTEST_NAME_CHARACTERS = 8
# GSM 03.38: one septet each, and those of the extension, which take two
GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENSION = frozenset("^{}\\[~]|€\f")
GSM = GSM_BASIC | GSM_EXTENSION
# Latin letters and signs that don't fall apart into a letter of GSM and an accent
LOOKALIKES = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′´`", "'"),
        **dict.fromkeys("“”„«»″", '"'),
        **dict.fromkeys("–—‐‑−", "-"),
        **dict.fromkeys("\xa0\u202f\u2009\t", " "),
        **dict.fromkeys("\u200b\u200e\u200f\u2060\xad", ""),
        "…": "...",
        "•": "-",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ð": "d",
        "Ð": "D",
        "þ": "th",
        "Þ": "Th",
        "œ": "oe",
        "Œ": "OE",
        "ı": "i",
        "ħ": "h",
        "ẞ": "SS",
        "ŋ": "n",
        "№": "No",
        "₹": "Rs",
        "₺": "TL",
    }
)


def to_gsm(text):
    """Return a Latin text in the letters of GSM, accents dropped where there are none.

    :param str text: Any text; of other scripts, the letters stay.
    :rtype: str
    """
    text = unicodedata.normalize("NFC", text).translate(LOOKALIKES)
    return "".join(char if char in GSM else _strip_accents(char) for char in text)


def _strip_accents(char):
    base = unicodedata.normalize("NFKD", char)
    base = "".join(part for part in base if not unicodedata.combining(part))
    return base if base and all(part in GSM for part in base) else char


def is_foreign(text):
    """Return whether a text has letters that the alphabet of GSM can't tell.

    :rtype: bool
    """
    return any(
        char not in GSM and unicodedata.category(char)[0] in "LM" for char in text
    )


def count_septets(text):
    """Return how much of a segment a text in the alphabet of GSM takes.

    :rtype: int
    """
    return len(text) + sum(char in GSM_EXTENSION for char in text)


def fit_sms(text, names, address):
    """Return a Latin text cut to one segment: names first, the address never.

    :param str text: What the SMS should say.
    :param list names: Parts that still tell something when they are shortened.
    :param str address: The part that must stay whole.
    :return: The text; in another script, which has no room anyway, as it was.
    :rtype: str
    """
    latin = to_gsm(text)
    if is_foreign(latin):
        return text
    text = "".join(char for char in latin if char in GSM)  # no emoji
    for name in map(to_gsm, filter(None, names)):
        excess = count_septets(text) - SEGMENT_SEPTETS
        if excess > 0 and name not in address:
            text = text.replace(name, _shorten(name, excess))
    while count_septets(text) > SEGMENT_SEPTETS and text != address:
        text = _drop_last_of_rest(text, address)
    return text


def _shorten(name, excess):
    kept = max(SHORTEST_NAME_CHARACTERS, len(name) - excess - 1)
    return name if kept + 1 >= len(name) else f"{name[:kept].rstrip()}."


def _drop_last_of_rest(text, address):
    before, found, after = text.rpartition(address)
    if not found:
        return text[:-1]
    return f"{before}{address}{after[:-1]}" if after else f"{before[:-2]} {address}"


class PayLink(models.Model):
    """SMS to the customer."""

    _inherit = "pay.link"

    def _render_sms(self, template):
        """Return the text of an SMS, in the customer's language.

        :param sms.template template: Of this model.
        :rtype: str
        """
        self.ensure_one()
        text = template._render_field("body", self.ids, compute_lang=True)[self.id]
        symbol, code = self.currency_id.symbol or "", self.currency_id.name
        if not GSM.issuperset(to_gsm(symbol)):
            text = text.replace(symbol, code)
        names = [self.company_id.name, self.partner_id.name, self.document_name]
        return fit_sms(text, names, self.url)

    def _post_sms(self, template):
        """Post an SMS to the link's phone number; Odoo's queue sends it at once.

        :param sms.template template: Of this model.
        :rtype: mail.message
        """
        self.ensure_one()
        return self._message_sms(
            self._render_sms(template),
            author_id=(self.user_id or self.env.user).partner_id.id,
            sms_numbers=[self._find_phone().e164],
            put_in_queue=True,
        )
