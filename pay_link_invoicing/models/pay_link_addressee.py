from odoo import models
from odoo.tools import email_normalize, email_normalize_all, single_email_re

from .pay_link_phone import find_phone, has_several_phones


class PayLinkAddressee(models.AbstractModel):
    """Where a link goes to, and why it can't: shared by the link and its dialog.

    Asks for the fields `partner_id`, `company_id`, `email` and `phone`.
    """

    _name = "pay.link.addressee"
    _description = "Addressee of a Pay Link"

    # === E-MAIL === #

    def _get_email_normalized(self):
        """Return the e-mail address to write to.

        :return: "" unless there is exactly one that is valid.
        :rtype: str
        """
        self.ensure_one()
        email = email_normalize(self.email) or ""
        name, _at, domain = email.rpartition("@")
        name = name if name.isascii() else "x"  # mail servers of today take any script
        probe = f"{name}@{self._encode_domain(domain)}"
        return email if single_email_re.match(probe) else ""

    @staticmethod
    def _encode_domain(domain):
        """Return a domain as mail servers write it, or "" where none could.

        :rtype: str
        """
        try:
            return domain.encode("idna").decode()
        except UnicodeError:  # an empty or overlong label, such as in `a@b..c`
            return ""

    def _get_email_problem(self):
        """Return what is wrong with the e-mail address.

        :rtype: str
        """
        self.ensure_one()
        if self._get_email_normalized():
            return ""
        if not self.email:
            return self.env._("%s has no e-mail address.", self.partner_id.display_name)
        if len(email_normalize_all(self.email)) > 1:
            return self.env._(
                "There are several e-mail addresses in “%s”. Keep one.", self.email
            )
        return self.env._("“%s” is not a valid e-mail address.", self.email)

    # === PHONE === #

    def _get_phone_countries(self):
        """Return the codes of the countries in whose way the number may be written.

        :rtype: list[str]
        """
        self.ensure_one()
        partner, company = self.partner_id, self.company_id
        return [partner.country_id.code, company.country_id.code]

    def _find_phone(self):
        """Return the phone number.

        :rtype: PhoneNumber | None
        """
        return find_phone(self.phone, self._get_phone_countries())

    def _get_phone_problem(self):
        """Return what is wrong with the phone number.

        :rtype: str
        """
        self.ensure_one()
        if not self.phone:
            return self.env._("%s has no phone number.", self.partner_id.display_name)
        if has_several_phones(self.phone, self._get_phone_countries()):
            return self.env._(
                "There are several phone numbers in “%s”. Keep one.", self.phone
            )
        if not self._find_phone():
            return self.env._(
                "“%s” is not a valid phone number. Start it with + and the code of its"
                " country.",
                self.phone,
            )
        return ""

    def _get_sms_countries(self):
        """Return the countries to which SMS may go; none: all.

        :rtype: res.country
        """
        self.ensure_one()
        return self.company_id.pay_link_sms_country_ids

    def _get_sms_problem(self):
        """Return why no SMS can go to the phone number.

        :rtype: str
        """
        if problem := self._get_phone_problem():
            return problem
        allowed = self._get_sms_countries()
        code = self._find_phone().country_code
        if not allowed or code in allowed.mapped("code"):
            return ""
        country = self.env["res.country"].search([("code", "=", code)], limit=1)
        return self.env._(
            "%(phone)s is a number of %(country)s, where the settings allow no SMS.",
            phone=self.phone,
            country=country.name or code or self.env._("no country"),
        )

    def _get_address_problem(self, channel):
        """Return what is wrong with the address that a channel uses.

        :param str channel: A key of `channel` of `pay.link.sending`.
        :rtype: str
        """
        problems = {
            "email": self._get_email_problem,
            "sms": self._get_sms_problem,
            "whatsapp": self._get_phone_problem,
        }
        return problems[channel]() if channel in problems else ""
