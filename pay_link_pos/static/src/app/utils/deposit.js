import {ConnectionLostError} from "@web/core/network/rpc";
import {DepositCancelDialog} from "@pay_link_pos/app/components/deposit_cancel_dialog/deposit_cancel_dialog";
import {describeError} from "@pay_link_pos/app/utils/pay_link_api";
import {makeAwaitable} from "@point_of_sale/app/utils/make_awaitable_dialog";

/**
 * Return what the server knows of the money that came by link for an order.
 *
 * @param {object} pos the till's store
 * @param {object} order an order that the server has
 * @returns {Promise<object>} see `pay_link_get_deposit`
 */
export function getDeposit(pos, order) {
    return pos.data.call("pos.order", "pay_link_get_deposit", [[order.id]]);
}

async function cancel(pos, order, decision) {
    const answer = await pos.data.call("pos.order", "pay_link_cancel", [
        [order.id],
        decision,
    ]);
    const options = {type: answer.type, sticky: answer.type === "danger"};
    pos.notification.add(answer.message, options);
    await pos.deleteOrders([order]);
    order.uiState.displayed = false;
    await pos.afterOrderDeletion();
    return true;
}

/**
 * Cancel an order in progress whose customer has paid in advance, or can do so.
 *
 * @param {object} pos the till's store
 * @param {object} order
 * @returns {Promise<boolean|undefined>} whether it is cancelled; undefined if it has
 *  nothing to do with pay links
 */
export async function cancelWithDeposit(pos, order) {
    if (!order.isSynced || !order.getPartner() || order.finalized) {
        return undefined;
    }
    try {
        const deposit = await getDeposit(pos, order);
        if (!(deposit.amount || deposit.held || deposit.has_link)) {
            return undefined;
        }
        const decision = await makeAwaitable(pos.dialog, DepositCancelDialog, {
            ...deposit,
            reference: order.pos_reference,
            customer: order.getPartnerName(),
        });
        return decision ? await cancel(pos, order, decision) : false;
    } catch (error) {
        if (error instanceof ConnectionLostError && !order.payLinkDeposits.length) {
            return undefined;
        }
        pos.notification.add(describeError(error), {type: "warning"});
        return false;
    }
}

/**
 * Put what is given back through the pay link on a refund, as a payment line.
 *
 * @param {object} order a refund in progress
 * @param {object} method the payment method that shows deposits
 * @param {number} amount what can be given back
 * @returns {object} the answer of `addPaymentline`
 */
export function addReturn(order, method, amount) {
    const result = order.addPaymentline(method);
    if (result.status) {
        const part = Math.min(amount, Math.abs(result.data.getAmount()));
        result.data.setAmount(-part);
    }
    return result;
}
