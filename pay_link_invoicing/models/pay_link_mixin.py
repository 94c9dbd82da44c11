from odoo import api, fields, models
from odoo.exceptions import UserError


class PayLinkMixin(models.AbstractModel):
    """The plug that makes a document payable by link.

    A payable model inherits this mixin and answers the `_pay_link_…` hooks.
    """

    _name = "pay.link.mixin"
    _description = "Payable by Pay Link"

    pay_link_ids = fields.One2many(
        comodel_name="pay.link",
        inverse_name="res_id",
        domain=lambda self: [("res_model", "=", self._name)],
        bypass_search_access=True,
        copy=False,
    )
    pay_link_count = fields.Integer(compute="_compute_pay_link_count")

    @api.depends("pay_link_ids")
    @api.depends_context("uid")
    def _compute_pay_link_count(self):
        links = self.env["pay.link"]
        if not links.has_access("read"):  # who reads documents need not read links
            self.pay_link_count = 0
            return
        counts = dict(
            links._read_group(
                [("res_model", "=", self._name), ("res_id", "in", self.ids)],
                ["res_id"],
                ["__count"],
            )
        )
        for document in self:
            document.pay_link_count = counts.get(document._origin.id, 0)

    @api.ondelete(at_uninstall=False)
    def _unlink_deactivate_pay_links(self):
        """Nobody can pay for a document that is gone."""
        links_sudo = self.sudo().pay_link_ids  # deleting the document was allowed
        links_sudo.filtered(lambda link: link.state == "active")._deactivate()

    # === HOOKS === #

    def _pay_link_for_values(self, vals):
        """Return the document as a new link with these values is to see it.

        What is paid can be a part of the document that the link chooses: then it goes
        with the document's context to the hooks below.

        Note: `self.ensure_one()`

        :param dict vals: Create values of `pay.link`, or of its dialog.
        :return: The same record, perhaps with another company and context.
        """
        return self

    def _pay_link_for_link(self, link):
        """Return the document as an existing link sees it. See `_pay_link_for_values`.

        Note: `self.ensure_one()`

        :param pay.link link: A link of this document.
        :return: The same record, perhaps with another company and context.
        """
        return self

    def _pay_link_check_access(self):
        """Check that the user may ask for the money of these documents.

        :raise AccessError: If not.
        """
        self.check_access("write")

    def _pay_link_get_name(self):
        """Return what customers know the document by.

        Note: `self.ensure_one()`

        :rtype: str
        """
        return self.display_name

    def _pay_link_get_type_name(self):
        """Return what kind of document this is, or nothing where its name says it.

        Note: `self.ensure_one()`

        :rtype: str
        """
        return self["type_name"] if "type_name" in self._fields else ""

    def _pay_link_get_reference(self):
        """Return what else the customer finds the document by, such as on paper.

        Note: `self.ensure_one()`

        :rtype: str
        """
        return ""

    def _pay_link_get_amounts(self):
        """Return what is owed for the document now.

        Money that is held or received but not booked yet counts as paid.

        Note: `self.ensure_one()`

        :return: `currency` (the document's `res.currency`) and, in that currency, the
                 floats `amount_total`, `amount_paid`, `amount_due` (never negative) and
                 `amount_min`, the smallest amount that one payment may have. Where
                 there is one: `amount_discount`, which `amount_due` leaves off for
                 paying early.
        :rtype: dict
        """
        raise NotImplementedError

    def _pay_link_prepare_values(self):
        """Return the default values of a new link for the document.

        Note: `self.ensure_one()`

        :return: Create values of `pay.link`: `partner_id`, `company_id`, `currency_id`,
                 `email`, `phone`, `user_id`, `expires_at`.
        :rtype: dict
        """
        raise NotImplementedError

    def _pay_link_prepare_transaction_values(self, amount):
        """Return what ties an attempt to the document for Odoo's payment engine.

        Note: `self.ensure_one()`

        :param float amount: The amount of the attempt, in the document's currency.
        :return: Create values of `payment.transaction`, such as `sale_order_ids`.
        :rtype: dict
        """
        raise NotImplementedError

    def _pay_link_prepare_payment_values(self, transaction):
        """Return what the booking of an attempt needs to know beside Odoo's values.

        Note: `self.ensure_one()`

        :param payment.transaction transaction: The attempt, or a refund of one.
        :return: Create values of `account.payment`.
        :rtype: dict
        """
        return {}

    def _pay_link_get_lines(self):
        """Return the lines shown on the pay page and in the mail.

        Note: `self.ensure_one()`

        :return: One dict a line: `name` (str), `quantity` (str, with its unit, or "")
                 and `amount` (float, taxes as the company shows them).
        :rtype: list[dict]
        """
        raise NotImplementedError

    def _pay_link_get_report(self):
        """Return the XML id of the report that prints the document, if there is one.

        :rtype: str
        """
        raise NotImplementedError

    def _pay_link_get_date(self):
        """Return the date that the document bears, if it has one.

        Note: `self.ensure_one()`

        :rtype: datetime.date | None
        """
        return None

    def _pay_link_get_due_date(self):
        """Return the day by which the document is to be paid, if it has one.

        Note: `self.ensure_one()`

        :rtype: datetime.date | None
        """
        return None

    def _pay_link_check(self):
        """Check that a link can be made for the document.

        Note: `self.ensure_one()`

        :raise UserError: If it can't: cancelled, nothing due, another company.
        """
        amounts = self._pay_link_get_amounts()
        if amounts["currency"].compare_amounts(amounts["amount_due"], 0) <= 0:
            raise UserError(
                self.env._("%(document)s: nothing is due.", document=self.display_name)
            )

    def _pay_link_is_open(self):
        """Return whether money for the document is still expected (not cancelled).

        :rtype: bool
        """
        return True

    def _pay_link_settle(self, transaction):
        """Do what Odoo's post-processing does not do by itself. Called once an attempt.

        :param payment.transaction transaction: The confirmed attempt.
        """

    # === ACTIONS === #

    def action_send_pay_link(self):
        """Open the dialog that asks for the money of this document.

        :return: The window action of `pay.link.send`.
        :rtype: dict
        """
        self.ensure_one()
        self._pay_link_check_access()
        self.sudo()._pay_link_check()  # checked above; it reads transactions
        return self._pay_link_prepare_send_action()

    def _pay_link_prepare_send_action(self):
        """Return the window action of the dialog for this document.

        :rtype: dict
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send pay link"),
            "res_model": "pay.link.send",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_res_model": self._name,
                "default_res_id": self.id,
            },
        }

    def action_view_pay_links(self):
        """Open the links of this document.

        :rtype: dict
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pay_link_invoicing.action_pay_link"
        )
        action.update(
            domain=[("res_model", "=", self._name), ("res_id", "=", self.id)],
            context={"create": False},
        )
        if self.pay_link_count == 1:
            action.update(
                views=[(False, "form")], view_mode="form", res_id=self.pay_link_ids.id
            )
        return action

    def _pay_link_get_active(self):
        """Return the link by which the document can be paid now, as sudo.

        For pages that show the document to its customer: the caller has checked access
        to the document itself.

        :rtype: pay.link
        """
        self.ensure_one()
        links_sudo = self.sudo().pay_link_ids  # customers of the document may pay it
        return links_sudo.filtered(lambda link: link._is_payable())[:1]
