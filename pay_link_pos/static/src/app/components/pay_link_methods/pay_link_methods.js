import {Component} from "@odoo/owl";

/** The payment methods a pay link accepts, to be switched on and off. */
export class PayLinkMethods extends Component {
    static template = "pay_link_pos.PayLinkMethods";
    static props = {
        methods: {type: Array, element: Object},
        chosenIds: {type: Array, element: Number},
        onToggle: Function,
    };

    isChosen({id}) {
        return this.props.chosenIds.includes(id);
    }
}
