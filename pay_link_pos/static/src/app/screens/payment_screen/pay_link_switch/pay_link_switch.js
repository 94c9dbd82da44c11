import {Component, useState} from "@odoo/owl";
import {patch} from "@web/core/utils/patch";
import {useAutofocus} from "@web/core/utils/hooks";
import {usePos} from "@point_of_sale/app/hooks/pos_hook";
import {PaymentScreen} from "@point_of_sale/app/screens/payment_screen/payment_screen";

/**
 * The switch below the payment lines that asks the server to send a receipt with a pay
 * link for what is put on the customer's account.
 */
export class PayLinkSwitch extends Component {
    static template = "pay_link_pos.PayLinkSwitch";
    static props = {order: Object};

    setup() {
        this.pos = usePos();
        this.state = useState({editing: ""}); // the field whose address is typed
        useAutofocus({refName: "address"});
    }

    get wish() {
        return this.props.order.payLinkWish;
    }

    /** The field that needs another address, or the one that is being edited. */
    get field() {
        if (!this.wish.isOn || !this.props.order.partner_id) {
            return "";
        }
        if (this.wish.emailProblem) {
            return "email";
        }
        return this.state.editing || (this.wish.phoneProblem ? "phone" : "");
    }

    async toggle() {
        const {order} = this.props;
        order.pay_link_wanted = !this.wish.isOn;
        this.state.editing = "";
        if (order.pay_link_wanted && !order.partner_id) {
            await this.pos.selectPartner(order);
        }
    }

    toggleSms() {
        this.props.order.pay_link_by_sms = !this.wish.isBySms;
        this.state.editing = "";
    }

    edit(field) {
        this.state.editing = field;
    }

    onInput(field, ev) {
        this.state.editing = field; // it stays open when what is typed becomes valid
        this.props.order[`pay_link_${field}`] = ev.target.value;
    }

    onKeydown(ev) {
        if (ev.key === "Enter") {
            this.close();
        }
    }

    close() {
        this.state.editing = "";
    }
}

patch(PaymentScreen, {
    components: {...PaymentScreen.components, PayLinkSwitch},
});
