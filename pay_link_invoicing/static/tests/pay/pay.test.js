import {describe, expect, test} from "@odoo/hoot";
import {mockFetch} from "@odoo/hoot-mock";

import {PayPage, fetchState, formatLabel, getDelay} from "@pay_link_invoicing/pay/pay";

describe.current.tags("headless");

const PAGE = (kind, version) => `
    <main data-path="/pay/t" data-kind="${kind}" data-version="${version}" data-poll="fast">
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
    const getDelays = (pace) => [0, 1, 3, 50].map((count) => getDelay(pace, count));
    expect(getDelays("fast")).toEqual([1000, 2000, 5000, 5000]);
    expect(getDelays("slow")).toEqual([10000, 15000, 30000, 30000]);
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

test("what was chosen stays chosen, and what came is said", async () => {
    const form = `<form><input type="radio" name="method" id="m1"/>
        <input type="radio" name="method" id="m2"/></form>`;
    const notice = `<div id="pay_notice">Thank you</div>`;
    mockFetch((url) =>
        url.endsWith("/state")
            ? {result: {version: "2"}}
            : PAGE("pay", "2").replace("</main>", `${notice}${form}</main>`)
    );
    const page = makePage(PAGE("pay", "1").replace("</main>", `${form}</main>`));
    page.doc.getElementById("m2").click();
    await page.check();
    clearTimeout(page.timer);
    expect(page.doc.getElementById("m2").checked).toBe(true);
    expect(page.doc.getElementById("pay_live").textContent).toBe("Thank you pay");
});

test("a page that would stay as it is keeps the focus where it is", async () => {
    mockFetch((url) =>
        url.endsWith("/state") ? {result: {version: "2"}} : PAGE("pay", "1")
    );
    const page = makePage(PAGE("pay", "1"));
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
