import {expect, test} from "@odoo/hoot";
import {click, queryAllTexts, waitFor} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {makeServerError, mountWithCleanup, onRpc} from "@web/../tests/web_test_helpers";
import {MainComponentsContainer} from "@web/core/main_components_container";
import {PartnerLine} from "@point_of_sale/app/screens/partner_list/partner_line/partner_line";
import {definePosModels} from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import {setupPosEnv} from "@point_of_sale/../tests/unit/utils";

definePosModels();

const PREPARED = {
    title: "",
    document: "E-Wallet: $ 12.50 now",
    customer: "Partner 1",
    amount_due: 0,
    amount: 50,
    amount_min: 0.5,
    amount_max: 1000,
    email: "",
    phone: "",
    by_email: true,
    by_sms: false,
    channels: ["email", "qr"],
    problem: "",
    problems: {},
    methods: [],
    link: false,
};

async function start(config = {}) {
    const store = await setupPosEnv();
    Object.assign(store.config, {
        pay_link_enabled: true,
        pay_link_ewallet: true,
        pay_link_account: true,
        ...config,
    });
    onRpc("pos.config", "pay_link_prepare", ({args}) => {
        expect.step(`prepare ${args[1]} ${args[2]} ${JSON.stringify(args[3] || {})}`);
        return PREPARED;
    });
    await mountWithCleanup(MainComponentsContainer);
    const nothing = () => undefined;
    await mountWithCleanup(PartnerLine, {
        props: {
            close: nothing,
            partner: store.models["res.partner"].get(3),
            isSelected: false,
            isBalanceDisplayed: false,
            onClickEdit: nothing,
            onClickUnselect: nothing,
            onClickPartner: () => expect.step("chosen"),
            onClickOrders: nothing,
        },
    });
    await click("button:has(.fa-bars)");
    await animationFrame();
    return store;
}

test("both are in the menu of a customer", async () => {
    await start();
    const texts = queryAllTexts(".o-dropdown-item");
    expect(texts.slice(-2)).toEqual(["Top up e-wallet", "Settle account"]);
    expect.verifySteps([]);
});

test("the settings hide them", async () => {
    await start({pay_link_ewallet: false, pay_link_account: false});
    expect(".pay-link-top-up").toHaveCount(0);
    expect(".pay-link-settle").toHaveCount(0);
});

test("a wallet is found, and the dialog asks for its top-up", async () => {
    onRpc("pos.config", "pay_link_prepare_wallet", ({args}) => {
        expect.step(`wallet of ${args[1]}`);
        return {card_id: 8, balance: "$ 12.50", programs: [{id: 2, name: "Wallet"}]};
    });
    await start();
    await click(".pay-link-top-up");
    await waitFor(".pay-link-dialog .pay-link-document:contains('12.50')");
    expect(".modal-title").toHaveText("Top up e-wallet");
    expect.verifySteps(["wallet of 3", "prepare loyalty.card 8 {}"]);
});

test("of several programmes one is chosen", async () => {
    onRpc("pos.config", "pay_link_prepare_wallet", ({args}) => {
        expect.step(`wallet ${args[2] || "?"}`);
        return {
            card_id: args[2] ? 9 : false,
            balance: false,
            programs: [
                {id: 2, name: "Wallet"},
                {id: 4, name: "Lunch"},
            ],
        };
    });
    await start();
    await click(".pay-link-top-up");
    await waitFor(".modal:contains('Lunch')");
    await click(".modal .selection-item:contains('Lunch')");
    await waitFor(".pay-link-dialog .pay-link-document");
    expect.verifySteps(["wallet ?", "wallet 4", "prepare loyalty.card 9 {}"]);
});

test("what the server refuses is said in words", async () => {
    onRpc("pos.config", "pay_link_prepare_wallet", () => {
        throw makeServerError({type: "UserError", message: "Ada is archived."});
    });
    await start();
    await click(".pay-link-top-up");
    await waitFor(".modal-body:contains('Ada is archived.')");
    expect.verifySteps([]);
});

test("chosen items go on to the dialog of the account", async () => {
    const item = {note: "", is_overdue: false, problem: ""};
    onRpc("pos.config", "pay_link_get_items", () => ({
        partner_id: 30,
        customer: "Company of the partner",
        balance: 30,
        pending: [],
        items: [
            {...item, id: 1, name: "INV/1", amount: 10, amount_text: "$ 10.00"},
            {...item, id: 2, name: "INV/2", amount: 20, amount_text: "$ 20.00"},
        ],
    }));
    await start();
    await click(".pay-link-settle");
    await waitFor(".pay-link-items");
    await click(".pay-link-item:first input");
    await animationFrame();
    await click(".pay-link-next");
    await waitFor(".pay-link-dialog .pay-link-document");
    expect.verifySteps(['prepare res.partner 30 {"item_ids":[2]}']);
});
