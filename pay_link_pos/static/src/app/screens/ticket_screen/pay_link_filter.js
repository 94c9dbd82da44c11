import {FILTERS} from "@pay_link_pos/app/utils/pay_link_status";
import {useEffect, useState} from "@odoo/owl";
import {useService} from "@web/core/utils/hooks";

/**
 * A filter on top of the list of finished orders: the server searches and counts, the
 * list shows what the till has read. It follows what the server tells of pay links.
 *
 * @param {object} screen the order list
 * @returns {{key: string|null, domain: any[], shows: Function}} reactive
 */
export function usePayLinkFilter(screen) {
    const updates = useState(useService("pay_link"));
    const filter = useState({
        key: null,
        get states() {
            return FILTERS[this.key]?.states || [];
        },
        get domain() {
            return this.key ? [["pay_link_till_state", "in", this.states]] : [];
        },
        shows(order) {
            return this.states.includes(order.pay_link_till_state);
        },
    });
    let seen = updates.version;
    useEffect(
        (version) => {
            if (filter.key && version !== seen) {
                screen.onFilterSelected(filter.key);
            }
            seen = version;
        },
        () => [updates.version]
    );
    return filter;
}

/**
 * The screen as if it showed all orders on one page.
 *
 * @param {object} screen the order list
 * @returns {object} for calling the screen's own methods on
 */
export function withoutPages(screen) {
    const state = {...screen.state, page: 1, nbrByPage: Number.MAX_SAFE_INTEGER};
    return Object.create(screen, {state: {value: state}});
}
