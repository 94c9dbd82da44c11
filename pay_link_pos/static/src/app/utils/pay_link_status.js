import {_t} from "@web/core/l10n/translation";

export const OPEN_STATES = ["unpaid", "partial", "authorized"];

const LOOKS = {
    unpaid: {text: _t("Unpaid"), color: "danger"},
    partial: {text: _t("Partly Paid"), color: "warning"},
    authorized: {text: _t("Authorized"), color: "info"},
    paid: {text: _t("Paid"), color: "success"},
};

/** The filters of the order list, and what they ask the server for. */
export const FILTERS = {
    ON_ACCOUNT: {text: _t("On Account"), states: [...OPEN_STATES, "paid"]},
    NOT_FULLY_PAID: {text: _t("Not Fully Paid"), states: OPEN_STATES},
};

/**
 * Whether the customer has paid a deposit on an order that is still open.
 *
 * @param {object} order
 * @returns {boolean}
 */
export function hasDeposit(order) {
    return !order.finalized && order.pay_link_deposit > 0;
}

/**
 * How far an order is paid, where that is worth following.
 *
 * @param {object} order
 * @returns {{text: string, color: string, due: number}|null}
 */
export function getPayLinkStatus(order) {
    if (hasDeposit(order)) {
        return {text: _t("Deposit"), color: "warning", deposit: order.pay_link_deposit};
    }
    const look = order.finalized && LOOKS[order.pay_link_till_state];
    return look ? {...look, due: order.pay_link_till_due} : null;
}

/**
 * Whether the cashier can ask for the rest of an order by pay link.
 *
 * @param {object} order
 * @returns {boolean}
 */
export function canAskPayLink(order) {
    return Boolean(
        order?.isSynced &&
        order.finalized &&
        order.config.pay_link_enabled &&
        order.pay_link_till_due > 0
    );
}
