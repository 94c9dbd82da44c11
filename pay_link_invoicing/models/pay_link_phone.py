"""Phone numbers, by the library that Odoo uses too."""

import re

import phonenumbers

from odoo.exceptions import UserError

from odoo.addons.phone_validation.tools.phone_validation import phone_parse

_SEPARATORS = re.compile(r"[;,|/\n]|\s+(?=\+)")


class PhoneNumber:
    """A valid phone number.

    :param str text: What somebody typed.
    :param list country_codes: ISO codes of the countries whose national way of writing
                               is tried, the likeliest first.
    :raise ValueError: If it is no phone number.
    """

    def __init__(self, text, country_codes):
        self._number = self._parse(text, country_codes)

    @staticmethod
    def _parse(text, country_codes):
        for code in [*filter(None, country_codes), None]:
            try:
                return phone_parse(text, code)
            except UserError:
                continue
        raise ValueError(text)

    @property
    def e164(self):
        """The number as the whole world dials it, such as +32470123456."""
        return phonenumbers.format_number(
            self._number, phonenumbers.PhoneNumberFormat.E164
        )

    @property
    def digits(self):
        """The number as share addresses write it: without its plus."""
        return self.e164.removeprefix("+")

    @property
    def country_code(self):
        """ISO code of the number's own country, or "" for one that is of none."""
        return phonenumbers.region_code_for_number(self._number) or ""


def find_phone(text, country_codes):
    """Return the phone number in a text.

    :param str|bool text: What somebody typed.
    :param list country_codes: See `PhoneNumber`.
    :return: None if it is not exactly one valid number.
    :rtype: PhoneNumber | None
    """
    try:
        return PhoneNumber(text, country_codes) if text else None
    except ValueError:
        return None


def has_several_phones(text, country_codes):
    """Return whether a text holds more than one phone number.

    :param str|bool text: What somebody typed.
    :param list country_codes: See `PhoneNumber`.
    :rtype: bool
    """
    parts = [part.strip() for part in _SEPARATORS.split(text or "")]
    return sum(bool(find_phone(part, country_codes)) for part in parts) > 1
