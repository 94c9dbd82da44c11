import {expect, test} from "@odoo/hoot";
import {DepositCancelDialog} from "@pay_link_pos/app/components/deposit_cancel_dialog/deposit_cancel_dialog";
import {MainComponentsContainer} from "@web/core/main_components_container";
import {click, queryAllTexts} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {definePosModels} from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import {getService, mountWithCleanup} from "@web/../tests/web_test_helpers";
import {setupPosEnv} from "@point_of_sale/../tests/unit/utils";

definePosModels();

async function open(values) {
    await setupPosEnv();
    await mountWithCleanup(MainComponentsContainer);
    getService("dialog").add(DepositCancelDialog, {
        amount: 30,
        held: 0,
        has_link: false,
        can_refund: true,
        provider: "Stripe",
        reference: "26-1-42",
        customer: "Ada's Bakery",
        getPayload: (decision) => expect.step(decision),
        ...values,
    });
    await animationFrame();
}

test("offers the refund through the provider", async () => {
    await open();
    expect(queryAllTexts(".modal-body p").join(" ")).toMatch(/Ada's Bakery.*26-1-42/s);
    expect(".o_pay_link_refund").toHaveText(/Refund .*30\.00 through Stripe/);
    await click(".o_pay_link_refund");
    await animationFrame();
    expect.verifySteps(["refund"]);
    expect(".modal").toHaveCount(0);
});

test("the money can stay as credit", async () => {
    await open();
    await click(".o_pay_link_keep");
    expect.verifySteps(["keep"]);
});

test("a provider that gives nothing back is not offered", async () => {
    await open({can_refund: false});
    expect(".o_pay_link_refund").toHaveCount(0);
    expect(".modal-body").toHaveText(/Stripe can't give money back/);
});

test("without a deposit, there is nothing to decide", async () => {
    await open({amount: 0, has_link: true, can_refund: false});
    expect(".o_pay_link_refund").toHaveCount(0);
    expect(".o_pay_link_keep").toHaveText("Cancel the order");
    expect(".modal-body").toHaveText(/no longer work/);
});

test("closing it decides nothing", async () => {
    await open();
    await click(".modal-footer button:last-child");
    await animationFrame();
    expect.verifySteps([]);
    expect(".modal").toHaveCount(0);
});
