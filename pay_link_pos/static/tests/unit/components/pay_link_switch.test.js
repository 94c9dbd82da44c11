import {animationFrame} from "@odoo/hoot-mock";
import {click, edit, queryOne, queryText} from "@odoo/hoot-dom";
import {expect, test} from "@odoo/hoot";
import {mountWithCleanup, patchWithCleanup} from "@web/../tests/web_test_helpers";
import {PaymentScreen} from "@point_of_sale/app/screens/payment_screen/payment_screen";
import {definePosModels} from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import {putOnAccount, setupWish} from "../wish_utils";

definePosModels();

async function mountScreen(config, partner) {
    const setup = await setupWish(config, partner);
    putOnAccount(setup.store, setup.order);
    await mountWithCleanup(PaymentScreen, {props: {orderUuid: setup.order.uuid}});
    return setup;
}

test("the switch says who gets the receipt", async () => {
    const {order} = await mountScreen();
    expect(".pay-link-wanted").toBeChecked();
    expect(queryText(".pay-link-email")).toBe("ada@bakery.example.com");
    expect(".validation-button.highlight").toHaveCount(1);
    await click(".pay-link-wanted");
    await animationFrame();
    expect(order.pay_link_wanted).toBe(false);
    expect(".pay-link-wanted").not.toBeChecked();
});

test("no switch without anything on account", async () => {
    const {order} = await mountScreen();
    order.removePaymentline(order.payment_ids[0]);
    await animationFrame();
    expect(".pay-link-switch").toHaveCount(0);
});

test("no switch where pay links are off", async () => {
    await mountScreen({pay_link_enabled: false});
    expect(".pay-link-switch").toHaveCount(0);
});

test("a banner says what is wrong, and the address is mended in it", async () => {
    const {order} = await mountScreen({}, {email: "a@b.com, c@d.com"});
    expect(".pay-link-problem").toHaveText(/several e-mail addresses/);
    expect(".validation-button.disabled").toHaveCount(1);
    await click(".pay-link-address");
    await edit("c@d");
    await animationFrame();
    expect(".pay-link-problem").toHaveText(/not a valid e-mail/);
    await edit("c@d.com");
    await animationFrame();
    expect(".pay-link-problem").toHaveCount(0);
    expect(".validation-button.highlight").toHaveCount(1);
    expect(order.pay_link_email).toBe("c@d.com");
    await click(".pay-link-done");
    await animationFrame();
    expect(".pay-link-address").toHaveCount(0);
    expect(queryText(".pay-link-email")).toBe("c@d.com");
});

test("the field can be emptied and is still there", async () => {
    await mountScreen();
    await click(".pay-link-edit-email");
    await animationFrame();
    expect(queryOne(".pay-link-address").value).toBe("ada@bakery.example.com");
    await click(".pay-link-address");
    await edit("");
    await animationFrame();
    expect(queryOne(".pay-link-address").value).toBe("");
    expect(".pay-link-problem").toHaveText(/no e-mail address/);
});

test("switched off, a bad address is nobody's business", async () => {
    await mountScreen({}, {email: "nonsense"});
    await click(".pay-link-wanted");
    await animationFrame();
    expect(".pay-link-problem").toHaveCount(0);
    expect(".validation-button.highlight").toHaveCount(1);
});

test("switching it on without a customer asks for one", async () => {
    const {store, order} = await mountScreen({pay_link_on_account: false});
    order.setPartner(false);
    patchWithCleanup(store, {
        async selectPartner() {
            expect.step("ask for the customer");
        },
    });
    await animationFrame();
    await click(".pay-link-wanted");
    await animationFrame();
    expect.verifySteps(["ask for the customer"]);
    expect(".pay-link-problem").toHaveText(/Choose the customer/);
    await click(".pay-link-customer");
    expect.verifySteps(["ask for the customer"]);
});

test("an SMS where the settings allow it", async () => {
    const {order} = await mountScreen();
    await click(".pay-link-by-sms");
    await animationFrame();
    expect(order.pay_link_by_sms).toBe(true);
    expect(queryText(".pay-link-phone")).toBe("+1 415 555 2671");
    order.pay_link_phone = "12";
    await animationFrame();
    expect(".pay-link-problem").toHaveText(/not a valid phone/);
    expect(".validation-button.disabled").toHaveCount(1);
});

test("no SMS where the settings don't", async () => {
    await mountScreen({pay_link_by_sms: false});
    expect(".pay-link-by-sms").toHaveCount(0);
});

test("amounts that the settings don't allow are told", async () => {
    await mountScreen({pay_link_amount_max: 10});
    expect(".pay-link-obstacle").toHaveText(/Pay links are for amounts from/);
    expect(".pay-link-wanted").toHaveCount(0);
    expect(".validation-button.highlight").toHaveCount(1);
});
