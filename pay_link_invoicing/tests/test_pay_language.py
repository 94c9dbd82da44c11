from lxml import html

from odoo.tests import tagged
from odoo.tools import mute_logger

from .http_common import PayLinkHttpCommon

CHOICES = "//*[@id='pay_languages']//a"


@tagged("post_install", "-at_install")
class TestPayLanguage(PayLinkHttpCommon):
    """Which language the page speaks, and what the customer's choice changes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in ("fr_FR", "ar_001"):
            cls.env["res.lang"]._activate_lang(code)
        cls.env["ir.module.module"].search(
            [("name", "=", "pay_link_invoicing")]
        )._update_translations(["fr_FR"])
        cls.link.partner_id.lang = "en_US"

    def _choose(self, code, path=""):
        return self._get(path=f"{path}{'&' if '?' in path else '?'}lang={code}")

    def _get_choices(self, response):
        links = html.fromstring(response.text).xpath(CHOICES)
        return {link.get("hreflang"): link.get("href") for link in links}

    def assertSpeaks(self, response, tag):
        page = html.fromstring(response.text)
        self.assertEqual(page.get("lang"), tag)
        self.assertEqual(page.get("dir"), "rtl" if tag.startswith("ar") else "ltr")
        [current] = page.xpath(f"{CHOICES}[@aria-current]")
        self.assertEqual(current.get("lang"), tag)

    # === THE CHOICE === #

    def test_the_page_offers_all_active_languages(self):
        response = self._get()
        self.assertSpeaks(response, "en-US")
        self.assertEqual(set(self._get_choices(response)), {"en-US", "fr-FR", "ar-001"})
        self.assertIn(">Français</a>", response.text)

    def test_one_language_is_no_choice(self):
        self.env["res.lang"].search([("code", "!=", "en_US")]).active = False
        self.assertNotIn("pay_languages", self._get().text)
        self.assertNotIn("pay_languages", self.url_open(f"/pay/{'A' * 32}").text)

    def test_the_choice_holds_for_all_that_follows(self):
        response = self._choose("fr_FR")
        self.assertSpeaks(response, "fr-FR")
        self.assertIn("Payer", response.text)
        self.assertSpeaks(self._get(), "fr-FR")
        self.assertSpeaks(self._get(path="?awaiting=1"), "fr-FR")
        self.assertSpeaks(self._post("/checkout", data={"method": "x"}), "fr-FR")
        with mute_logger("odoo.http"):
            self.assertSpeaks(self.url_open(f"/pay/{'A' * 32}"), "fr-FR")
        self.link._deactivate()
        self.assertSpeaks(self._get(), "fr-FR")
        self.assertSpeaks(self._choose("en_US"), "en-US")
        self.assertSpeaks(self._get(), "en-US")

    def test_the_form_of_a_provider_speaks_it_too(self):
        self._choose("fr_FR")
        response = self._get(path=f"/form?method={self.choice}")
        self.assertSpeaks(response, "fr-FR")
        path = f"{self.link._get_path()}/form?method={self.choice}&lang=ar_001"
        self.assertEqual(self._get_choices(response)["ar-001"], path)

    def test_the_page_goes_from_right_to_left(self):
        self.assertSpeaks(self._choose("ar_001"), "ar-001")

    def test_the_choice_leads_to_the_same_page(self):
        path = self.link._get_path()
        choices = self._get_choices(self._get(path="?awaiting=1&lang=fr_FR"))
        self.assertEqual(choices["en-US"], f"{path}?awaiting=1&lang=en_US")
        refused = self._get_choices(self._post("/checkout", data={"method": "x"}))
        self.assertEqual(refused["en-US"], f"{path}?lang=en_US")
        unknown = self._get_choices(self.url_open(f"/pay/{'A' * 32}"))
        self.assertEqual(unknown["en-US"], "?lang=en_US")

    def test_an_unknown_language_changes_nothing(self):
        for code in ("xx", "de_DE", "../../etc", "", "fr_FR;x"):
            response = self._choose(code)
            self.assertSpeaks(response, "en-US")
            self.assertNotIn("Set-Cookie", response.headers)

    def test_odoos_own_cookie_is_no_choice(self):
        self.opener.cookies.set("frontend_lang", "fr_FR")
        self.assertSpeaks(self._get(), "en-US")

    def test_the_language_of_the_contact_stays(self):
        self._choose("fr_FR")
        self._start()
        self.assertEqual(self.link.partner_id.lang, "en_US")
        self.link.invalidate_recordset()
        self.assertFalse(self.link.first_seen_at)

    def test_the_words_of_a_provider_are_translated_unless_the_shop_chose_them(self):
        self._pay(self.link)
        self.assertIn("Votre paiement a été traité.", self._choose("fr_FR").text)
        self.provider.done_msg = "<p>We bake at once.</p>"
        self.assertIn("We bake at once.", self._get().text)

    # === MESSAGES === #

    def _pay_and_get_receipt(self):
        self.link.email = "ada@example.com"
        self._start()
        attempt = self.link.transaction_ids
        attempt._set_done()
        attempt._post_process()
        sending_sudo = self.link.sudo().sending_ids
        sending_sudo._deliver_receipt()
        return sending_sudo.message_id

    def test_the_receipt_speaks_the_chosen_language(self):
        self._choose("fr_FR")
        receipt = self._pay_and_get_receipt()
        self.assertIn("reçu", receipt.subject.lower())
        self.assertEqual(self.link._get_message_lang(), "en_US", "all else does not")

    def test_without_a_choice_the_receipt_speaks_the_customers_language(self):
        self.assertIn("receipt", self._pay_and_get_receipt().subject)

    def test_a_contact_without_a_language_has_the_companys(self):
        self.link.partner_id.lang = False
        self.env.company.partner_id.lang = "fr_FR"
        self.assertEqual(self.link._get_message_lang(), "fr_FR")
        self.assertSpeaks(self._get(), "fr-FR")
