import {getFilledOrder, setupPosEnv} from "@point_of_sale/../tests/unit/utils";

export function getMethod(store, type) {
    return store.models["pos.payment.method"].find((method) => method.type === type);
}

/** A till that uses pay links, and an order of $ 17.85 for a customer. */
export async function setupWish(config = {}, partner = {}) {
    const store = await setupPosEnv();
    store.config.update({
        payment_method_ids: [["link", getMethod(store, "pay_later")]],
    });
    Object.assign(store.config, {
        pay_link_enabled: true,
        pay_link_by_email: true,
        pay_link_by_sms: true,
        pay_link_by_qr: true,
        pay_link_on_account: true,
        pay_link_amount_min: 0.5,
        pay_link_amount_max: 1000000,
        ...config,
    });
    const order = await getFilledOrder(store);
    const customer = store.models["res.partner"].get(3);
    Object.assign(customer, {
        email: "ada@bakery.example.com",
        phone: "+1 415 555 2671",
        ...partner,
    });
    order.setPartner(customer);
    return {store, order, customer};
}

/** Put the order, or what is left of it, on the customer's account. */
export function putOnAccount(store, order) {
    return order.addPaymentline(getMethod(store, "pay_later")).data;
}
