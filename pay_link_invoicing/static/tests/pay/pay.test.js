import {describe, expect, test} from "@odoo/hoot";
import {mockFetch} from "@odoo/hoot-mock";

import {PayPage, fetchState, formatLabel, getDelay} from "@pay_link_invoicing/pay/pay";

describe.current.tags("headless");

const PAGE = (kind, version) => `
    <main data-path="/pay/t" data-kind="${kind}" data-version="${version}" data-poll="1">
        <h1 id="pay_title" tabindex="-1">${kind}</h1>
    </main>
    <p id="pay_live" aria-live="polite"></p>`;

function makePage(body) {
    const frame = document.createElement("iframe");
    document.querySelector("#hoot-fixture, body").append(frame);
    frame.contentDocument.body.innerHTML = body;
    return new PayPage(frame.contentDocument);
}

test("the script waits longer from question to question", () => {
    expect([0, 1, 2, 3, 4, 50].map(getDelay)).toEqual([
        1000, 2000, 3000, 5000, 5000, 5000,
    ]);
});

test("the button says what was typed, in the page's language", () => {
    expect(formatLabel("Pay $ {}", "1250.5", 2, "en-US")).toBe("Pay $ 1,250.50");
    expect(formatLabel("Zahlen {} €", "1250.5", 2, "de-DE")).toBe("Zahlen 1.250,50 €");
    expect(formatLabel("Pay {}", "7", 0, "en-US")).toBe("Pay 7");
});

test("the button keeps its label where nothing sensible was typed", () => {
    for (const value of ["", "x", "0", "-5"]) {
        expect(formatLabel("Pay {}", value, 2, "en-US")).toBe(null);
    }
});

test("an error of the server is no answer", async () => {
    mockFetch(() => ({error: {message: "Odoo Server Error"}}));
    expect(await fetchState("/pay/t", false)).toBe(null);
});

test("news take the place of the page, get the focus and are said aloud", async () => {
    mockFetch((url) =>
        url.endsWith("/state") ? {result: {version: "2"}} : PAGE("paid", "2")
    );
    const page = makePage(PAGE("processing", "1"));
    await page.check();
    clearTimeout(page.timer);
    expect(page.main.dataset.kind).toBe("paid");
    expect(page.doc.activeElement.id).toBe("pay_title");
    expect(page.doc.getElementById("pay_live").textContent).toBe("paid");
});

test("no news change nothing", async () => {
    mockFetch(() => ({result: {version: "1"}}));
    const page = makePage(PAGE("processing", "1"));
    const before = page.main;
    await page.check();
    clearTimeout(page.timer);
    expect(page.main).toBe(before);
});

test("a form is sent once", () => {
    const page = makePage(`<form id="f"><button>Pay</button></form>`);
    const form = page.doc.getElementById("f");
    const sent = [];
    page.doc.addEventListener("submit", (ev) => {
        page.onSubmit(ev);
        sent.push(ev.defaultPrevented);
        ev.preventDefault();
    });
    form.requestSubmit();
    form.requestSubmit();
    expect(sent).toEqual([false, true]);
    expect(form.querySelector("button").getAttribute("aria-disabled")).toBe("true");
});
