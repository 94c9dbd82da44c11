from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..const import CAPTURE_MODES


class PaymentProvider(models.Model):
    """What a provider offers to pay links, and what links may ask of any provider.

    The hooks below say what a provider without an extension can do; the code of a
    provider overrides them for its own `code`.
    """

    _inherit = "payment.provider"

    pay_link_is_offered = fields.Boolean(
        string="Offered on Pay Links",
        default=True,
        help="Whether customers can pay links with this provider.",
    )
    pay_link_is_default = fields.Boolean(
        string="Default for New Documents",
        compute="_compute_pay_link_is_default",
        inverse="_inverse_pay_link_is_default",
        help="New documents of the company let their pay links accept this provider"
        " only. There is one default provider per company.",
    )
    pay_link_name = fields.Char(
        string="Name on the Page",
        translate=True,
        help="What customers read beside the ways to pay. Empty: only the ways to pay"
        " have names.",
    )
    pay_link_capture_mode = fields.Selection(
        selection=CAPTURE_MODES,
        string="Capture of Pay Links",
        required=True,
        default="provider",
        help="When money that was paid by a link is taken, unless the link says"
        " otherwise.",
    )
    pay_link_amount_min = fields.Monetary(
        string="Smallest Payment by Link",
        currency_field="main_currency_id",
        help="This provider is not offered for smaller payments by link.",
    )
    pay_link_amount_max = fields.Monetary(
        string="Largest Payment by Link",
        currency_field="main_currency_id",
        help="This provider is not offered for larger payments by link. Zero: no"
        " limit.",
    )
    pay_link_is_hosted = fields.Boolean(
        string="Hosted Checkout for Pay Links",
        help="Customers pay on a page of the provider. Otherwise they pay on a form in"
        " the page of the link.",
    )
    pay_link_supports_hosted = fields.Boolean(
        compute="_compute_pay_link_supports_hosted",
        help="Whether pay links can lead to a page of this provider.",
    )

    # === COMPUTE === #

    @api.depends("company_id.pay_link_provider_id")
    def _compute_pay_link_is_default(self):
        for provider in self:
            default = provider.company_id.pay_link_provider_id
            provider.pay_link_is_default = bool(provider) and default == provider

    def _inverse_pay_link_is_default(self):
        for provider in self:
            company = provider.company_id
            if provider.pay_link_is_default:
                company.pay_link_provider_id = provider
            elif company.pay_link_provider_id == provider:
                company.pay_link_provider_id = False

    @api.depends("code")
    def _compute_pay_link_supports_hosted(self):
        for provider in self:
            provider.pay_link_supports_hosted = provider._pay_link_has_hosted_page()

    # === CONSTRAINS === #

    @api.constrains("pay_link_amount_min", "pay_link_amount_max")
    def _check_pay_link_amounts(self):
        for provider in self:
            smallest, largest = (
                provider.pay_link_amount_min,
                provider.pay_link_amount_max,
            )
            compare = provider.main_currency_id.compare_amounts
            if compare(smallest, 0) < 0 or compare(largest, 0) < 0:
                raise ValidationError(
                    self.env._("The limits of payments by link can't be negative.")
                )
            if largest and compare(smallest, largest) > 0:
                raise ValidationError(
                    self.env._("The smallest payment can't be above the largest one.")
                )

    # === OFFER === #

    def _pay_link_filter(self, link, smallest, largest):
        """Keep the providers that take some payment of a link between two amounts.

        :param link: A `pay.link`, or its dialog: it has `company_id`, `currency_id`
                     and `capture_mode`.
        :param float smallest: In the link's currency.
        :param float largest: In the link's currency.
        :rtype: payment.provider
        """
        company, currency = link.company_id, link.currency_id
        today = fields.Date.context_today(self)
        main = company.currency_id
        smallest = currency._convert(smallest, main, company, today)
        largest = currency._convert(largest, main, company, today)
        return self.filtered(
            lambda provider: (
                provider.pay_link_is_offered
                and provider._pay_link_takes(smallest, largest)
                and provider._pay_link_can_capture(link.capture_mode)
            )
        )

    def _pay_link_takes(self, smallest, largest):
        """Return whether the provider takes a payment between two amounts.

        :param float smallest: In the provider's main currency, as `largest`.
        :rtype: bool
        """
        compare = self.main_currency_id.compare_amounts
        maximum = self.pay_link_amount_max
        return compare(self.pay_link_amount_min, largest) <= 0 and (
            not maximum or compare(smallest, maximum) <= 0
        )

    def _pay_link_get_capture_mode(self, capture_mode):
        """Return when money is taken: what the link says, else what the provider says.

        :param str capture_mode: A link's: a key of `CAPTURE_MODES`.
        :return: `automatic`, `manual` or `delivery`.
        :rtype: str
        """
        self.ensure_one()
        for mode in (capture_mode, self.pay_link_capture_mode):
            if mode != "provider":
                return mode
        return "manual" if self.capture_manually else "automatic"

    def _pay_link_can_capture(self, capture_mode):
        """Return whether the provider can capture as a link wants it.

        :param str capture_mode: See `_pay_link_get_capture_mode`.
        :rtype: bool
        """
        is_hold = self._pay_link_get_capture_mode(capture_mode) != "automatic"
        return self._pay_link_can_choose_capture() or self.capture_manually == is_hold

    def _pay_link_offers(self, method, capture_mode):
        """Return whether a payment method can be used as a link wants to capture.

        Odoo looks at this only where the provider is set up to hold all payments.

        :param payment.method method: One of the provider's methods.
        :param str capture_mode: See `_pay_link_get_capture_mode`.
        :rtype: bool
        """
        if self not in method.provider_ids:
            return False
        if not self._pay_link_can_choose_capture():
            return True
        is_hold = self._pay_link_get_capture_mode(capture_mode) != "automatic"
        primary = method.primary_payment_method_id or method
        return not is_hold or primary.support_manual_capture != "none"

    def _pay_link_uses_hosted_page(self):
        """Return whether customers of links pay on a page of the provider.

        :rtype: bool
        """
        self.ensure_one()
        return self.pay_link_is_hosted and self._pay_link_has_hosted_page()

    # === HOOKS === #

    def _pay_link_has_hosted_page(self):
        """Return whether links can lead to a page of the provider.

        :rtype: bool
        """
        return False

    def _pay_link_get_form_targets(self):
        """Return where the page of a link may lead by its form, for its CSP.

        :return: Sources of the directive `form-action`, beside the page's own.
        :rtype: str
        """
        return ""

    def _pay_link_can_choose_capture(self):
        """Return whether each payment can be captured at once or later, as it likes.

        Otherwise all payments are captured as the provider is set up.

        :rtype: bool
        """
        return False

    def _pay_link_can_capture_in_parts(self, tx):
        """Return whether a hold can be captured several times.

        Where it can't, the provider releases the rest with the first capture.

        :param payment.transaction tx: The hold.
        :rtype: bool
        """
        return self.support_manual_capture == "partial"

    def _pay_link_get_checkout_url(self, tx):
        """Return the provider's page where an open attempt is paid.

        The page is made, or the one that is open already is given again. Called after
        the attempt was committed, with no lock on the link.

        :param payment.transaction tx: An open attempt.
        :return: An address, or None where the provider has no such page.
        :rtype: str | None
        :raise ValidationError: If the provider refuses, with a text for the customer.
        """
        return None

    def _pay_link_can_be_asked(self):
        """Return whether `_pay_link_fetch_status` gets answers from this provider.

        :rtype: bool
        """
        return False

    def _pay_link_fetch_status(self, tx):
        """Ask the provider what became of a transaction, and take it over.

        What was done at the provider beside Odoo is taken over too: captures, refunds.
        The answer goes through `_process`; so repeated answers change nothing.

        :param payment.transaction tx: An attempt, a capture, a void or a refund.
        :return: Whether the provider answered; False where it can't be asked.
        :rtype: bool
        """
        return False

    def _pay_link_close_attempt(self, tx):
        """Make an open attempt unpayable; take over what became of it meanwhile.

        :param payment.transaction tx: An open attempt.
        :return: Whether nobody can be charged by it any more, as far as we can know:
                 False where the provider should have answered and did not.
        :rtype: bool
        """
        return True

    def _pay_link_get_capture_deadline(self, tx):
        """Return until when a hold can be captured.

        :param payment.transaction tx: The hold.
        :rtype: datetime.datetime
        """
        days = self.company_id.pay_link_hold_days
        return (tx.last_state_change or tx.create_date) + timedelta(days=days)
