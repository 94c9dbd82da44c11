import {PosOrder} from "@point_of_sale/app/models/pos_order";
import {patch} from "@web/core/utils/patch";

patch(PosOrder.prototype, {
    get payLinkDeposits() {
        return this.payment_ids.filter((line) => line.isPayLinkDeposit);
    },
    /** Whether a customer has paid this very order in advance, or may do so now. */
    get isPayLinkAwaited() {
        return Boolean(
            this.payLinkDeposits.length ||
            this.pay_link_url ||
            this.pay_link_till_state === "authorized"
        );
    },
    /** What of the deposits the order does not need: credit, and never change. */
    get payLinkSpare() {
        const sum = this.payLinkDeposits.reduce(
            (total, line) => total + line.amount,
            0
        );
        return this.currency.round(Math.max(0, sum - Math.max(0, this.totalDue)));
    },
    get amountPaid() {
        return this.currency.round(super.amountPaid - this.payLinkSpare);
    },
    selectPaymentline(line) {
        return super.selectPaymentline(line?.isPayLinkDeposit ? undefined : line);
    },
    /** An order that has nothing but deposits is still being taken. */
    getScreenData() {
        const deposits = this.payLinkDeposits.length;
        if (!this.finalized && deposits && deposits === this.payment_ids.length) {
            return {name: "ProductScreen"};
        }
        return super.getScreenData();
    },
});
