import {
    FILTERS,
    getPayLinkStatus,
    hasDeposit,
} from "@pay_link_pos/app/utils/pay_link_status";
import {
    usePayLinkFilter,
    withoutPages,
} from "@pay_link_pos/app/screens/ticket_screen/pay_link_filter";
import {PayLinkButton} from "@pay_link_pos/app/components/pay_link_button/pay_link_button";
import {PayLinkStatus} from "@pay_link_pos/app/components/pay_link_status/pay_link_status";
import {TicketScreen} from "@point_of_sale/app/screens/ticket_screen/ticket_screen";
import {patch} from "@web/core/utils/patch";

Object.assign(TicketScreen.components, {PayLinkButton, PayLinkStatus});

const finished = {
    setup() {
        super.setup(...arguments);
        this.payLinkFilter = usePayLinkFilter(this);
    },
    /** For Odoo, the filters on account are its own one of finished orders. */
    onFilterSelected(selected) {
        this.payLinkFilter.key = selected in FILTERS ? selected : null;
        return super.onFilterSelected(this.payLinkFilter.key ? "SYNCED" : selected);
    },
    getSearchBarConfig() {
        const config = super.getSearchBarConfig();
        const {key} = this.payLinkFilter;
        return key ? {...config, defaultFilter: key} : config;
    },
    getFilteredOrderList() {
        if (!this.payLinkFilter.key) {
            return super.getFilteredOrderList();
        }
        const {page, nbrByPage} = this.state;
        const all = super.getFilteredOrderList.call(withoutPages(this));
        const orders = all.filter((order) => this.payLinkFilter.shows(order));
        return orders.slice((page - 1) * nbrByPage, page * nbrByPage);
    },
};

const texts = {
    _getFilterOptions() {
        const options = super._getFilterOptions();
        if (this.pos.config.pay_link_enabled) {
            Object.entries(FILTERS).forEach((entry) => options.set(...entry));
        }
        return options;
    },
    _computeSyncedOrdersDomain() {
        return [...super._computeSyncedOrdersDomain(), ...this.payLinkFilter.domain];
    },
    /** The status of an order that is followed; Odoo says *Paid* of all others. */
    getPayLinkStatus(order) {
        const isListed = order.finalized ? this.isListedAsFinished(order) : true;
        return isListed ? getPayLinkStatus(order) : null;
    },
    isListedAsFinished(order) {
        return this.state.filter === "SYNCED" || order.getScreenData().name === "";
    },
    getStatus(order) {
        return this.getPayLinkStatus(order)?.text || super.getStatus(order);
    },
    getPayLinkRowClass(order) {
        return hasDeposit(order) ? "pay-link-deposit-row" : "";
    },
};

patch(TicketScreen.prototype, finished);
patch(TicketScreen.prototype, texts);
