import {advanceTime, animationFrame} from "@odoo/hoot-mock";
import {click, edit, press, queryAllTexts, waitFor, waitForNone} from "@odoo/hoot-dom";
import {expect, test} from "@odoo/hoot";
import {mountWithCleanup, onRpc} from "@web/../tests/web_test_helpers";
import {MainComponentsContainer} from "@web/core/main_components_container";
import {askPayLink} from "@pay_link_pos/app/components/pay_link_dialog/pay_link_dialog";
import {browser} from "@web/core/browser/browser";
import {definePosModels} from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import {makeServerError} from "@web/../tests/_framework/mock_server/mock_server_utils";
import {patchWithCleanup} from "@web/../tests/_framework/patch_test_helpers";
import {setupPosEnv} from "@point_of_sale/../tests/unit/utils";

definePosModels();

const LINK = {
    id: 5,
    name: "PL/2026/00005",
    state: "active",
    payment_state: "unpaid",
    amount: 100,
    amount_due: 100,
    method_ids: [],
    url: "http://localhost/pay/abc",
    whatsapp_url: "https://wa.me/1?text=pay",
};
const DATA = {
    customer: "Ada's Bakery",
    document: "Shop/0001",
    amount_due: 100,
    amount: 100,
    amount_min: 0.5,
    amount_max: 100,
    email: "ada@bakery.example.com",
    phone: "",
    by_email: true,
    by_sms: false,
    channels: ["email", "sms", "whatsapp", "qr"],
    problems: {email: "", sms: "This number can't get SMS.", whatsapp: "No phone."},
    problem: "",
    methods: [
        {id: 1, name: "Card", image: ""},
        {id: 2, name: "Bank", image: ""},
    ],
    link: false,
};

let sent = [];

function record(method) {
    onRpc("pos.config", method, ({args}) => {
        const values = args.at(-1);
        sent.push([method, values]);
        return {
            link: {...LINK, amount_due: values.amount || LINK.amount_due},
            message: "Done.",
        };
    });
}

async function open(data = {}) {
    sent = [];
    onRpc("pos.config", "pay_link_prepare", ({args}) => {
        expect(args.slice(0, 3)).toEqual([1, "pos.order", 7]);
        return {...DATA, ...data};
    });
    onRpc("pos.config", "pay_link_check", ({args: [, , , {email}]}) => ({
        problem: "",
        problems: {email: email.includes(",") ? "One address only." : ""},
    }));
    ["pay_link_send", "pay_link_share", "pay_link_deactivate"].forEach(record);
    const store = await setupPosEnv();
    await mountWithCleanup(MainComponentsContainer);
    const answer = askPayLink(store, {resModel: "pos.order", resId: 7});
    await waitFor("#pay_link_amount");
    return {store, answer};
}

async function type(selector, text) {
    await click(selector);
    await edit(text);
    await animationFrame();
}

test("shows what is due, and sends it once", async () => {
    const {answer} = await open();
    expect(".pay-link-customer").toHaveText("Ada's Bakery");
    expect(".pay-link-due").toHaveText(/100\.00/);
    expect("#pay_link_amount").toHaveValue("100.00");
    expect("input[name=email]").toHaveValue("ada@bakery.example.com");
    expect("input[name=by_email]").toBeChecked();
    expect(".pay-link-send").toHaveText("Send");
    click(".pay-link-send");
    click(".pay-link-send");
    await waitForNone(".pay-link-dialog");
    expect(sent).toEqual([
        [
            "pay_link_send",
            {
                amount: 100,
                email: "ada@bakery.example.com",
                phone: "",
                note: "",
                channels: ["email"],
                method_ids: [],
            },
        ],
    ]);
    expect((await answer).link.id).toBe(5);
    expect(".o_notification").toHaveText("Done.");
});

test("amounts that can't be asked are refused at once", async () => {
    await open();
    for (const [text, problem] of [
        ["100.01", /At most .*100\.00/],
        ["0.4", /At least .*0\.50/],
        ["0", "The amount must be positive."],
        ["-5", "The amount must be positive."],
        ["", "Type an amount."],
        ["lots", "Type an amount."],
    ]) {
        await type("#pay_link_amount", text);
        expect(".pay-link-problem").toHaveText(problem);
        expect(".pay-link-send").not.toBeEnabled();
        expect(".pay-link-qr").not.toBeEnabled();
    }
    await click(".pay-link-all");
    await animationFrame();
    expect(".pay-link-problem").toHaveCount(0);
    expect(".pay-link-send").toBeEnabled();
});

test("an address is checked as it is typed; without it a link can be shown", async () => {
    await open();
    await type("input[name=email]", "a@b.example, c@d.example");
    await advanceTime(500);
    await waitFor(".invalid-feedback");
    expect(".invalid-feedback").toHaveText("One address only.");
    expect(".pay-link-send").not.toBeEnabled();
    expect(".pay-link-qr").toBeEnabled();
});

