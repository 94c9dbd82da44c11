/* global posmodel */

/** Post a form of a page as a browser without script does; return the next page. */
async function submit(page, selector, values) {
    const form = page.querySelector(selector);
    const data = new URLSearchParams(new FormData(form));
    for (const [name, value] of Object.entries(values)) {
        data.set(name, value);
    }
    return parse(await fetch(form.getAttribute("action"), {method: "POST", body: data}));
}

async function parse(response) {
    return new DOMParser().parseFromString(await response.text(), "text/html");
}

/**
 * Pay the latest pay link of this point of sale on its own page, with Odoo's provider
 * Demo.
 */
export async function payLatestLink() {
    const domain = [
        ["state", "=", "active"],
        ["pos_config_id", "=", posmodel.config.id],
    ];
    const [{url}] = await posmodel.data.call("pay.link", "search_read", [domain, ["url"]]);
    const path = new URL(url).pathname;
    const page = await parse(await fetch(path));
    const method = page.querySelector("#pay_form input[name=method]").value;
    const demo = await submit(page, "#pay_form", {method});
    await submit(demo, "form[action$='/demo/pay']", {outcome: "done"});
    // What the page's own script asks for next.
    await fetch(`${path}/state`, {
        method: "POST",
        headers: {"Content-Type": "application/json"},
        body: JSON.stringify({jsonrpc: "2.0", method: "call", params: {awaiting: true}}),
    });
}
