import {Reactive} from "@web/core/utils/reactive";
import {registry} from "@web/core/registry";

const EVENT = "PAY_LINK_CHANGED";

/**
 * Keeps what the till shows of pay links true: the server tells which orders have
 * changed, the till reads them again. After a time without connection, all of them.
 */
export class PayLinkService extends Reactive {
    constructor(env, {pos}) {
        super();
        this.pos = pos;
        // What the server told of links, by id; and how often it told something.
        this.paymentStates = {};
        this.version = 0;
        pos.data.connectWebSocket(EVENT, (message) => this.onChanged(message));
        pos.data.bus.addEventListener("BUS:RECONNECT", () => this.refresh());
        window.addEventListener("pos-network-online", () => this.refresh());
    }

    isPaid(linkId) {
        return this.paymentStates[linkId] === "paid";
    }

    async onChanged({order_ids: orderIds = [], links = []}) {
        for (const link of links) {
            this.paymentStates[link.id] = link.payment_state;
        }
        await this.reload(orderIds);
        this.version++;
    }

    /** Read again what may have changed while nobody could tell. */
    async refresh() {
        const orders = this.pos.models["pos.order"].filter(
            (order) => order.isSynced && order.pay_link_till_state !== "none"
        );
        await this.reload(orders.map((order) => order.id));
        this.version++;
    }

    /** Whether a sale still waits to be sent: the server has it as it was before. */
    isUnsent(order) {
        return order.finalized && this.pos.pendingOrder.write.has(order.id);
    }

    /** What the cashier changed in an open order goes first: it must not get lost. */
    async reload(ids) {
        const orders = this.pos.models["pos.order"]
            .readMany(ids)
            .filter((order) => order && !this.isUnsent(order));
        const edited = orders.filter((order) => !order.finalized && order.isDirty());
        const others = orders.filter((order) => !edited.includes(order));
        try {
            if (edited.length) {
                await this.pos.syncAllOrders({orders: edited});
            }
            if (others.length) {
                const orderIds = others.map((order) => order.id);
                await this.pos.data.loadServerOrders([["id", "in", orderIds]]);
            }
        } catch (error) {
            // Offline again: the next connection refreshes.
            console.warn(error);
        }
    }
}

export const payLinkService = {
    dependencies: ["pos"],
    start: (env, services) => new PayLinkService(env, services),
};

registry.category("services").add("pay_link", payLinkService);
