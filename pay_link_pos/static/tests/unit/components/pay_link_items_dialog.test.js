import {expect, test} from "@odoo/hoot";
import {click, queryAllTexts} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {PayLinkItemsDialog} from "@pay_link_pos/app/components/pay_link_items_dialog/pay_link_items_dialog";
import {definePosModels} from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import {mountWithCleanup} from "@web/../tests/web_test_helpers";
import {setupPosEnv} from "@point_of_sale/../tests/unit/utils";

definePosModels();

function makeItem(id, amount, values) {
    return {
        id,
        name: `INV/${id}`,
        note: "Due on 01/10/2026",
        amount,
        amount_text: String(amount),
        is_overdue: false,
        problem: "",
        ...values,
    };
}

const ITEMS = [
    makeItem(1, 100.01, {is_overdue: true}),
    makeItem(2, 200.02),
    makeItem(3, -50.5),
    makeItem(4, 70, {problem: "In another currency"}),
];

async function open(account) {
    await setupPosEnv();
    const steps = [];
    await mountWithCleanup(PayLinkItemsDialog, {
        props: {
            account: {
                customer: "Ada's Bakery",
                partner_id: 7,
                balance: 289.53,
                items: ITEMS,
                pending: [],
                ...account,
            },
            getPayload: (ids) => steps.push(ids),
            close: () => steps.push("close"),
        },
    });
    return steps;
}

test("all that can be asked is chosen, and its sum is shown", async () => {
    const steps = await open();
    expect(".pay-link-total").toHaveText("$ 249.53");
    expect(".pay-link-balance").toHaveText("$ 289.53");
    expect(".pay-link-item input:disabled").toHaveCount(1);
    expect(".pay-link-item-problem").toHaveText("In another currency");
    await click(".pay-link-next");
    expect(steps).toEqual([[1, 2, 3], "close"]);
});

test("the sum runs along with the choice", async () => {
    const steps = await open();
    await click(".pay-link-item:eq(1) input");
    await animationFrame();
    expect(".pay-link-total").toHaveText("$ 49.51");
    await click(".pay-link-item:eq(0) input");
    await animationFrame();
    expect(".pay-link-next").not.toBeEnabled();
    await click(".pay-link-item:eq(1) input");
    await animationFrame();
    expect(".pay-link-total").toHaveText("$ 149.52");
    await click(".pay-link-next");
    expect(steps).toEqual([[3, 2], "close"]);
});

test("what is overdue, all, and nothing", async () => {
    await open();
    await click(".pay-link-overdue");
    await animationFrame();
    expect(".pay-link-total").toHaveText("$ 49.51");
    await click(".pay-link-all-items");
    await animationFrame();
    expect(".pay-link-total").toHaveText("$ 249.53");
    await click(".pay-link-all-items");
    await animationFrame();
    expect(".pay-link-total").toHaveText("$ 0.00");
    expect(".pay-link-next").not.toBeEnabled();
});

test("sales of the open session are shown, not chosen", async () => {
    const pending = [{id: 9, name: "26-1-000009", date: "11/22/2026", amount: 40}];
    await open({items: [], pending});
    expect(queryAllTexts(".pay-link-pending .fw-bold")).toEqual([
        "26-1-000009",
        "$ 40.00",
    ]);
    expect(".pay-link-next").toHaveCount(0);
    expect("input").toHaveCount(0);
});

test("an account without open items says so", async () => {
    await open({items: [], balance: 0});
    expect(".pay-link-no-items").toHaveCount(1);
    expect(".pay-link-next").toHaveCount(0);
});
