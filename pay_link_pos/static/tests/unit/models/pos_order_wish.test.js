import {expect, test} from "@odoo/hoot";
import {definePosModels} from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import {getMethod, putOnAccount, setupWish} from "../wish_utils";

definePosModels();

test("the settings say what the switch begins with", async () => {
    const {store, order} = await setupWish();
    expect(order.payLinkWish.isOffered).toBe(false);
    putOnAccount(store, order);
    expect(order.payLinkWish.isOffered).toBe(true);
    expect(order.pay_link_wanted).toBe(true);
    expect(order.isToInvoice()).toBe(true);
});

test("the settings can leave it off", async () => {
    const {store, order} = await setupWish({pay_link_on_account: false});
    putOnAccount(store, order);
    expect(order.pay_link_wanted).toBe(false);
    expect(order.isToInvoice()).toBe(false);
    expect(order.canBeValidated()).toBe(true);
});

test("no pay links where they are switched off", async () => {
    const {store, order} = await setupWish({pay_link_enabled: false});
    putOnAccount(store, order);
    expect(order.payLinkWish.isOffered).toBe(false);
    expect(order.payLinkWish.isOn).toBe(false);
    expect(order.isToInvoice()).toBe(false);
});

test("a sale that is paid at once asks nothing", async () => {
    const {store, order} = await setupWish();
    order.addPaymentline(getMethod(store, "cash"));
    expect(order.payLinkWish.isOffered).toBe(false);
    expect(order.canBeValidated()).toBe(true);
});

test("part in cash: the rest counts", async () => {
    const {store, order} = await setupWish();
    const cash = order.addPaymentline(getMethod(store, "cash")).data;
    cash.setAmount(10);
    putOnAccount(store, order);
    expect(order.payLinkWish.amount).toBe(7.85);
    expect(order.payLinkWish.isOn).toBe(true);
});

test("not for refunds", async () => {
    const {store, order} = await setupWish();
    putOnAccount(store, order);
    order.is_refund = true;
    expect(order.payLinkWish.isOffered).toBe(false);
});

test("only for amounts that the settings allow", async () => {
    const {store, order} = await setupWish({pay_link_amount_min: 20});
    putOnAccount(store, order);
    expect(order.payLinkWish.isOn).toBe(false);
    expect(order.payLinkWish.obstacle).toMatch(/from .*20\.00 to .*1,000,000\.00/);
    expect(order.canBeValidated()).toBe(true);
    store.config.pay_link_amount_min = 17.85;
    store.config.pay_link_amount_max = 17.85;
    expect(order.payLinkWish.obstacle).toBe("");
    store.config.pay_link_amount_max = 17.84;
    expect(order.payLinkWish.obstacle).not.toBe("");
});

test("a bad address holds the sale until it is mended or the switch is off", async () => {
    const {store, order} = await setupWish({}, {email: "a@b.com, c@d.com"});
    putOnAccount(store, order);
    expect(order.payLinkWish.problem).toMatch(/several/);
    expect(order.canBeValidated()).toBe(false);
    order.pay_link_email = "a@b.com";
    expect(order.canBeValidated()).toBe(true);
    order.pay_link_email = "";
    expect(order.payLinkWish.problem).toMatch(/no e-mail address/);
    order.pay_link_wanted = false;
    expect(order.canBeValidated()).toBe(true);
});

test("another customer has another address", async () => {
    const {store, order} = await setupWish();
    putOnAccount(store, order);
    order.pay_link_email = "typed@example.com";
    const other = store.models["res.partner"].get(4);
    other.email = "other@example.com";
    order.setPartner(other);
    expect(order.payLinkWish.email).toBe("other@example.com");
});

test("an SMS is enough for who has no e-mail address", async () => {
    const {store, order} = await setupWish({}, {email: false});
    putOnAccount(store, order);
    expect(order.canBeValidated()).toBe(false);
    order.pay_link_by_sms = true;
    expect(order.canBeValidated()).toBe(true);
    expect(order.payLinkWish.isMailed).toBe(false);
    order.pay_link_phone = "12";
    expect(order.payLinkWish.problem).toMatch(/not a valid phone/);
});

test("the server gets what the cashier saw", async () => {
    const {store, order} = await setupWish({}, {email: "Ada <ADA@bakery.example.com>"});
    putOnAccount(store, order);
    order.payLinkWish.settle();
    const data = order.serializeForORM();
    expect(data.pay_link_wanted).toBe(true);
    expect(data.pay_link_email).toBe("ada@bakery.example.com");
    expect(data.pay_link_by_sms).toBe(false);
    expect(data.pay_link_phone).toBe(false);
});

test("what was put on account and taken back leaves no wish", async () => {
    const {store, order} = await setupWish();
    order.removePaymentline(putOnAccount(store, order));
    order.addPaymentline(getMethod(store, "cash"));
    order.payLinkWish.settle();
    expect(order.pay_link_wanted).toBe(false);
    expect(order.pay_link_email).toBe(false);
});
