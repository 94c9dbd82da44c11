from odoo.tests import TransactionCase, tagged

from odoo.addons.pay_link_invoicing.models.pay_link_phone import (
    find_phone,
    has_several_phones,
)
from odoo.addons.pay_link_invoicing.models.pay_link_sms import (
    GSM,
    count_septets,
    fit_sms,
)

URL = "https://payments.oak-and-sons-furniture.example/pay/" + "x" * 32


@tagged("post_install", "-at_install")
class TestPhone(TransactionCase):
    def test_e164(self):
        for text, countries, e164, country in (
            ("0470 12 34 56", ["BE", "FR"], "+32470123456", "BE"),
            ("0470/12.34.56", ["BE"], "+32470123456", "BE"),
            ("+33 6 12 34 56 78", ["BE"], "+33612345678", "FR"),
            ("0033 6 12 34 56 78", ["BE"], "+33612345678", "FR"),
            ("06 12 34 56 78", ["US", "FR"], "+33612345678", "FR"),
            ("(201) 555-0123", [False, "US"], "+12015550123", "US"),
            ("204-234-5678", ["US"], "+12042345678", "CA"),
            ("+44 7400 123456", [], "+447400123456", "GB"),
            ("+44 7911 123456", ["GB"], "+447911123456", "GG"),
        ):
            with self.subTest(text=text):
                phone = find_phone(text, countries)
                self.assertEqual((phone.e164, phone.country_code), (e164, country))

    def test_no_phone(self):
        for text in (False, "", "12", "call me", "+999 123 456", "0470 12 34"):
            with self.subTest(text=text):
                self.assertIsNone(find_phone(text, ["BE"]))

    def test_several(self):
        several = "0470 12 34 56, +32 470 12 34 57"
        self.assertTrue(has_several_phones(several, ["BE"]))
        self.assertTrue(has_several_phones("+32470123456 +32470123457", []))
        self.assertFalse(has_several_phones("0470/12.34.56", ["BE"]))
        self.assertFalse(has_several_phones(False, ["BE"]))


@tagged("post_install", "-at_install")
class TestSegment(TransactionCase):
    def _fit(self, company, document="S00042", amount="1 000,00 €", url=URL):
        text = f"{company} : merci de régler {amount} pour {document} : {url}"
        return fit_sms(text, [company, document], url)

    def assertOneSegment(self, text, url=URL):
        self.assertLessEqual(count_septets(text), 160)
        self.assertLessEqual(set(text), GSM)
        self.assertIn(url, text)

    def test_short_text_stays(self):
        text = self._fit("Chêne & Fils")
        self.assertOneSegment(text)
        self.assertIn("Chene & Fils", text)
        self.assertIn("1 000,00 €", text)
        self.assertIn("régler", text)  # é is in the alphabet of GSM

    def test_long_names_are_cut_and_the_address_is_not(self):
        text = self._fit("Œuvres d’Art Contemporain & Mobilier de Prestige " * 4)
        self.assertOneSegment(text)
        self.assertIn("1 000,00 €", text)
        self.assertIn("S00042", text)

    def test_everything_is_long(self):
        url = "https://" + "long-name." * 9 + "example/pay/" + "x" * 32
        text = self._fit("Bernard " * 20, document="INV/2026/" + "0" * 80, url=url)
        self.assertOneSegment(text, url)

    def test_letters_of_latin_languages(self):
        for name in (
            "Żółć Łódź",
            "Ďáblík",
            "Größe ẞ",
            "Ånge Þór",
            "Çağrı Şen",
            "“Ok” …",
        ):
            with self.subTest(name=name):
                self.assertOneSegment(self._fit(name * 5))

    def test_emoji_costs_no_segment(self):
        text = self._fit("Café ☕🎉")
        self.assertOneSegment(text)
        self.assertIn("Café", text)

    def test_other_scripts_keep_their_letters(self):
        text = fit_sms(f"Дубовый стол: {URL}", ["Дубовый стол"], URL)
        self.assertEqual(text, f"Дубовый стол: {URL}")
