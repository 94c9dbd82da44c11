from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.pay_link_invoicing.tests.common import PayLinkCommon
from odoo.addons.point_of_sale.tests.common import CommonPosTest


class PosPayLinkCommon(PayLinkCommon, CommonPosTest):
    """A till with cash, bank and customer account, and a customer.

    The goods cost 100.00 in the company's currency, without taxes.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The PDFs of the invoices are not looked at and take most of the time.
        cls.env = cls.env(context={**cls.env.context, "generate_pdf": False})
        # As shops have it: what customers owe is not what the till's methods hold.
        receivable = cls.company_data["default_account_receivable"]
        methods = cls.cash_payment_method | cls.bank_payment_method
        methods.receivable_account_id = False
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Ada's Bakery",
                "email": "ada@bakery.example.com",
                "phone": "+1 555 0100",
                "property_account_receivable_id": receivable.id,
            }
        )
        cls.receivable = receivable
        cls.goods = cls.env["product.product"].create(
            {
                "name": "Flour",
                "lst_price": 100.0,
                "taxes_id": False,
                "available_in_pos": True,
            }
        )

    @classmethod
    def _sell(cls, account=0.0, cash=0.0, bank=0.0, invoice=True, **values):
        """A sale at the till of one piece that costs what is paid for it."""
        paid = [
            (cls.cash_payment_method, cash),
            (cls.bank_payment_method, bank),
            (cls.credit_payment_method, account),
        ]
        order, _refund = cls.create_backend_pos_order(
            cls,
            {
                "order_data": {
                    "partner_id": cls.customer.id,
                    "to_invoice": invoice,
                    **values,
                },
                "line_data": [
                    {
                        "product_id": cls.goods.id,
                        "qty": 1,
                        "price_unit": account + cash + bank,
                    }
                ],
                "payment_data": [
                    {"payment_method_id": method.id, "amount": amount}
                    for method, amount in paid
                    if amount
                ],
            },
        )
        return order

    @classmethod
    def _refund(cls, order, method, amount, invoice):
        """The goods come back; the money goes back by this method."""
        refund = order._refund()
        refund.to_invoice = invoice
        wizard = cls.env["pos.make.payment"].with_context(active_id=refund.id)
        wizard.create({"payment_method_id": method.id, "amount": -amount}).check()
        return refund

    @classmethod
    def _close_session(cls):
        session = cls.pos_config_usd.current_session_id
        cash = session.order_ids.payment_ids.filtered(
            lambda payment: payment.payment_method_id.type == "cash"
        )
        session.post_closing_cash_details(sum(cash.mapped("amount")))
        session.close_session_from_ui()
        return session

    def _hold(self, link):
        """An attempt whose money the provider holds: the dummy one learns it here."""
        providers = self.env.registry["payment.provider"]
        compute = providers._compute_feature_support_fields

        def support(records):
            compute(records)
            for provider in records.filtered(lambda record: record.code == "none"):
                provider.support_manual_capture = "partial"

        self.patch(providers, "_compute_feature_support_fields", support)
        self.env.invalidate_all()
        attempt = self._make_attempt(link)
        attempt._set_authorized()
        return attempt

    def _get_balance(self):
        """What the books say the customer owes."""
        lines = self.env["account.move.line"].search(
            [
                ("account_id", "=", self.receivable.id),
                ("partner_id", "=", self.customer.id),
                ("parent_state", "=", "posted"),
            ]
        )
        return sum(lines.mapped("balance"))

    def _get_open_lines(self):
        """What is not matched yet on the customer's account."""
        return self.env["account.move.line"].search(
            [
                ("account_id", "=", self.receivable.id),
                ("partner_id", "=", self.customer.id),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
            ]
        )

    def _make_foreign_cashier(self):
        """A cashier of another company only."""
        company = self._create_company(name="Other Shop")
        return new_test_user(
            self.env,
            "foreign_cashier",
            "base.group_user,point_of_sale.group_pos_user",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
