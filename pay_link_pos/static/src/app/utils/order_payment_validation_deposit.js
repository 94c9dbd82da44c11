import OrderPaymentValidation from "@point_of_sale/app/utils/order_payment_validation";
import {patch} from "@web/core/utils/patch";

/** What is invoiced because of a deposit is handed over where the cashier asks for it. */
patch(OrderPaymentValidation.prototype, {
    async finalizeValidation() {
        this.payLinkInvoiceAsked = this.order.isToInvoice();
        return super.finalizeValidation(...arguments);
    },
    shouldDownloadInvoice() {
        const isAsked = this.payLinkInvoiceAsked || !this.order.payLinkDeposits.length;
        return isAsked && super.shouldDownloadInvoice(...arguments);
    },
});
