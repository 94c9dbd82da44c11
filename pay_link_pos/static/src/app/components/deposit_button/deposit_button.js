import {_t} from "@web/core/l10n/translation";
import {Component} from "@odoo/owl";
import {askPayLink} from "@pay_link_pos/app/components/pay_link_dialog/pay_link_dialog";
import {describeError} from "@pay_link_pos/app/utils/pay_link_api";
import {usePos} from "@point_of_sale/app/hooks/pos_hook";
import {useService} from "@web/core/utils/hooks";

/** Asks for a deposit on the order in progress, which is kept on the server. */
export class DepositButton extends Component {
    static template = "pay_link_pos.DepositButton";
    static props = {
        class: {type: String, optional: true},
        close: {type: Function, optional: true},
    };

    setup() {
        this.pos = usePos();
        this.notification = useService("notification");
    }

    get isShown() {
        const order = this.pos.getOrder();
        return Boolean(this.pos.config.pay_link_enabled && order && !order.isRefund);
    }

    async onClick() {
        const order = this.pos.getOrder();
        if (order.isEmpty()) {
            this.warn(_t("Add what is sold first, then ask for a deposit."));
            return;
        }
        this.props.close?.();
        const partner = order.getPartner() || (await this.pos.selectPartner(order));
        if (partner && (await this.save(order))) {
            await askPayLink(this.pos, {
                resModel: "pos.order",
                resId: order.id,
                title: _t("Deposit"),
            });
        }
    }

    /** The server has to know the order that is paid, as it is now. */
    async save(order) {
        try {
            await this.pos.syncAllOrders({orders: [order], throw: true});
            return order.isSynced;
        } catch (error) {
            this.warn(describeError(error));
            return false;
        }
    }

    warn(message) {
        this.notification.add(message, {type: "warning"});
    }
}
