import {Component} from "@odoo/owl";
import {patch} from "@web/core/utils/patch";
import {generateQRCodeDataUrl} from "@point_of_sale/utils";
import {OrderReceipt} from "@point_of_sale/app/screens/receipt_screen/receipt/order_receipt";

/** The QR code of the pay link on a receipt, as long as something is due. */
export class PayLinkReceiptQr extends Component {
    static template = "pay_link_pos.PayLinkReceiptQr";
    static props = {order: Object};

    get url() {
        const {order} = this.props;
        return order.finalized && order.config.pay_link_by_qr && order.pay_link_url;
    }

    get image() {
        return generateQRCodeDataUrl(this.url);
    }

    get amount() {
        const {payLinkWish: wish, pay_link_till_due: due} = this.props.order;
        return wish.format(due || wish.amount);
    }

    /** Without the server there is no address to show yet. */
    get isAnnounced() {
        const {order} = this.props;
        return order.finalized && !order.isSynced && order.payLinkWish.isOn;
    }
}

patch(OrderReceipt, {
    components: {...OrderReceipt.components, PayLinkReceiptQr},
});