test("SMS only where it is allowed, with the reason", async () => {
    await open({phone: "+1 555 0100"});
    expect(".pay-link-form").toHaveText(/This number can't get SMS\./);
    await click("input[name=by_sms]");
    await animationFrame();
    expect(".pay-link-send").not.toBeEnabled();
    expect(".pay-link-whatsapp").not.toBeEnabled();
});

test("channels that are switched off are not offered", async () => {
    await open({channels: ["email"]});
    for (const selector of [
        "input[name=phone]",
        ".pay-link-qr",
        ".pay-link-whatsapp",
    ]) {
        expect(selector).toHaveCount(0);
    }
});

test("only chosen payment methods are allowed, at least one", async () => {
    await open();
    await click(".pay-link-method:eq(0)");
    await animationFrame();
    await click(".pay-link-send");
    await waitForNone(".pay-link-dialog");
    expect(sent.map(([, values]) => values.method_ids)).toEqual([[2]]);
});

test("the server's refusal is told in words, and can be mended", async () => {
    await open();
    onRpc("pos.config", "pay_link_send", () => {
        throw makeServerError({
            errorName: "odoo.exceptions.UserError",
            message: "Shop/0001: nothing is due.",
        });
    });
    await click(".pay-link-send");
    await waitFor(".pay-link-problem");
    expect(".pay-link-problem").toHaveText("Shop/0001: nothing is due.");
    expect(".pay-link-send").toBeEnabled();
});

test("offline: a sentence, and another try", async () => {
    onRpc("pos.config", "pay_link_prepare", () => DATA);
    const store = await setupPosEnv();
    store.data.network.offline = true;
    await mountWithCleanup(MainComponentsContainer);
    askPayLink(store, {resModel: "pos.order", resId: 7});
    await waitFor(".pay-link-problem");
    expect(".pay-link-problem").toHaveText(/You are offline/);
    store.data.network.offline = false;
    await click(".pay-link-dialog .alert button");
    await waitFor("#pay_link_amount");
    expect(".pay-link-problem").toHaveCount(0);
});

test("nothing is asked where nothing can be", async () => {
    onRpc("pos.config", "pay_link_prepare", () => ({
        ...DATA,
        problem: "It is a refund.",
    }));
    const store = await setupPosEnv();
    await mountWithCleanup(MainComponentsContainer);
    askPayLink(store, {resModel: "pos.order", resId: 7});
    await waitFor(".pay-link-problem");
    expect(".pay-link-problem").toHaveText("It is a refund.");
    expect(queryAllTexts(".pay-link-buttons button")).toEqual(["Close"]);
});

test("the link that is there is shown, copied and deactivated", async () => {
    const copied = [];
    patchWithCleanup(browser.navigator.clipboard, {
        writeText: (text) => copied.push(text),
    });
    await open({link: LINK});
    expect(".pay-link-active").toHaveText(/PL\/2026\/00005/);
    expect(".pay-link-send").toHaveText("Send again");
    await click(".pay-link-copy");
    await animationFrame();
    expect(sent).toEqual([["pay_link_share", "copy"]]);
    expect(copied).toEqual([LINK.url]);
    await click(".pay-link-deactivate");
    await waitFor(".modal:contains(can no longer pay)");
    await click(".modal-footer button:contains(Deactivate)");
    await waitForNone(".pay-link-active");
    expect(sent.at(-1)).toEqual(["pay_link_deactivate", 5]);
});

test("another amount needs another link", async () => {
    await open({link: LINK});
    await type("#pay_link_amount", "40");
    await click(".pay-link-qr");
    await waitFor(".pay-link-qr-code");
    expect(sent[0][1].amount).toBe(40);
    expect(sent[0][1].channels).toEqual([]);
    expect(sent[1]).toEqual(["pay_link_share", "qr"]);
});

test("a link that asks for less is replaced, not handed over", async () => {
    await open({link: {...LINK, amount_due: 60}});
    expect("#pay_link_amount").toHaveValue("100.00");
    await click(".pay-link-qr");
    await waitFor(".pay-link-qr-code");
    expect(sent[0][0]).toBe("pay_link_send");
    expect(sent[0][1].amount).toBe(100);
});

test("a link that takes fewer methods is replaced, not handed over", async () => {
    await open({link: {...LINK, method_ids: [2]}});
    await click(".pay-link-copy");
    await animationFrame();
    expect(sent[0][0]).toBe("pay_link_send");
    expect(sent[0][1].method_ids).toEqual([]);
});

test("what a link still asks is shown, not what it asked at first", async () => {
    await open({link: {...LINK, amount: 130}});
    expect(".pay-link-active").toHaveText(/asks .*100\.00/);
    await click(".pay-link-qr");
    await waitFor(".pay-link-qr-code");
    expect(".pay-link-qr-amount").toHaveText(/100\.00/);
});

test("the code is large, and says when the money came in", async () => {
    const {store} = await open({link: LINK});
    await click(".pay-link-qr");
    await waitFor(".pay-link-qr-code");
    expect(".pay-link-qr-amount").toHaveText(/100\.00/);
    const updates = store.env.services.pay_link;
    await updates.onChanged({links: [{id: 4, payment_state: "paid"}]});
    await animationFrame();
    expect(".pay-link-qr-paid").toHaveCount(0);
    await updates.onChanged({links: [{id: 5, payment_state: "authorized"}]});
    await animationFrame();
    expect(".pay-link-qr-paid").toHaveCount(0);
    await updates.onChanged({links: [{id: 5, payment_state: "paid"}]});
    await waitFor(".pay-link-qr-paid");
    await advanceTime(5000);
    await waitForNone(".modal");
});

test("keyboard: Enter sends, Escape leaves", async () => {
    await open();
    await click("#pay_link_amount");
    await press("Enter");
    await waitForNone(".pay-link-dialog");
    expect(sent).toHaveLength(1);
});
