from odoo.tests import Form

from .common import SellerCommon


class DialogCommon(SellerCommon):
    def _open_form(self, action, user=None):
        wizards = self.env[action["res_model"]].with_user(user or self.seller)
        return Form(wizards.with_context(**action["context"]))

    def _open(self, document=None, user=None, **values):
        """The dialog as its form opens and fills it."""
        document = document or self.order
        action = document.with_user(user or self.seller).action_send_pay_link()
        form = self._open_form(action, user)
        for name, value in values.items():
            form[name] = value
        return form.save()
