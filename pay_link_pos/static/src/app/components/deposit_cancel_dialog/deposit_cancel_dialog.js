import {Component} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";
import {describeRefund} from "@pay_link_pos/app/utils/deposit_texts";

/** Asks what becomes of the money when an order with a deposit is cancelled. */
export class DepositCancelDialog extends Component {
    static template = "pay_link_pos.DepositCancelDialog";
    static components = {Dialog};
    static props = {
        amount: Number,
        held: Number,
        has_link: Boolean,
        can_refund: Boolean,
        provider: String,
        reference: String,
        customer: String,
        getPayload: Function,
        close: Function,
    };

    get refundLabel() {
        return describeRefund(this.props, this.env.utils.formatCurrency);
    }

    format(amount) {
        return this.env.utils.formatCurrency(amount);
    }

    decide(decision) {
        this.props.getPayload(decision);
        this.props.close();
    }
}
