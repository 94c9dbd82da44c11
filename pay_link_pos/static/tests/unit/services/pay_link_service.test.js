import {expect, test} from "@odoo/hoot";
import {getFilledOrder, setupPosEnv} from "@point_of_sale/../tests/unit/utils";
import {MockServer} from "@web/../tests/web_test_helpers";
import {definePosModels} from "@point_of_sale/../tests/unit/data/generate_model_definitions";

definePosModels();

async function sell(store) {
    const order = await getFilledOrder(store);
    await store.syncAllOrders({orders: [order]});
    return order;
}

test("an order that has changed is read again", async () => {
    const store = await setupPosEnv();
    const [order, other] = [await sell(store), await sell(store)];
    for (const {id} of [order, other]) {
        MockServer.env["pos.order"].write([id], {
            state: "paid",
            pay_link_till_state: "paid",
        });
    }
    await store.env.services.pay_link.onChanged({order_ids: [order.id, 9999]});
    expect(order.pay_link_till_state).toBe("paid");
    expect(other.pay_link_till_state).not.toBe("paid");
});

test("what the cashier has just changed is not lost", async () => {
    const store = await setupPosEnv();
    const order = await sell(store);
    order.lines[0].setQuantity(9);
    await store.env.services.pay_link.onChanged({order_ids: [order.id]});
    expect(order.lines[0].qty).toBe(9);
    expect(order.isDirty()).toBe(false);
});

test("what was missed without connection is read on its return", async () => {
    const store = await setupPosEnv();
    const order = await sell(store);
    order.state = "paid";
    order.pay_link_till_state = "unpaid";
    MockServer.env["pos.order"].write([order.id], {
        state: "paid",
        pay_link_till_state: "paid",
    });
    await store.env.services.pay_link.refresh();
    expect(order.pay_link_till_state).toBe("paid");
});

test("a sale that was made offline is sent, not read", async () => {
    const store = await setupPosEnv();
    const order = await sell(store);
    order.pay_link_till_state = "unpaid";
    const [method] = store.config.payment_method_ids;
    order.addPaymentline(method);
    store.addPendingOrder([order.id]);
    order.state = "paid";
    await store.env.services.pay_link.refresh();
    expect(order.state).toBe("paid");
    expect(order.payment_ids).toHaveLength(1);
    await store.syncAllOrders();
    const [saved] = MockServer.env["pos.order"].read([order.id], ["state"]);
    expect(saved.state).toBe("paid");
});

test("links tell how far they are paid", async () => {
    const store = await setupPosEnv();
    const updates = store.env.services.pay_link;
    await updates.onChanged({links: [{id: 5, payment_state: "partial"}]});
    expect(updates.isPaid(5)).toBe(false);
    await updates.onChanged({links: [{id: 5, payment_state: "paid"}]});
    expect(updates.isPaid(5)).toBe(true);
    expect(updates.version).toBe(2);
});
