import {expect, test} from "@odoo/hoot";
import {patchWithCleanup} from "@web/../tests/web_test_helpers";
import OrderPaymentValidation from "@point_of_sale/app/utils/order_payment_validation";
import {definePosModels} from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import {getMethod, putOnAccount, setupWish} from "../wish_utils";

definePosModels();

function prepare(store, order, fastPaymentMethod = null) {
    return new OrderPaymentValidation({
        pos: store,
        orderUuid: order.uuid,
        fastPaymentMethod,
    });
}

test("a bad address stops the validation", async () => {
    const {store, order} = await setupWish({}, {email: "nonsense"});
    putOnAccount(store, order);
    await prepare(store, order).validateOrder(false);
    expect(order.state).toBe("draft");
});

test("fast payment on account leads to the banner", async () => {
    const {store, order} = await setupWish({}, {email: "nonsense"});
    patchWithCleanup(store, {
        navigate(name) {
            expect.step(name);
        },
    });
    const validation = prepare(store, order, getMethod(store, "pay_later"));
    await validation.validateOrder(false);
    expect(order.state).toBe("draft");
    expect.verifySteps(["PaymentScreen"]);
});

test("fast payment on account sends the receipt", async () => {
    const {store, order} = await setupWish();
    const validation = prepare(store, order, getMethod(store, "pay_later"));
    await validation.validateOrder(false);
    expect(order.state).toBe("paid");
    expect(order.pay_link_wanted).toBe(true);
    expect(order.pay_link_email).toBe("ada@bakery.example.com");
});

test("the invoice that goes by e-mail is not downloaded", async () => {
    const {store, order} = await setupWish();
    putOnAccount(store, order);
    expect(prepare(store, order).shouldDownloadInvoice()).toBe(false);
    order.pay_link_wanted = false;
    expect(prepare(store, order).shouldDownloadInvoice()).toBe(true);
});
