import {PosPayment} from "@point_of_sale/app/models/pos_payment";
import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";

/** A deposit is what the customer paid: the till shows it, and leaves it alone. */
patch(PosPayment.prototype, {
    get isPayLinkDeposit() {
        return Boolean(
            this.payment_method_id?.is_pay_link && !this.pos_order_id?.isRefund
        );
    },
    get payLinkLabel() {
        const name = this.payment_method_id?.name;
        return this.pay_link_is_held ? _t("Held by pay link") : name;
    },
    /** No terminal is to be asked, so the order can be cancelled from the list. */
    isElectronic() {
        return !this.isPayLinkDeposit && super.isElectronic();
    },
    setAmount(value) {
        if (!this.isPayLinkDeposit) {
            super.setAmount(value);
        }
    },
    /** Deleted on this till only, it comes back; on the server, never by a till. */
    delete(opts = {}) {
        if (this.isPayLinkDeposit && opts.backend) {
            return false;
        }
        return super.delete(opts);
    },
});
