import {Component, onWillStart, useState} from "@odoo/owl";
import {addReturn, getDeposit} from "@pay_link_pos/app/utils/deposit";
import {ConnectionLostError} from "@web/core/network/rpc";
import {describeError} from "@pay_link_pos/app/utils/pay_link_api";
import {describeRefund} from "@pay_link_pos/app/utils/deposit_texts";
import {usePos} from "@point_of_sale/app/hooks/pos_hook";
import {useService} from "@web/core/utils/hooks";

/** On a refund: gives the deposit of the refunded order back through its provider. */
export class DepositReturnButton extends Component {
    static template = "pay_link_pos.DepositReturnButton";
    static props = {order: Object, numberBuffer: Object};

    setup() {
        this.pos = usePos();
        this.notification = useService("notification");
        this.state = useState({amount: 0, provider: "", can_refund: false});
        onWillStart(() => this.load());
    }

    /** Where the till does not know the refunded order, the server never hears of it. */
    get original() {
        return this.props.order.lines[0]?.refunded_orderline_id?.order_id;
    }

    get method() {
        return this.pos.models["pos.payment.method"].find((pm) => pm.is_pay_link);
    }

    get isShown() {
        const isUsed = this.props.order.payment_ids.some(
            (line) => line.payment_method_id.is_pay_link
        );
        return Boolean(
            this.method && this.state.can_refund && this.state.amount && !isUsed
        );
    }

    get label() {
        const due = Math.abs(this.props.order.remainingDue);
        const amount = Math.min(this.state.amount, due);
        return describeRefund({...this.state, amount}, this.env.utils.formatCurrency);
    }

    /** Offline, the deposit can't be given back; the refund by other methods can. */
    async load() {
        if (!this.original?.pay_link_deposit) {
            return;
        }
        try {
            const deposit = await getDeposit(this.pos, this.original);
            Object.assign(this.state, deposit);
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                this.notification.add(describeError(error), {type: "warning"});
            }
        }
    }

    onClick() {
        const result = addReturn(this.props.order, this.method, this.state.amount);
        if (result.status) {
            this.props.numberBuffer.set(result.data.getAmount().toString());
        } else {
            this.notification.add(result.data, {type: "warning"});
        }
    }
}
