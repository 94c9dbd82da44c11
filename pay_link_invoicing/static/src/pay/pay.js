/* The script of the pay page. The page works without it; with it, it counts who really saw
   the page, keeps the button's amount right and tells at once what became of a payment. */

/* How long to wait before each question, in ms; then the last one again. A customer waits
   for what is "fast"; "slow" is a page that may change by what happens elsewhere. */
const DELAYS = {
    fast: [1000, 2000, 3000, 5000],
    slow: [10000, 15000, 20000, 30000],
};
const GIVE_UP_AFTER = {fast: 5 * 60 * 1000, slow: 30 * 60 * 1000}; // ms
const LINES_SHOWN = 10; // without asking

/**
 * Return how long to wait before a question.
 *
 * @param {string} pace - "fast" or "slow".
 * @param {number} count - How many questions were asked already.
 * @returns {number} ms
 */
export function getDelay(pace, count) {
    const delays = DELAYS[pace];
    return delays[Math.min(count, delays.length - 1)];
}

/**
 * Return the label of the pay button.
 *
 * @param {string} pattern - The label, with `{}` where the number goes.
 * @param {string} value - What was typed.
 * @param {number} digits - Of the currency.
 * @param {string} lang - BCP 47.
 * @returns {string|null} Nothing where no amount was typed.
 */
export function formatLabel(pattern, value, digits, lang) {
    const amount = parseFloat(value);
    if (!Number.isFinite(amount) || amount <= 0) {
        return null;
    }
    const options = {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
        numberingSystem: "latn", // as the server writes amounts in each language
    };
    return pattern.replace("{}", new Intl.NumberFormat(lang, options).format(amount));
}

/**
 * Ask the server what became of the payment.
 *
 * @param {string} path - The link's path.
 * @param {boolean} awaiting - Whether the customer has just come back from a provider.
 * @returns {Promise<object|null>} Nothing where the server had no answer.
 */
export async function fetchState(path, awaiting) {
    const response = await fetch(`${path}/state`, {
        method: "POST",
        headers: {"Content-Type": "application/json"},
        body: JSON.stringify({jsonrpc: "2.0", method: "call", params: {awaiting}}),
    });
    const {result} = await response.json();
    return result || null;
}

/** What the page does for as long as it is open. */
export class PayPage {
    constructor(doc) {
        this.doc = doc;
        this.startedAt = Date.now();
        this.asked = 0;
    }

    get main() {
        return this.doc.querySelector("main[data-path]");
    }

    start() {
        this.doc.addEventListener("visibilitychange", () => this.onVisible());
        this.doc.addEventListener("input", (ev) => this.onInput(ev));
        this.doc.addEventListener("submit", (ev) => this.onSubmit(ev));
        this.doc.defaultView.addEventListener("pageshow", (ev) => this.onShow(ev));
        this.onVisible();
        this.refresh();
        this.doc.getElementById("pay_redirect")?.requestSubmit();
    }

    /** Prepare what the server has just rendered. */
    refresh() {
        for (const time of this.doc.querySelectorAll("time[datetime]")) {
            const options = {dateStyle: "long", timeStyle: "short"};
            const format = new Intl.DateTimeFormat(
                this.doc.documentElement.lang,
                options
            );
            const text = format.format(new Date(time.dateTime));
            time.textContent = text.replace(/\.$/, ""); // "p.m." ends like the sentence
        }
        // on a wide screen the lines stand beside the form, not before it
        const lines = this.doc.querySelector(".lines");
        const isWide = this.doc.defaultView.matchMedia("(min-width: 48rem)").matches;
        if (
            lines &&
            isWide &&
            lines.querySelectorAll("tbody tr").length <= LINES_SHOWN
        ) {
            lines.open = true;
        }
        this.schedule();
    }

    onVisible() {
        if (this.doc.visibilityState !== "visible" || !this.main) {
            return;
        }
        if (!this.seen) {
            this.seen = true;
            fetch(`${this.main.dataset.path}/seen`, {method: "POST", keepalive: true});
        } else if (this.main.dataset.kind !== "redirect") {
            this.startedAt = Date.now();
            this.asked = 0;
            this.check();
        }
    }

    /** A page out of the browser's own store may be old, and its button still turns. */
    onShow(ev) {
        if (ev.persisted) {
            this.doc.defaultView.location.reload();
        }
    }

    onInput(ev) {
        const form = ev.target.form;
        const label = this.doc.querySelector("#pay_button .button-label");
        if (ev.target.id !== "pay_amount" || !label) {
            return;
        }
        const {payLabel, digits} = form.dataset;
        const lang = this.doc.documentElement.lang;
        const text = formatLabel(payLabel, ev.target.value, Number(digits), lang);
        label.textContent = text || label.textContent;
    }

    /** Let a form be sent once. */
    onSubmit(ev) {
        const button =
            ev.submitter ||
            this.doc.querySelector(`[form="${ev.target.id}"]`) ||
            ev.target.querySelector("button");
        if (ev.target.dataset.sent) {
            ev.preventDefault();
            return;
        }
        ev.target.dataset.sent = "1";
        button?.setAttribute("aria-disabled", "true");
    }

    /** Ask again later: not while nobody looks, and not for ever. */
    schedule() {
        clearTimeout(this.timer);
        const pace = this.main?.dataset.poll;
        const isSeen = this.doc.visibilityState === "visible";
        if (!pace || (pace === "slow" && !isSeen)) {
            return;
        }
        if (Date.now() - this.startedAt <= GIVE_UP_AFTER[pace]) {
            this.timer = setTimeout(() => this.check(), getDelay(pace, this.asked));
            this.asked++;
        }
    }

    /** Ask once; show the news if there are any. */
    async check() {
        try {
            const {path, version, awaiting} = this.main.dataset;
            const state = await fetchState(path, Boolean(awaiting));
            if (state && state.version !== version) {
                await this.swap();
            }
        } catch {
            // no network for a moment: the next question may get through
        }
        this.schedule();
    }

    /** Put the page's new content in the place of the old, and say so. */
    async swap() {
        const {pathname, href} = this.doc.location;
        const {path, version} = this.main.dataset;
        const response = await fetch(pathname === path ? href : path);
        const text = await response.text();
        const page = new DOMParser().parseFromString(text, "text/html");
        const main = page.querySelector("main[data-path]");
        if (!main || main.dataset.version === version) {
            return;
        }
        const chosen = this.doc.querySelector("input[name=method]:checked")?.id;
        this.main.replaceWith(this.doc.importNode(main, true));
        this.doc.getElementById(chosen)?.click();
        this.doc.title = page.title;
        this.asked = 0;
        this.announce();
        this.refresh();
    }

    /** Say what is new, also to who does not see it. */
    announce() {
        const heading = this.doc.getElementById("pay_title");
        heading.focus();
        const news = [this.doc.getElementById("pay_notice"), heading].filter(Boolean);
        const texts = news.map((element) =>
            element.textContent.replace(/\s+/g, " ").trim()
        );
        this.doc.getElementById("pay_live").textContent = texts.join(" ");
    }
}

if (document.querySelector("main[data-path]")) {
    new PayPage(document).start();
}
