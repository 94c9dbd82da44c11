import {animationFrame} from "@odoo/hoot-mock";
import {queryAllTexts} from "@odoo/hoot-dom";
import {expect, test} from "@odoo/hoot";
import {getFilledOrder, setupPosEnv} from "@point_of_sale/../tests/unit/utils";
import {mountWithCleanup, onRpc} from "@web/../tests/web_test_helpers";
import {TicketScreen} from "@point_of_sale/app/screens/ticket_screen/ticket_screen";
import {definePosModels} from "@point_of_sale/../tests/unit/data/generate_model_definitions";

definePosModels();

const STATES = ["unpaid", "partial", "paid", "none", "authorized"];

/** A finished order in each state; what the till asks the server for is noted. */
async function open() {
    const domains = [];
    onRpc("pos.order", "search_paid_order_ids", ({kwargs: {domain}}) => {
        domains.push(domain);
        return {ordersInfo: [], totalCount: 3};
    });
    const store = await setupPosEnv();
    store.config.pay_link_enabled = true;
    for (const [index, state] of STATES.entries()) {
        const order = await getFilledOrder(store);
        order.pos_reference = `000-0-00000${index}`;
        order.state = "paid";
        order.setScreenData({name: ""});
        order.pay_link_till_state = state;
        order.pay_link_till_due = {unpaid: 100, partial: 60}[state] || 0;
    }
    const screen = await mountWithCleanup(TicketScreen, {props: {}});
    return {domains, screen, store};
}

test("each order says how far it is paid", async () => {
    const {screen} = await open();
    await screen.onFilterSelected("SYNCED");
    await animationFrame();
    expect(queryAllTexts(".pay-link-state").sort()).toEqual([
        "Authorized",
        "Paid",
        "Partly Paid",
        "Unpaid",
    ]);
    expect(".order-row .text-bg-success").toHaveCount(2); // Odoo's own Paid, too
    expect(queryAllTexts(".pay-link-status .pay-link-due").sort()).toEqual(
        ["$ 60.00 due", "$ 100.00 due"].sort()
    );
});

test("the filters ask the server, and show what it says", async () => {
    const {domains, screen} = await open();
    expect([...screen._getFilterOptions().keys()].slice(-2)).toEqual([
        "ON_ACCOUNT",
        "NOT_FULLY_PAID",
    ]);
    await screen.onFilterSelected("NOT_FULLY_PAID");
    await animationFrame();
    expect(domains.at(-1)).toEqual([
        ["pay_link_till_state", "in", ["unpaid", "partial", "authorized"]],
    ]);
    expect(".order-row").toHaveCount(3);
    expect(screen.getSearchBarConfig().defaultFilter).toBe("NOT_FULLY_PAID");
    await screen.onFilterSelected("ON_ACCOUNT");
    await animationFrame();
    expect(".order-row").toHaveCount(4);
    await screen.onFilterSelected("SYNCED");
    await animationFrame();
    expect(domains.at(-1)).toEqual([]);
    expect(".order-row").toHaveCount(5);
});

test("no filters where pay links are switched off", async () => {
    const {screen, store} = await open();
    store.config.pay_link_enabled = false;
    expect([...screen._getFilterOptions().keys()]).not.toInclude("ON_ACCOUNT");
});

test("an order that gets paid leaves the list at once, and the list counts again", async () => {
    const {domains, screen, store} = await open();
    await screen.onFilterSelected("NOT_FULLY_PAID");
    await animationFrame();
    expect(".order-row").toHaveCount(3);
    const asked = domains.length;
    const order = store.models["pos.order"].find(
        ({pay_link_till_state: state}) => state === "partial"
    );
    order.pay_link_till_state = "paid";
    await store.env.services.pay_link.onChanged({});
    await animationFrame();
    expect(".order-row").toHaveCount(2);
    expect(domains.length).toBe(asked + 1);
});

test("a deposit on an open order is orange", async () => {
    const {screen, store} = await open();
    const order = await getFilledOrder(store);
    await screen.onFilterSelected("ACTIVE_ORDERS");
    await animationFrame();
    expect(".pay-link-deposit-row").toHaveCount(0);
    order.pay_link_deposit = 25;
    await animationFrame();
    expect(".pay-link-deposit-row").toHaveCount(1);
    expect(".pay-link-deposit-row .pay-link-deposit").toHaveText("$ 25.00 received");
});

test("the link is asked for where something is due", async () => {
    onRpc("pos.config", "pay_link_prepare", () => {
        expect.step("prepare");
        return {problem: "Enough.", methods: [], channels: [], problems: {}};
    });
    const {screen, store} = await open();
    await screen.onFilterSelected("SYNCED");
    for (const state of STATES) {
        const order = store.models["pos.order"].find(
            (other) => other.pay_link_till_state === state
        );
        order.update({id: 100 + STATES.indexOf(state)});
        screen.onClickOrder(order);
        await animationFrame();
        const isDue = ["unpaid", "partial"].includes(state);
        expect(".pay-link-ask").toHaveCount(isDue ? 1 : 0, {message: state});
    }
});
