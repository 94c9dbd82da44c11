import {Component} from "@odoo/owl";
import {askPayLink} from "@pay_link_pos/app/components/pay_link_dialog/pay_link_dialog";
import {canAskPayLink} from "@pay_link_pos/app/utils/pay_link_status";
import {usePos} from "@point_of_sale/app/hooks/pos_hook";
import {useService} from "@web/core/utils/hooks";

/** Asks for the rest of an order; there is nothing to press where nothing is due. */
export class PayLinkButton extends Component {
    static template = "pay_link_pos.PayLinkButton";
    static props = {
        order: {type: [Object, {value: null}], optional: true},
        class: {type: String, optional: true},
    };
    static defaultProps = {class: ""};

    setup() {
        this.pos = usePos();
        this.payLink = useService("pay_link");
    }

    get isShown() {
        return canAskPayLink(this.props.order);
    }

    async onClick() {
        const {id} = this.props.order;
        await askPayLink(this.pos, {resModel: "pos.order", resId: id});
        await this.payLink.reload([id]);
    }
}
