import {Component, useState} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";
import {usePos} from "@point_of_sale/app/hooks/pos_hook";

/** The open items of a customer's account, to choose what a pay link asks for. */
export class PayLinkItemsDialog extends Component {
    static template = "pay_link_pos.PayLinkItemsDialog";
    static components = {Dialog};
    static props = {
        account: Object,
        getPayload: Function,
        close: Function,
    };

    setup() {
        this.pos = usePos();
        const chosen = this.choosable.map((item) => item.id);
        this.state = useState({chosen: new Set(chosen)});
    }

    get choosable() {
        return this.props.account.items.filter((item) => !item.problem);
    }

    get isEmpty() {
        const {items, pending} = this.props.account;
        return !items.length && !pending.length;
    }

    get total() {
        const chosen = this.choosable.filter((item) => this.state.chosen.has(item.id));
        const total = chosen.reduce((sum, item) => sum + item.amount, 0);
        return this.pos.currency.round(total);
    }

    get areAllChosen() {
        return this.choosable.every((item) => this.state.chosen.has(item.id));
    }

    get canGoOn() {
        return this.pos.currency.comp(this.total, 0) > 0;
    }

    format(amount) {
        return this.env.utils.formatCurrency(amount);
    }

    toggle(item) {
        const {chosen} = this.state;
        if (!chosen.delete(item.id)) {
            chosen.add(item.id);
        }
    }

    toggleAll() {
        const ids = this.areAllChosen ? [] : this.choosable.map((item) => item.id);
        this.state.chosen = new Set(ids);
    }

    chooseOverdue() {
        const overdue = this.choosable.filter(
            (item) => item.is_overdue || item.amount < 0
        );
        this.state.chosen = new Set(overdue.map((item) => item.id));
    }

    confirm() {
        this.props.getPayload([...this.state.chosen]);
        this.props.close();
    }
}
