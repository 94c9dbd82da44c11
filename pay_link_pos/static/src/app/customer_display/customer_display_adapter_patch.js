import {CustomerDisplayPosAdapter} from "@point_of_sale/app/customer_display/customer_display_adapter";
import {patch} from "@web/core/utils/patch";

/** The code of the pay link that the customer is looking at. */
export const shownCode = {data: null};

patch(CustomerDisplayPosAdapter.prototype, {
    /** The order may change meanwhile: the code stays on the customer's display. */
    formatOrderData() {
        super.formatOrderData(...arguments);
        if (shownCode.data) {
            this.data.qrPaymentData = shownCode.data;
        }
    },
});
