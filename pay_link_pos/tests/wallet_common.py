from odoo.fields import Command

from .common import PosPayLinkCommon


class WalletCommon(PosPayLinkCommon):
    """A programme of e-wallets, and the empty wallet of a customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.top_up_product = cls.env["product.product"].create(
            {
                "name": "Top-up",
                "type": "service",
                "lst_price": 50.0,
                "taxes_id": False,
                "available_in_pos": True,
            }
        )
        cls.program = cls._make_program()
        cls.wallet = cls._make_wallet()

    @classmethod
    def _make_program(cls, **values):
        return cls.env["loyalty.program"].create(
            {
                "name": "Shop e-wallet",
                "program_type": "ewallet",
                "applies_on": "future",
                "trigger": "auto",
                "company_id": cls.env.company.id,
                "rule_ids": [
                    Command.create(
                        {
                            "reward_point_amount": 1,
                            "reward_point_mode": "money",
                            "product_ids": [Command.set(cls.top_up_product.ids)],
                        }
                    )
                ],
                "reward_ids": [
                    Command.create(
                        {
                            "reward_type": "discount",
                            "discount_mode": "per_point",
                            "discount": 1,
                            "discount_applicability": "order",
                            "required_points": 1,
                            "description": "E-wallet",
                        }
                    )
                ],
                **values,
            }
        )

    @classmethod
    def _make_wallet(cls, **values):
        return cls.env["loyalty.card"].create(
            {
                "program_id": cls.program.id,
                "partner_id": cls.customer.id,
                "points": 0,
                **values,
            }
        )

    @classmethod
    def _make_tax(cls, amount, included):
        return cls.env["account.tax"].create(
            {
                "name": f"{amount} % {'in' if included else 'ex'}cluded",
                "amount": amount,
                "price_include_override": (
                    "tax_included" if included else "tax_excluded"
                ),
            }
        )

    def _refund_by_link(self, attempt, amount=None):
        """The provider has given money back; Odoo books it."""
        amount = attempt.amount if amount is None else amount
        refund = attempt._create_child_transaction(amount, is_refund=True)
        refund._set_done()
        refund._post_process()
        return refund
