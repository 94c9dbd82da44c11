import {patch} from "@web/core/utils/patch";
import {PosOrder} from "@point_of_sale/app/models/pos_order";
import {PayLinkWish} from "@pay_link_pos/app/utils/pay_link_wish";

patch(PosOrder.prototype, {
    get payLinkWish() {
        return new PayLinkWish(this);
    },
    addPaymentline(paymentMethod) {
        const isFirst = !this.payLinkWish.paymentLines.length;
        const result = super.addPaymentline(...arguments);
        if (result.status && isFirst && paymentMethod.type === "pay_later") {
            this.payLinkWish.start();
        }
        return result;
    },
    setPartner(partner) {
        if (partner?.id !== this.partner_id?.id) {
            this.payLinkWish.forgetAddresses();
        }
        return super.setPartner(...arguments);
    },
    isToInvoice() {
        return super.isToInvoice() || this.payLinkWish.isOn;
    },
    canBeValidated() {
        return super.canBeValidated() && !this.payLinkWish.problem;
    },
});
