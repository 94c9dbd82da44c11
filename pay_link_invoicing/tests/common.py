from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.account_payment.tests.common import AccountPaymentCommon


class PayLinkCommon(AccountPaymentCommon):
    """A company with a chart of accounts, a provider that books, an order, an invoice.

    The order and the invoice are of 1,000.00 in the company's currency, without taxes.
    """

    @classmethod
    def get_default_groups(cls):
        return super().get_default_groups() | cls.quick_ref(
            "sales_team.group_sale_manager"
        )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.currency = cls.env.company.currency_id
        cls.provider.journal_id.inbound_payment_method_line_ids.filtered(
            lambda line: line.payment_provider_id == cls.provider
        ).payment_account_id = cls.inbound_payment_method_line.payment_account_id
        cls.env["ir.config_parameter"].sudo().set_param(
            "sale.automatic_invoice", "True"
        )
        cls.env.company.portal_confirmation_sign = False
        cls.product = cls.env["product.product"].create(
            {"name": "Oak table", "list_price": 500.0, "taxes_id": False}
        )
        cls.order = cls._make_order()

    @classmethod
    def _make_order(cls, **values):
        return cls.env["sale.order"].create(
            {
                "partner_id": cls.partner.id,
                "require_payment": False,
                "order_line": [
                    Command.create({"product_id": cls.product.id, "product_uom_qty": 2})
                ],
                **values,
            }
        )

    @classmethod
    def _make_invoice(cls, post=True, **values):
        invoice = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": cls.partner.id,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": cls.product.id,
                            "quantity": 2,
                            "price_unit": 500.0,
                            "tax_ids": False,
                        }
                    )
                ],
                **values,
            }
        )
        if post:
            invoice.action_post()
        return invoice

    @classmethod
    def _make_link(cls, document, **values):
        return cls.env["pay.link"].create(
            {"res_model": document._name, "res_id": document.id, **values}
        )

    def _make_attempt(self, link, amount=None, **values):
        """A started attempt, as the route makes it."""
        amount = link.amount_due if amount is None else amount
        return self._create_transaction(
            values.pop("flow", "direct"),
            amount=amount,
            currency_id=link.currency_id.id,
            partner_id=link.partner_id.id,
            reference=self.env["payment.transaction"]._compute_reference("none"),
            **link._prepare_attempt_values(amount),
            **values,
        )

    def _pay(self, link, amount=None, **values):
        """An attempt that the provider has confirmed and Odoo has booked."""
        attempt = self._make_attempt(link, amount, **values)
        attempt._set_done()
        attempt._post_process()
        return attempt

    def _use_stripe(self):
        self.provider.write(
            {
                "code": "stripe",
                "stripe_publishable_key": "pk_test",
                "stripe_secret_key": "sk_test",
            }
        )

    def assertAmounts(self, link, *, paid, due):
        link.invalidate_recordset()
        self.assertEqual((link.amount_paid, link.amount_due), (paid, due))


class SellerCommon(PayLinkCommon):
    """A seller with the order, whose customer can be reached by mail and phone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(
            cls.env,
            login="pay_link_seller",
            email="seller@company.example",
            groups="sales_team.group_sale_salesman",
            company_id=cls.env.company.id,
        )
        cls.order.user_id = cls.seller
        cls.partner.write(
            {
                "email": "norbert@customer.example",
                "phone": "0470 12 34 56",
                "country_id": cls.env.ref("base.be").id,
            }
        )
