import {Component} from "@odoo/owl";
import {getPayLinkStatus} from "@pay_link_pos/app/utils/pay_link_status";

/** How far an order is paid, and what is due beside it. */
export class PayLinkStatus extends Component {
    static template = "pay_link_pos.PayLinkStatus";
    static props = {order: Object};

    get status() {
        return getPayLinkStatus(this.props.order);
    }

    format(amount) {
        return this.env.utils.formatCurrency(amount);
    }
}
