"""What sellers and customers do: the verbs of the story."""

from odoo.fields import Command

PHONE = "Mobile Safari on an iPhone"


class Shop:
    """The shop of the story.

    :param dict people: what ``people.move_in`` has made
    :param Clock clock: the time of the story
    """

    def __init__(self, people, clock):
        self.env = people["seller"].env
        self.people = people
        self.customers = people["customers"]
        self.clock = clock
        wanted = [("code", "=", "demo"), ("company_id", "=", self.env.company.id)]
        self.provider = self.env["payment.provider"].sudo().search(wanted, limit=1)
        self.method = self.provider.payment_method_ids[:1]

    def order(self, customer, *lines, **values):
        """A quotation of (product, quantity)."""
        return self.env["sale.order"].create(
            {
                "partner_id": self.customers[customer].id,
                "user_id": self.env.user.id,
                "require_signature": False,
                "order_line": [
                    Command.create({"product_id": self._product(key), "product_uom_qty": quantity})
                    for key, quantity in lines
                ],
                **values,
            }
        )

    def invoice(self, customer, *lines, **values):
        """A posted invoice of (product, quantity)."""
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customers[customer].id,
                "invoice_user_id": self.env.user.id,
                "invoice_line_ids": [
                    Command.create(
                        {"product_id": self._product(key), "quantity": quantity, "tax_ids": []}
                    )
                    for key, quantity in lines
                ],
                **values,
            }
        )
        invoice.action_post()
        return invoice

    def _product(self, key):
        return self.people["products"][key].id

    def link(self, document, channel="email", **values):
        """A link, sent at once; nobody gets anything."""
        link = self.env["pay.link"].create(
            {
                "res_model": document._name,
                "res_id": document.id,
                "user_id": self.env.user.id,
                **values,
            }
        )
        if channel:
            self.send(link, channel)
        return link

    def send(self, link, channel="email", purpose="request"):
        """Note a sending that has arrived."""
        addresses = {"email": link.email, "sms": link.phone, "whatsapp": link.phone}
        return link.sudo().sending_ids.create(
            {
                "link_id": link.id,
                "channel": channel,
                "purpose": purpose,
                "address": addresses.get(channel),
                "user_id": self.env.user.id,
            }
        )

    def bounce(self, link, address, reason):
        """A sending that came back: the seller is asked for another address."""
        link.email = address
        self.send(link)._mark_failed(reason)

    def see(self, link, device=PHONE):
        """The customer opens the page."""
        link.sudo()._mark_seen(user_agent=device)

    def start(self, link, amount=None):
        """The customer chooses how to pay: an attempt without an answer."""
        link_sudo = link.sudo()
        amount = amount or link_sudo.amount_due
        transactions = self.env["payment.transaction"].sudo()
        return transactions.create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.method.id,
                "amount": amount,
                "currency_id": link_sudo.currency_id.id,
                "partner_id": link_sudo.partner_id.id,
                "operation": "online_direct",
                "reference": transactions._compute_reference(
                    "demo", prefix=link_sudo.document_name
                ),
                **link_sudo._prepare_attempt_values(amount),
            }
        )

    def pay(self, link, amount=None):
        """The customer pays; Odoo confirms, invoices and reconciles."""
        self.see(link)
        return self.receive(self.start(link, amount))

    def receive(self, attempt):
        """The provider says that the money has come."""
        attempt._set_done()
        attempt._post_process()
        return attempt

    def refund(self, link, amount=None):
        """The administrator gives money back: sellers may not."""
        admin = self.env.ref("base.user_admin")
        wizard = self.env["pay.link.refund"].with_user(admin).create({"link_id": link.id})
        if amount:
            wizard.amount = amount
        wizard.action_refund()
