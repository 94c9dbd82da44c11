import {patch} from "@web/core/utils/patch";
import OrderPaymentValidation from "@point_of_sale/app/utils/order_payment_validation";

patch(OrderPaymentValidation.prototype, {
    async isOrderValid() {
        const {problem} = this.order.payLinkWish;
        if (!problem) {
            return super.isOrderValid(...arguments);
        }
        this.pos.notification.add(problem, {type: "warning"});
        if (this.pos.router.state.current !== "PaymentScreen") {
            this.pos.navigate("PaymentScreen", {orderUuid: this.order.uuid});
        }
        return false;
    },
    async finalizeValidation() {
        this.order.payLinkWish.settle();
        return super.finalizeValidation(...arguments);
    },
    shouldDownloadInvoice() {
        return (
            super.shouldDownloadInvoice(...arguments) &&
            !this.order.payLinkWish.isMailed
        );
    },
});
