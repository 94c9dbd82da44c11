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

    /** Show the sale that was paid in the list of orders. */
    async showSale({order_id: orderId}) {
        try {
            const [order] = await this.pos.data.loadServerOrders([
                ["id", "=", orderId],
            ]);
            if (order) {
                await this.navigate(order);
            }
        } catch (error) {
            this.notification.add(describeError(error), {type: "warning"});
        }
    }

    async navigate(order) {
        const {pos} = this;
        if (pos.router.state.current === "TicketScreen") {
            // It looks at what it is to show only when it is made.
            pos.navigateToOrderScreen(pos.getOrder() || pos.addNewOrder());
            await new Promise((resolve) => requestAnimationFrame(resolve));
        }
        pos.navigate("TicketScreen", {
            stateOverride: {
                filter: order.finalized ? "SYNCED" : "ACTIVE_ORDERS",
                search: {
                    fieldName: "RECEIPT_NUMBER",
                    searchTerm: order.pos_reference,
                },
                selectedOrderUuid: order.uuid,
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
