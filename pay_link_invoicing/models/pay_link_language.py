from odoo import api, fields, models
from odoo.tools import py_to_js_locale


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    pay_link_lang = fields.Char(
        string="Language of the Page",
        readonly=True,
        help="Which language the customer chose on the page. The receipt speaks it.",
    )


class PayLink(models.Model):
    """Which language the page and the messages speak.

    It is the customer's. On the page they can choose another: that holds for their
    browser and for the receipt of what they pay, and changes nothing of the contact,
    which the seller keeps.
    """

    _inherit = "pay.link"

    def _in_customer_language(self):
        """Return the link in the language, time zone and company of its page.

        A language that was chosen on the page is in the context, as `pay_link_lang`.

        :rtype: pay.link
        """
        self.ensure_one()
        partner = self.partner_id
        languages = self.env["res.lang"]
        known = (
            languages._get_data(code=self.env.context.get("pay_link_lang"))
            or languages._get_data(code=partner.lang)
            or languages._get_data(code=self.company_id.partner_id.lang)
        )
        return self.with_context(
            lang=known.code or self.env.lang or languages.get_installed()[0][0],
            tz=partner.tz or self.env.context.get("tz") or "UTC",
            allowed_company_ids=self.company_id.ids,
        )

    def _get_message_lang(self):
        """Return the language of a message to the customer.

        :return: Of a receipt, the one in which the customer paid.
        :rtype: str
        """
        chosen = self._get_receipt().pay_link_lang
        return self.with_context(pay_link_lang=chosen)._in_customer_language().env.lang

    def _get_message_direction(self):
        """Return the writing direction of a message to the customer.

        :return: "ltr" or "rtl".
        :rtype: str
        """
        return self.env["res.lang"]._get_data(code=self._get_message_lang()).direction

    @api.model
    def _prepare_page_language(self):
        """Return language and direction of the page, and the languages it could have.

        :return: `html_lang`, `html_dir`, `languages`; these in their own words, none
                 where there is no choice.
        :rtype: dict
        """
        languages = self.env["res.lang"]
        current = languages._get_data(code=self.env.lang)
        choices = [
            {
                "code": code,
                "tag": py_to_js_locale(code),
                "name": name.split(" / ")[-1],
                "is_current": code == current.code,
            }
            for code, name in languages.get_installed()
        ]
        return {
            "html_lang": py_to_js_locale(current.code or "en"),
            "html_dir": current.direction or "ltr",
            "languages": choices if len(choices) > 1 else [],
        }
