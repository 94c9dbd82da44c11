/* global posmodel */

const TRIGGER = "body:not(:has(.pay-link-dialog))";
let path = "";
let page = null;

async function show(response) {
    if (!response.ok) {
        throw new Error(`${response.url}: ${response.status}`);
    }
    page = new DOMParser().parseFromString(await response.text(), "text/html");
}

/** Post a form of the page as a browser without script does. */
async function submit(selector, values) {
    const form = page.querySelector(selector);
    const data = new URLSearchParams(new FormData(form));
    for (const [name, value] of Object.entries(values)) {
        data.set(name, value);
    }
    await show(await fetch(form.getAttribute("action"), {method: "POST", body: data}));
}

async function open() {
    const domain = [
        ["state", "=", "active"],
        ["pos_config_id", "=", posmodel.config.id],
    ];
    const [{url}] = await posmodel.data.call("pay.link", "search_read", [
        domain,
        ["url"],
    ]);
    path = new URL(url).pathname;
    await show(await fetch(path));
}

async function choose() {
    const {value: method} = page.querySelector("#pay_form input[name=method]");
    await submit("#pay_form", {method});
}

/** What the page's own script asks for until the payment is there. */
async function wait() {
    await fetch(`${path}/state`, {
        method: "POST",
        headers: {"Content-Type": "application/json"},
        body: JSON.stringify({
            jsonrpc: "2.0",
            method: "call",
            params: {awaiting: true},
        }),
    });
}

/**
 * Pay the latest pay link of this point of sale on its own page, with Odoo's provider
 * Demo.
 *
 * @returns {object[]} steps of a tour
 */
export function payLatestLink() {
    const step = (content, run) => ({content, trigger: TRIGGER, run});
    return [
        step("The customer opens the pay page", open),
        step("The customer chooses how to pay", choose),
        step("The customer pays", () =>
            submit("form[action$='/demo/pay']", {outcome: "done"})
        ),
        step("The page waits for the payment", wait),
    ];
}
