import {callPayLink, describeError} from "@pay_link_pos/app/utils/pay_link_api";
import {Reactive} from "@web/core/utils/reactive";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

const TOAST_MS = 10000;

/** Payments by link that the user asked for: a toast at once, and a list to read. */
export class PayLinkNews extends Reactive {
    constructor(env, {pos, bus_service: bus, notification}) {
        super();
        Object.assign(this, {pos, notification});
        this.unread = pos.config._pay_link_unread || 0;
        this.news = null;
        this.error = "";
        this.isBusy = false;
        this.toasts = [];
        this.shownCount = 0;
        bus.subscribe("pay_link_invoicing/toast", (toast) => this.show(toast));
        bus.subscribe("pay_link_pos/unread", ({unread}) => (this.unread = unread));
    }

    show({title, message, type, res_model: model, res_id: id}) {
        const close = this.notification.add(message, {
            title,
            type: type || "success",
            autocloseDelay: TOAST_MS,
            buttons:
                model === "pos.order"
                    ? [{name: _t("Show the sale"), onClick: () => this.open(id, close)}]
                    : [],
        });
        this.toasts.push(close);
    }

    async open(orderId, close) {
        close();
        await this.showSale({order_id: orderId});
    }

    /** Read the list; what it tells need not stand in front of it. */
    async load() {
        this.toasts.splice(0).forEach((close) => close());
        const answer = await this.call("pay_link_get_news");
        if (answer) {
            Object.assign(this, answer);
        }
    }

    /**
     * Note that news were read.
     *
     * @param {number[]} [ids] which; all of them if none are given
     */
    async markRead(ids = null) {
        const answer = await this.call("pay_link_read_news", ids);
        if (!answer) {
            return;
        }
        this.unread = answer.unread;
        for (const item of this.news || []) {
            item.is_unread = item.is_unread && Boolean(ids) && !ids.includes(item.id);
        }
    }

    /** Show the sale that was paid in the list of orders, where this till has it. */
    async showSale({order_id: orderId}) {
        const {config, data} = this.pos;
        const configIds = [config.id, ...config.raw.trusted_config_ids];
        try {
            const [order] = await data.loadServerOrders([
                ["id", "=", orderId],
                ["config_id", "in", configIds],
            ]);
            if (order) {
                this.navigate(order);
                return;
            }
            const message = _t("This sale was made at another point of sale.");
            this.notification.add(message, {type: "info"});
        } catch (error) {
            this.notification.add(describeError(error), {type: "warning"});
        }
    }

    navigate(order) {
        this.pos.navigate("TicketScreen", {
            stateOverride: {
                filter: order.finalized ? "SYNCED" : "ACTIVE_ORDERS",
                search: {
                    fieldName: "RECEIPT_NUMBER",
                    searchTerm: order.pos_reference,
                },
                selectedOrderUuid: order.uuid,
                // The screen looks at all this only when it is made: see `pos_app.xml`.
                payLinkKey: ++this.shownCount,
            },
        });
    }

    async call(method, ...args) {
        this.isBusy = true;
        this.error = "";
        try {
            return await callPayLink(this.pos, method, ...args);
        } catch (error) {
            this.error = describeError(error);
        } finally {
            this.isBusy = false;
        }
    }
}

export const payLinkNewsService = {
    dependencies: ["pos", "bus_service", "notification"],
    start: (env, services) => new PayLinkNews(env, services),
};

registry.category("services").add("pay_link_news", payLinkNewsService);
