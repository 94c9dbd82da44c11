import {expect, test} from "@odoo/hoot";
import {mountWithCleanup} from "@web/../tests/web_test_helpers";
import {OrderReceipt} from "@point_of_sale/app/screens/receipt_screen/receipt/order_receipt";
import {definePosModels} from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import {putOnAccount, setupWish} from "../wish_utils";

definePosModels();

async function mountReceipt(values, props = {}, config = {}) {
    const {store, order} = await setupWish(config);
    putOnAccount(store, order);
    Object.assign(order, {state: "paid", ...values});
    await mountWithCleanup(OrderReceipt, {props: {order, ...props}});
}

test("the code is on the receipt while something is due", async () => {
    await mountReceipt({
        pay_link_url: "https://x.example/pay/abc",
        pay_link_till_due: 7.5,
    });
    expect(".pay-link-receipt-qr-image").toHaveCount(1);
    expect(".pay-link-scan").toHaveText(/Scan to pay \$\s7\.50/);
});

test("no code without a link", async () => {
    await mountReceipt({pay_link_url: false}, {}, {pay_link_on_account: false});
    expect(".pay-link-receipt-qr").toHaveCount(0);
});

test("no code on a receipt without prices", async () => {
    const url = "https://x.example/pay/abc";
    await mountReceipt({pay_link_url: url}, {basic_receipt: true});
    expect(".pay-link-receipt-qr").toHaveCount(0);
});

test("no code where the settings say so", async () => {
    await mountReceipt(
        {pay_link_url: "https://x.example"},
        {},
        {pay_link_by_qr: false}
    );
    expect(".pay-link-receipt-qr").toHaveCount(0);
});

test("without the server the receipt tells what follows", async () => {
    await mountReceipt({pay_link_url: false});
    expect(".pay-link-announced").toHaveText(/follows by e-mail/);
});
