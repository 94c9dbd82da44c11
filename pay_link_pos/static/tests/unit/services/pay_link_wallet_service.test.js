import {expect, test} from "@odoo/hoot";
import {MockServer, getService} from "@web/../tests/web_test_helpers";
import {definePosModels} from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import {setupPosEnv} from "@point_of_sale/../tests/unit/utils";

definePosModels();

async function start() {
    const store = await setupPosEnv();
    const [card] = store.models["loyalty.card"].getAll();
    if (!card) {
        await store.fetchCoupons([["id", "=", 2]], null);
    }
    MockServer.env["loyalty.card"].write([2], {points: 75.5});
    return {
        card: store.models["loyalty.card"].get(2),
        service: getService("pay_link_wallets"),
    };
}

function tell(values) {
    return [{id: 1, res_model: "loyalty.card", res_id: 2, ...values}];
}

test("a wallet is read again when its link is paid", async () => {
    const {card, service} = await start();
    await service.reload(tell({payment_state: "paid"}));
    expect(card.points).toBe(75.5);
});

test("nothing is read where no money moved, or for something else", async () => {
    const {card, service} = await start();
    const before = card.points;
    await service.reload(tell({payment_state: "unpaid"}));
    await service.reload(tell({payment_state: "paid", res_model: "pos.order"}));
    await service.reload();
    expect(card.points).toBe(before);
    expect(before).not.toBe(75.5);
});
