from odoo import models


class PayLink(models.Model):
    """An order and its invoice are one debt: the newest link is the one."""

    _inherit = "pay.link"

    def _search_active(self, documents):
        twins = [twin for document in documents for twin in self._get_twins(*document)]
        return super()._search_active([*documents, *twins])

    def _point_to(self, newer):
        documents = {(link.res_model, link.res_id) for link in newer}
        own = self.filtered(lambda link: (link.res_model, link.res_id) in documents)
        res = super(PayLink, own)._point_to(newer)
        for link in self - own:
            twins = self._get_twins(link.res_model, link.res_id)
            link.superseded_by_id = newer.filtered(
                lambda other, twins=twins: (other.res_model, other.res_id) in twins
            )[:1]
        return res

    def _get_twins(self, res_model, res_id):
        """Return the other documents that stand for the same debt.

        :return: (`res_model`, `res_id`) pairs.
        :rtype: list[tuple]
        """
        if res_model == "pos.order":
            order_sudo = self.env["pos.order"].sudo().browse(res_id)  # ids only
            return [
                ("account.move", move_id) for move_id in order_sudo.account_move.ids
            ]
        if res_model == "account.move":
            move_sudo = self.env["account.move"].sudo().browse(res_id)  # ids only
            return [("pos.order", order_id) for order_id in move_sudo.pos_order_ids.ids]
        return []
