import {
    click,
    contains,
    defineMailModels,
    start,
    startServer,
} from "@mail/../tests/mail_test_helpers";
import {expect, test} from "@odoo/hoot";
import {
    asyncStep,
    mockService,
    onRpc,
    serverState,
    waitForSteps,
} from "@web/../tests/web_test_helpers";

defineMailModels();

const NEWS = {
    title: "$ 500.00 received",
    message: "Azure Interior paid $ 500.00 for S00012.",
    link_id: 3,
    res_model: "sale.order",
    res_id: 12,
    document_name: "S00012",
};

async function tell(news) {
    mockService("action", {
        doAction: (action) => asyncStep(`${action.type} ${action.res_model || ""}`),
    });
    const pyEnv = await startServer();
    await start();
    pyEnv["bus.bus"]._sendone(serverState.partnerId, "pay_link_invoicing/toast", {
        ...NEWS,
        company_id: serverState.companies[0].id,
        ...news,
    });
}

test("a payment is shown until it is read, and leads to its document", async () => {
    await tell({});
    await contains(".o_notification", {text: `${NEWS.title}. ${NEWS.message}`});
    await contains(".o_notification_buttons button", {count: 1});
    await click(".o_notification_buttons button", {text: "Open S00012"});
    await contains(".o_notification", {count: 0});
    await waitForSteps(["ir.actions.act_window sale.order"]);
});

test("a link that is asked for is renewed from its notification", async () => {
    onRpc("pay.link", "action_answer_renewal", ({args}) => {
        asyncStep(`renew ${args[0]}`);
        return {type: "ir.actions.client"};
    });
    await tell({renewable: true});
    await click(".o_notification_buttons button", {text: "Renew"});
    await contains(".o_notification", {count: 0});
    await waitForSteps(["renew 3", "ir.actions.client "]);
    expect(".o_notification").toHaveCount(0);
});
