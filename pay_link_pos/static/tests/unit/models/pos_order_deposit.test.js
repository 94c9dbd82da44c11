import {addDeposit, getDepositMethod} from "../deposit_utils";
import {expect, test} from "@odoo/hoot";
import {getFilledOrder, setupPosEnv} from "@point_of_sale/../tests/unit/utils";
import {addReturn} from "@pay_link_pos/app/utils/deposit";
import {definePosModels} from "@point_of_sale/../tests/unit/data/generate_model_definitions";

definePosModels();

async function start(share) {
    const store = await setupPosEnv();
    const order = await getFilledOrder(store);
    const total = order.totalDue;
    const line = share ? addDeposit(store, order, total * share) : null;
    return {store, order, total, line};
}

test("a deposit leaves the rest to be paid", async () => {
    const {order, total} = await start(0.5);
    expect(order.remainingDue).toBeCloseTo(total / 2, {digits: 2});
    expect(order.change).toBe(0);
    expect(order.isPaid()).toBe(false);
});

test("what a deposit has too much is credit, and no change", async () => {
    const {order, total} = await start(1.5);
    expect(order.payLinkSpare).toBeCloseTo(total / 2, {digits: 2});
    expect(order.amountPaid).toBeCloseTo(total, {digits: 2});
    expect(order.change).toBe(0);
    expect(order.isPaid()).toBe(true);
});

test("change is given for cash that is too much", async () => {
    const {store, order, total} = await start(0.5);
    const cash = store.models["pos.payment.method"].find((pm) => pm.is_cash_count);
    const {data} = order.addPaymentline(cash);
    data.setAmount(total);
    expect(order.change).toBeCloseTo(-total / 2, {digits: 2});
});

test("a deposit is not edited, selected or deleted", async () => {
    const {order, total, line} = await start(0.5);
    line.setAmount(1);
    expect(line.amount).toBeCloseTo(total / 2, {digits: 2});
    order.selectPaymentline(line);
    expect(order.getSelectedPaymentline()).toBe(undefined);
    order.removePaymentline(line);
    expect(order.payment_ids.length).toBe(1);
    expect(order.payLinkDeposits.length).toBe(1);
});

test("other lines are edited and deleted as ever", async () => {
    const {store, order} = await start();
    const cash = store.models["pos.payment.method"].find((pm) => pm.is_cash_count);
    const {data} = order.addPaymentline(cash);
    data.setAmount(1);
    expect(data.amount).toBe(1);
    expect(order.getSelectedPaymentline()).toBe(data);
    order.removePaymentline(data);
    expect(order.payment_ids.length).toBe(0);
});

test("held money has a label of its own", async () => {
    const {store, order} = await start();
    const line = addDeposit(store, order, 1, {pay_link_is_held: true});
    expect(line.payLinkLabel).toBe("Held by pay link");
    const other = addDeposit(store, order, 1);
    expect(other.payLinkLabel).toBe(other.payment_method_id.name);
});

test("an order with nothing but deposits is still being taken", async () => {
    const {store, order} = await start(0.5);
    expect(order.getScreenData().name).toBe("ProductScreen");
    order.addPaymentline(store.models["pos.payment.method"].get(2));
    expect(order.getScreenData().name).toBe("PaymentScreen");
});

test("who paid the deposit stays the customer", async () => {
    const {store, order} = await start(0.5);
    const [first, second] = store.models["res.partner"].getAll();
    order.partner_id = first;
    store.setOrder(order);
    store.setPartnerToCurrentOrder(second);
    expect(order.partner_id).toBe(first);
});

test("an order whose customer pays it in advance is not merged away", async () => {
    const {store, order} = await start(0.5);
    const other = await getFilledOrder(store);
    const told = [];
    store.notification.add = (message) => told.push(String(message));
    await store.mergeOrders(order, other);
    expect(order.lines.length).toBeGreaterThan(0);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/has a deposit, or waits for one/);
});

test("an order waits for money while its link asks, or holds some", async () => {
    const {order} = await start();
    expect(order.isPayLinkAwaited).toBe(false);
    order.pay_link_url = "https://example.com/pay/token";
    expect(order.isPayLinkAwaited).toBe(true);
    order.pay_link_url = false;
    order.pay_link_till_state = "authorized";
    expect(order.isPayLinkAwaited).toBe(true);
});

test("a refund gives back no more than the deposit", async () => {
    const {store, order, total} = await start();
    order.is_refund = true;
    order.lines.forEach((line) => line.setQuantity(-line.qty, true));
    const method = getDepositMethod(store);
    const {data} = addReturn(order, method, total / 4);
    expect(data.amount).toBeCloseTo(-total / 4, {digits: 2});
    expect(data.isPayLinkDeposit).toBe(false);
    order.removePaymentline(data);
    expect(order.payment_ids.length).toBe(0);
});
