import {expect, test} from "@odoo/hoot";
import {click, queryAllTexts, waitFor, waitForNone} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {
    getService,
    makeServerError,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {MainComponentsContainer} from "@web/core/main_components_container";
import {Navbar} from "@point_of_sale/app/components/navbar/navbar";
import {definePosModels} from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import {patch} from "@web/core/utils/patch";
import {setupPosEnv} from "@point_of_sale/../tests/unit/utils";

definePosModels();

const NEWS = [
    {
        id: 11,
        is_unread: true,
        amount: "$ 100.00",
        customer: "Ada's Bakery",
        document: "INV/2026/00001",
        reference: "2601-1-000001",
        order_id: 5,
        time: "2026-01-10 08:15:00",
        exception: "The link was paid already.",
    },
    {
        id: 10,
        is_unread: false,
        amount: "$ 20.00",
        customer: "Ben",
        document: "E-wallet top-up",
        reference: "",
        order_id: false,
        time: "2026-01-09 08:15:00",
        exception: "",
    },
];

async function start(news = NEWS) {
    const store = await setupPosEnv();
    store.config.pay_link_enabled = true;
    onRpc("pos.config", "pay_link_get_news", () => ({
        news: news.map((item) => ({...item})),
        unread: news.filter((item) => item.is_unread).length,
    }));
    const service = getService("pay_link_news");
    service.unread = 1;
    await mountWithCleanup(MainComponentsContainer);
    await mountWithCleanup(Navbar);
    return {store, service};
}

test("the bell counts what is unread", async () => {
    const {service} = await start();
    expect(".pay-link-unread").toHaveText("1");
    service.unread = 120;
    await animationFrame();
    expect(".pay-link-unread").toHaveText("99+");
    service.unread = 0;
    await animationFrame();
    expect(".pay-link-unread").toHaveCount(0);
});

test("the list tells who paid what, and what was odd", async () => {
    await start();
    await click(".pay-link-bell");
    await waitFor(".pay-link-news-item");
    expect(queryAllTexts(".pay-link-news-customer")).toEqual(["Ada's Bakery", "Ben"]);
    expect(queryAllTexts(".pay-link-news-amount")).toEqual(["$ 100.00", "$ 20.00"]);
    expect(".pay-link-news-item:first").toHaveText(/2601-1-000001/);
    expect(".pay-link-news-item:last").toHaveText(/E-wallet top-up/);
    expect(".pay-link-news-exception").toHaveText("The link was paid already.");
    expect(".pay-link-news-item .fw-bold").toHaveCount(1);
});

test("a click marks it read and shows its sale", async () => {
    const {service} = await start();
    patch(service, {
        showSale: (item) => expect.step(`sale ${item.order_id}`),
    });
    onRpc("pos.config", "pay_link_read_news", ({args}) => {
        expect.step(`read ${args[1]}`);
        return {unread: 0};
    });
    await click(".pay-link-bell");
    await waitFor(".pay-link-news-item");
    await click(".pay-link-news-item:first");
    await waitForNone(".pay-link-unread");
    expect.verifySteps(["read 11", "sale 5"]);
});

test("what is no sale of a till opens nothing", async () => {
    const {service} = await start();
    patch(service, {showSale: () => expect.step("sale")});
    await click(".pay-link-bell");
    await waitFor(".pay-link-news-item");
    await click(".pay-link-news-item:last");
    await animationFrame();
    expect.verifySteps([]);
});

test("all are marked read at once", async () => {
    await start();
    onRpc("pos.config", "pay_link_read_news", ({args}) => {
        expect.step(`read ${args[1]}`);
        return {unread: 0};
    });
    await click(".pay-link-bell");
    await waitFor(".pay-link-read-all");
    await click(".pay-link-read-all");
    await waitForNone(".pay-link-read-all");
    expect(".pay-link-news-item .fw-bold").toHaveCount(0);
    expect.verifySteps(["read null"]);
});

test("without news it says what will be there", async () => {
    await start([]);
    await click(".pay-link-bell");
    await waitFor(".pay-link-no-news");
    expect(".pay-link-news-item").toHaveCount(0);
});

test("what the server refuses is said in words", async () => {
    await start();
    onRpc("pos.config", "pay_link_get_news", () => {
        throw makeServerError({type: "UserError", message: "Pay links are off."});
    });
    await click(".pay-link-bell");
    await waitFor(".pay-link-news .alert");
    expect(".pay-link-news .alert").toHaveText("Pay links are off.");
});

test("no bell where pay links are off", async () => {
    const {store} = await start();
    store.config.pay_link_enabled = false;
    await animationFrame();
    expect(".pay-link-bell").toHaveCount(0);
});

test("a payment is told at once, and leads to its sale", async () => {
    const {service} = await start();
    patch(service, {showSale: (item) => expect.step(`sale ${item.order_id}`)});
    service.show({
        title: "$ 100.00 received",
        message: "Ada paid.",
        res_model: "pos.order",
        res_id: 5,
    });
    await waitFor(".o_notification");
    expect(".o_notification").toHaveText(/Ada paid/);
    await click(".o_notification_buttons button");
    await waitForNone(".o_notification");
    expect.verifySteps(["sale 5"]);
});

test("a sale of another point of sale stays there", async () => {
    const {service} = await start();
    const {config, data} = service.pos;
    patch(data, {
        async loadServerOrders(domain) {
            expect(domain).toEqual([
                ["id", "=", 5],
                ["config_id", "in", [config.id, ...config.raw.trusted_config_ids]],
            ]);
            return [];
        },
    });
    patch(service, {navigate: () => expect.step("shown")});
    await service.showSale({order_id: 5});
    await waitFor(".o_notification");
    expect(".o_notification").toHaveText(/another point of sale/);
    expect.verifySteps([]);
});

test("a sale is shown from the list of orders, too", async () => {
    const {store, service} = await start();
    const keys = new Set();
    patch(store, {
        navigate(page, {stateOverride}) {
            expect(page).toBe("TicketScreen");
            keys.add(stateOverride.payLinkKey);
        },
    });
    const order = {finalized: true, pos_reference: "2601-1-000001", uuid: "abc"};
    service.navigate(order);
    service.navigate(order);
    expect(keys.size).toBe(2); // the screen is made anew each time
});
