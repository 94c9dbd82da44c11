from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class LoyaltyCard(models.Model):
    """An e-wallet is a document: a pay link asks for a top-up of it.

    Nothing is owed for a wallet, so what a link asks is free between the limits. What
    is due of a link that exists is what it still asks.
    """

    _name = "loyalty.card"
    _inherit = ["loyalty.card", "pay.link.mixin"]

    # === PAY LINK HOOKS === #

    def _pay_link_for_values(self, vals):
        return self.with_context(pay_link_id=False)

    def _pay_link_for_link(self, link):
        return self.with_company(link.company_id).with_context(pay_link_id=link.id)

    def _pay_link_get_name(self):
        return self.env._("E-wallet top-up")

    def _pay_link_get_amounts(self):
        self.ensure_one()
        currency = self.program_id.currency_id
        if link_sudo := self._pay_link_get_link():
            total = link_sudo._get_amount_wanted()
            asked = max(0.0, link_sudo._get_amount_asked())
            due = asked if self._pay_link_is_open() else 0.0
            paid = currency.round(total - link_sudo._get_amount_asked())
            smallest = min(due, currency.rounding)
        else:
            smallest, total = self._pay_link_get_company()._pay_link_get_limits(
                currency
            )
            due, paid = total, 0.0
        return {
            "currency": currency,
            "amount_total": total,
            "amount_paid": paid,
            "amount_due": due,
            "amount_min": smallest,
        }

    def _pay_link_get_payments_domain(self):
        return Domain.FALSE  # each top-up is a debt of its own

    def _pay_link_prepare_values(self):
        self.ensure_one()
        company = self._pay_link_get_company()
        return {
            "partner_id": self.partner_id.id,
            "company_id": company.id,
            "currency_id": self.program_id.currency_id.id,
            "email": self.partner_id.email,
            "phone": self.partner_id.phone,
            "user_id": self.env.user.id,
            "allow_partial": company.sudo().pay_link_allow_partial,
        }

    @api.model
    def _pay_link_prepare_terms(self):
        return {}  # a programme can be of all companies: the terms are the link's

    def _pay_link_prepare_transaction_values(self, amount):
        return {}  # the invoice is made when the money is there

    def _pay_link_get_lines(self):
        self.ensure_one()
        name = self.env._("Top-up of your e-wallet")
        if not (link_sudo := self._pay_link_get_link()):
            return []
        amount = link_sudo._get_amount_wanted()
        return [
            {
                "name": f"{name}\n{self.program_id.name}",
                "quantity": "",
                "amount": amount,
            }
        ]

    def _pay_link_get_report(self):
        return ""  # there is nothing to print before the money is there

    def _pay_link_describe_effects(self, amount):
        self.ensure_one()
        currency, points = self.program_id.currency_id, self._pay_link_to_points(amount)
        return [
            *super()._pay_link_describe_effects(amount),
            self.env._(
                "The e-wallet will be credited with %(amount)s and will then hold"
                " %(balance)s.",
                amount=currency.format(points),
                balance=currency.format(self.points + points),
            ),
        ]

    def _pay_link_is_open(self):
        return not self._pay_link_find_problem()

    def _pay_link_check(self):
        self.ensure_one()
        if problem := self._pay_link_find_problem():
            raise UserError(problem)
        return super()._pay_link_check()

    # === WALLET === #

    def _pay_link_get_company(self):
        """Return the company in which a top-up is booked.

        :rtype: res.company
        """
        self.ensure_one()
        return self.program_id.company_id or self.env.company

    def _pay_link_get_link(self):
        """Return the link that sees this wallet, as sudo, or none.

        :rtype: pay.link
        """
        links_sudo = self.env["pay.link"].sudo()  # amounts of its own top-up
        link_sudo = links_sudo.browse(self.env.context.get("pay_link_id") or ())
        return link_sudo.filtered(
            lambda link: link.res_model == self._name and link.res_id in self.ids
        )

    def _pay_link_get_product(self):
        """Return what is sold when a wallet of this programme is topped up.

        :rtype: product.product
        """
        self.ensure_one()
        company = self._pay_link_get_company()
        products_sudo = self.program_id.sudo().trigger_product_ids
        return products_sudo.filtered(
            lambda product: (
                product.active
                and (not product.company_id or product.company_id in company.parent_ids)
            )
        )[:1]

    def _pay_link_get_default_amount(self):
        """Return what a link asks unless told: the price of the top-up product.

        :return: In the programme's currency, within the limits.
        :rtype: float
        """
        self.ensure_one()
        currency, company = self.program_id.currency_id, self._pay_link_get_company()
        product_sudo = self._pay_link_get_product()
        price = product_sudo.currency_id._convert(
            product_sudo.lst_price, currency, company
        )
        amounts = self.with_context(pay_link_id=False)._pay_link_get_amounts()
        return min(max(price, amounts["amount_min"]), amounts["amount_due"])

    def _pay_link_to_points(self, amount):
        """Return what the programme credits for money.

        :param float amount: In the programme's currency.
        :rtype: float
        """
        self.ensure_one()
        return self.program_id.currency_id.round(amount * self._pay_link_get_rate())

    def _pay_link_get_rate(self):
        """Return how many points the programme credits for 1.00.

        :rtype: float
        """
        rules_sudo = self.program_id.sudo().rule_ids.filtered(
            lambda rule: rule.reward_point_mode == "money"
        )
        return sum(rules_sudo.mapped("reward_point_amount")) or 1.0

    def _pay_link_find_problem(self):
        """Return why this card can't be topped up by link.

        :rtype: str | None
        """
        program, customer = self.program_id.sudo(), self.partner_id.sudo()
        today, name = fields.Date.context_today(self), customer.display_name
        if program.program_type != "ewallet":
            return self.env._("%s is no e-wallet: it can't be topped up.", self.code)
        if not customer:
            return self.env._("This e-wallet has no customer.")
        if not customer.active:
            return self.env._("%s is archived.", name)
        if not self.active or (self.expiration_date and self.expiration_date < today):
            return self.env._("The e-wallet of %s can't be used any more.", name)
        starts, ends = program.date_from or today, program.date_to or today
        if not program.active or not starts <= today <= ends:
            return self.env._("%s is not offered at present.", program.name)
        if not self._pay_link_get_product():
            return self.env._(
                "%s has no top-up product: ask a manager to choose one.", program.name
            )
        return None
