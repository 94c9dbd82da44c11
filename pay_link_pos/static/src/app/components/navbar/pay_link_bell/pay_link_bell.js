import {Component, useState} from "@odoo/owl";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {deserializeDateTime} from "@web/core/l10n/dates";
import {useService} from "@web/core/utils/hooks";

const {DateTime} = luxon;

/** Payments by link that came in: how many are unread, and the list of them. */
export class PayLinkBell extends Component {
    static template = "pay_link_pos.PayLinkBell";
    static components = {Dropdown, DropdownItem};
    static props = {};

    setup() {
        this.state = useState(useService("pay_link_news"));
    }

    get countText() {
        return this.state.unread > 99 ? "99+" : String(this.state.unread);
    }

    formatTime(text) {
        const time = deserializeDateTime(text);
        const isToday = time.hasSame(DateTime.now(), "day");
        return time.toLocaleString(
            isToday ? DateTime.TIME_SIMPLE : DateTime.DATETIME_SHORT
        );
    }

    async onSelect(item) {
        if (item.is_unread) {
            await this.state.markRead([item.id]);
        }
        if (item.order_id) {
            await this.state.showSale(item);
        }
    }
}
