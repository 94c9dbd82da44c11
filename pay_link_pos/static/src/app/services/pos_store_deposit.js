import {AlertDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {PosStore} from "@point_of_sale/app/services/pos_store";
import {_t} from "@web/core/l10n/translation";
import {cancelWithDeposit} from "@pay_link_pos/app/utils/deposit";
import {patch} from "@web/core/utils/patch";

patch(PosStore.prototype, {
    /** Who has paid a deposit stays the customer. */
    setPartnerToCurrentOrder(partner) {
        const order = this.getOrder();
        if (order.payLinkDeposits.length && partner?.id !== order.partner_id?.id) {
            this.dialog.add(AlertDialog, {
                title: _t("This order has a deposit"),
                body: _t("It was paid by %s.", order.getPartnerName()),
            });
            return;
        }
        super.setPartnerToCurrentOrder(partner);
    },
    /** Restaurants merge orders: the one that goes must not take money with it. */
    async mergeOrders(source, destination) {
        if (!source.isPayLinkAwaited) {
            return super.mergeOrders(...arguments);
        }
        const message = _t(
            "%s has a deposit, or waits for one. Move the other order to it instead.",
            source.pos_reference
        );
        this.notification.add(message, {type: "warning", sticky: true});
        return destination;
    },
    async onDeleteOrder(order) {
        const answer = await cancelWithDeposit(this, order);
        return answer === undefined ? super.onDeleteOrder(order) : answer;
    },
});
