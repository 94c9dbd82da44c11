import {expect, test} from "@odoo/hoot";
import {addProductLineToOrder} from "@pos_loyalty/../tests/unit/utils";
import {definePosModels} from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import {setupPosEnv} from "@point_of_sale/../tests/unit/utils";

definePosModels();

async function start() {
    const store = await setupPosEnv();
    const order = store.addNewOrder();
    const wallet = store.models["loyalty.program"].get(2);
    const other = store.models["loyalty.program"].get(4);
    const goods = await addProductLineToOrder(store, order, {
        templateId: 5,
        productId: 5,
        price_unit: 10,
    });
    const topUp = await addProductLineToOrder(store, order, {
        price_unit: 50,
    });
    topUp._e_wallet_program_id = wallet; // as the till does for what is sold
    const total = (line) => line.prices.total_included;
    return {order, wallet, other, goods: total(goods), topUp: total(topUp)};
}

test("a wallet pays for goods, not for its own top-up", async () => {
    const {order, wallet, goods} = await start();
    const {discountable} = order._getDiscountableOnOrder({program_id: wallet});
    expect(discountable).toBeCloseTo(goods, {digits: 2});
});

test("another wallet pays for both", async () => {
    const {order, other, goods, topUp} = await start();
    const {discountable} = order._getDiscountableOnOrder({program_id: other});
    expect(discountable).toBeCloseTo(goods + topUp, {digits: 2});
});

test("with nothing but its top-up the wallet pays nothing", async () => {
    const {order, wallet} = await start();
    order.removeOrderline(order.lines[0]);
    const {discountable} = order._getDiscountableOnOrder({program_id: wallet});
    expect(discountable).toBe(0);
});
