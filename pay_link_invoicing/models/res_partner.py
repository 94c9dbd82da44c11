from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    """A customer's account is a document: its open items are paid by one link.

    Which items, says the link (`pay.link.item_ids`); before there is one, the context
    of the customer, which `_pay_link_for_values` sets.
    """

    _name = "res.partner"
    _inherit = ["res.partner", "pay.link.mixin"]

    # Customers are shared: who looks for them by links finds those they may see.
    pay_link_ids = fields.One2many(bypass_search_access=False)
    pay_link_has_open_items = fields.Boolean(
        compute="_compute_pay_link_has_open_items",
        help="Whether a pay link can ask for something on the account.",
    )

    # === COMPUTE === #

    @api.depends_context("uid", "company")
    def _compute_pay_link_has_open_items(self):
        items, owing = self.env["account.move.line"], self.browse()
        if items.has_access("read"):
            domain = self._pay_link_get_items_domain(self.commercial_partner_id)
            groups = items._read_group(domain, ["partner_id"])
            owing = self.union(*(partner for (partner,) in groups))
            owing = owing.commercial_partner_id
        for partner in self:
            partner.pay_link_has_open_items = (
                partner.commercial_partner_id._origin in owing
            )

    # === PAY LINK HOOKS === #

    def _pay_link_for_values(self, vals):
        """Return the customer with the chosen items, or with all that the user sees."""
        self.ensure_one()
        items = self.env["pay.link"]._browse_items(vals.get("item_ids"))
        if not items:
            items = self._pay_link_search_items()._pay_link_pick(self)
        items.check_access("read")
        partner = self.with_context(pay_link_item_ids=items.ids, pay_link_id=False)
        if company := items.company_id:
            partner = partner.with_company(company[:1])
        return partner

    def _pay_link_for_link(self, link):
        return self.with_company(link.company_id).with_context(pay_link_id=link.id)

    def _pay_link_check_access(self):
        """Who sees a customer and its open items may ask for the money."""
        self.check_access("read")

    def _pay_link_get_name(self):
        partner = self.with_context(lang=self.lang or self.env.lang)  # it reads it
        return partner.env._("Account of %s", partner.name or partner.display_name)

    def _pay_link_get_type_name(self):
        return ""

    def _pay_link_get_amounts(self):
        """Owed is what the chosen items leave open, less money that no item shows.

        The total is what they left open when the link was made.
        """
        self.ensure_one()
        items_sudo, link_sudo = self._pay_link_get_items(), self._pay_link_get_link()
        currency = items_sudo._pay_link_get_currency() or self.env.company.currency_id
        owed = sum(items_sudo._pay_link_filter_open().mapped(_residual))
        paid_beside = self._pay_link_get_amount_beside(items_sudo, link_sudo)
        asked = (link_sudo.item_amounts or {}).values()
        total = sum(asked) if link_sudo else owed
        due = max(0.0, currency.round(owed - paid_beside))
        return {
            "currency": currency,
            "amount_total": currency.round(total),
            "amount_paid": currency.round(total - owed + paid_beside),
            "amount_due": due,
            "amount_min": min(due, currency.rounding),
        }

    def _pay_link_get_amount_beside(self, items_sudo, link_sudo):
        """Return the money of links that the items don't show as paid yet.

        Of other accounts' links for the same items, and for the items' own documents.

        :param account.move.line items_sudo: The chosen items.
        :param pay.link link_sudo: The link that chose them, or none.
        :return: In the currency of the items.
        :rtype: float
        """
        own = link_sudo.transaction_ids
        others = (
            self.sudo()
            .pay_link_ids.filtered(  # amounts only
                lambda link: link != link_sudo and link.item_ids & items_sudo
            )
            .transaction_ids
        )
        documents = items_sudo.move_id.transaction_ids
        documents |= documents.child_transaction_ids
        # an order's money is for its own items, no matter how much it is
        theirs = items_sudo.filtered("move_id.transaction_ids")._pay_link_filter_open()
        unbooked = min(
            (documents - others)._get_amount_unbooked(), sum(theirs.mapped(_residual))
        )
        unbooked += others._get_amount_unbooked()
        return own._get_amount_unreconciled() + unbooked

    def _pay_link_prepare_values(self):
        self.ensure_one()
        items_sudo = self._pay_link_get_items()
        currency = items_sudo._pay_link_get_currency() or self.env.company.currency_id
        payer = self.browse(self.address_get(["invoice"])["invoice"]) or self
        return {
            "partner_id": self.id,
            "company_id": self.env.company.id,
            "currency_id": currency.id,
            "email": payer.email or self.email,
            "phone": payer.phone or self.phone,
            "user_id": self.env.user.id,
            "allow_partial": self.env.company.sudo().pay_link_allow_partial,
            "item_ids": [Command.set(items_sudo.ids)],
            "item_amounts": {
                str(item.id): item.amount_residual_currency for item in items_sudo
            },
        }

    @api.model
    def _pay_link_prepare_terms(self):
        return {}  # a customer can be of all companies: the terms are the link's

    def _pay_link_prepare_transaction_values(self, amount):
        return {}  # no invoice: Odoo would match the money with all of its lines

    def _pay_link_prepare_payment_values(self, transaction):
        items_sudo = self._pay_link_get_items()
        return {"destination_account_id": items_sudo.account_id[:1].id}

    def _pay_link_get_lines(self):
        self.ensure_one()
        asked = self._pay_link_get_link().item_amounts or {}
        return [
            {
                "name": item._pay_link_describe(),
                "quantity": "",
                "amount": asked.get(str(item.id), item.amount_residual_currency),
            }
            for item in self._pay_link_get_items()._pay_link_sorted()
        ]

    def _pay_link_get_report(self):
        return "pay_link_invoicing.action_report_open_items"

    def _pay_link_get_due_date(self):
        debts_sudo = self._pay_link_get_items()._pay_link_filter_open()
        debts_sudo = debts_sudo.filtered(lambda i: i.amount_residual_currency > 0)
        days = [item.date_maturity or item.date for item in debts_sudo]
        return min(days, default=None)

    def _pay_link_check(self):
        self.ensure_one()
        if self != self.commercial_partner_id:
            raise UserError(
                self.env._(
                    "The account is kept for %s: send the pay link from there.",
                    self.commercial_partner_id.display_name,
                )
            )
        self._pay_link_get_items()._pay_link_check_items(self)
        return super()._pay_link_check()

    def _pay_link_describe_effects(self, amount):
        self.ensure_one()
        effects = super()._pay_link_describe_effects(amount)
        amounts = self._pay_link_get_amounts()
        currency = amounts["currency"]
        rest = currency.round(amounts["amount_due"] - amount)
        if currency.compare_amounts(rest, 0) <= 0:
            effects.append(self.env._("The payment will settle the chosen items."))
        else:
            effects.append(
                self.env._(
                    "The payment will settle the chosen items, oldest first: %s will"
                    " still be due.",
                    currency.format(rest),
                )
            )
        return effects

    def _pay_link_settle(self, transaction):
        """Match the items with each other, then with the money, oldest first."""
        res = super()._pay_link_settle(transaction)
        link_sudo = self._pay_link_get_link().sudo()  # part of the booking
        items_sudo = link_sudo.item_ids._pay_link_filter_open()
        items_sudo._pay_link_match_with(
            link_sudo.transaction_ids._get_receivable_lines()
        )
        return res

    # === ITEMS === #

    def _pay_link_get_link(self):
        """Return the link that sees this customer, as sudo, or none.

        :rtype: pay.link
        """
        link_id = self.env.context.get("pay_link_id")
        links_sudo = self.env["pay.link"].sudo()  # amounts of its own customer
        return links_sudo.browse(link_id or ()).filtered(
            lambda link: link.res_model == self._name and link.res_id in self.ids
        )

    def _pay_link_get_items(self):
        """Return the items to pay, as sudo: chosen by the link or by the user.

        :rtype: account.move.line
        """
        self.ensure_one()
        if link_sudo := self._pay_link_get_link():
            return link_sudo.item_ids
        chosen = self.env.context.get("pay_link_item_ids")
        items_sudo = self.env["account.move.line"].sudo()  # rights: when chosen
        if chosen is not None:
            return items_sudo.browse(chosen)
        return self.sudo()._pay_link_search_items()._pay_link_pick(self)

    def _pay_link_search_items(self):
        """Return the open items of the account in this company that the user sees.

        :rtype: account.move.line
        """
        self.ensure_one()
        items = self.env["account.move.line"]
        if not items.has_access("read"):
            return items
        found = items.search(self._pay_link_get_items_domain(self))
        return found._pay_link_filter_open()

    @api.model
    def _pay_link_get_items_domain(self, customers):
        """Return the domain of the open items of these customers in this company.

        :param res.partner customers: Commercial partners.
        :rtype: list
        """
        return [
            ("company_id", "=", self.env.company.id),
            ("partner_id.commercial_partner_id", "in", customers._origin.ids),
            ("parent_state", "=", "posted"),
            ("account_type", "=", "asset_receivable"),
            ("account_id.non_trade", "=", False),
            ("reconciled", "=", False),
        ]

    def action_send_pay_link(self):
        """Open the list of open items, from which the user chooses."""
        self.ensure_one()
        customer = self.commercial_partner_id
        customer._pay_link_check_access()
        if not customer._pay_link_search_items():
            raise UserError(self.env._("%s has no open items.", customer.display_name))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open items of %s", customer.display_name),
            "res_model": "pay.link.items",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_partner_id": customer.id},
        }


def _residual(item):
    return item.amount_residual_currency
