import {Reactive} from "@web/core/utils/reactive";
import {_t} from "@web/core/l10n/translation";
import {callPayLink, describeError} from "@pay_link_pos/app/utils/pay_link_api";
import {debounce} from "@web/core/utils/timing";
import {formatFloat} from "@web/core/utils/numbers";
import {parseFloat} from "@web/views/fields/parsers";

const CHECK_DELAY_MS = 400;
const TYPED = ["email", "phone", "note"];

/** What the cashier fills in, and what the server says to it. */
export class PayLinkForm extends Reactive {
    constructor(pos, {resModel, resId, values}) {
        super();
        this.pos = pos;
        this.document = [resModel, resId];
        this.given = values || {};
        this.data = null;
        this.error = "";
        this.isBusy = false;
        this.isDone = false;
        this.isUrlShown = false;
        this.amountText = "";
        this.email = this.phone = this.note = "";
        this.methodIds = [];
        this.byEmail = false;
        this.bySms = false;
        this.isBlocked = false;
        this.sent = "";
        this.checkLater = debounce(() => this.check(), CHECK_DELAY_MS);
    }

    // === STATE === //

    /** The amount to ask, or NaN where none is typed. */
    get amount() {
        try {
            return this.amountText.trim() ? parseFloat(this.amountText) : NaN;
        } catch {
            return NaN;
        }
    }

    get amountProblem() {
        const {amount, data} = this;
        const format = (value) => this.pos.env.utils.formatCurrency(value);
        if (Number.isNaN(amount)) {
            return _t("Type an amount.");
        }
        if (amount <= 0) {
            return _t("The amount must be positive.");
        }
        if (this.pos.currency.comp(amount, data.amount_min) < 0) {
            return _t("At least %s.", format(data.amount_min));
        }
        if (this.pos.currency.comp(amount, data.amount_max) > 0) {
            return _t("At most %s.", format(data.amount_max));
        }
        return "";
    }

    get channels() {
        const chosen = {email: this.byEmail, sms: this.bySms};
        return Object.keys(chosen).filter(
            (channel) => chosen[channel] && this.allows(channel)
        );
    }

    get values() {
        const all = this.data.methods.length === this.methodIds.length;
        return {
            ...this.given,
            amount: this.amount,
            email: this.email.trim(),
            phone: this.phone.trim(),
            note: this.note.trim(),
            channels: this.channels,
            method_ids: all ? [] : this.methodIds,
        };
    }

    /** Why nothing can be sent, apart from addresses. */
    get problem() {
        if (!this.data || this.isBlocked) {
            return this.data?.problem || "";
        }
        if (this.data.methods.length && !this.methodIds.length) {
            return _t("Allow at least one payment method.");
        }
        return this.amountProblem || this.data.problem;
    }

    /** What is said above all, as no field is to blame. */
    get banner() {
        const isOfAmount = this.data && !this.isBlocked && this.amountProblem;
        return this.error || (isOfAmount ? "" : this.problem);
    }

    get canMake() {
        return Boolean(this.data) && !this.isBusy && !this.isDone && !this.problem;
    }

    get canSend() {
        const {channels} = this;
        return (
            this.canMake &&
            channels.length > 0 &&
            !channels.some((channel) => this.getProblem(channel))
        );
    }

    allows(channel) {
        return this.data.channels.includes(channel);
    }

    getProblem(channel) {
        return this.data.problems[channel] || "";
    }

    // === CHANGES === //

    setAmount(text) {
        this.amountText = text;
        this.data.problem = "";
        this.checkLater();
    }

    setText(name, text) {
        this[name] = text;
        this.data.problems = {};
        this.checkLater();
    }

    toggleMethod(id) {
        this.methodIds = this.methodIds.includes(id)
            ? this.methodIds.filter((other) => other !== id)
            : [...this.methodIds, id];
        this.checkLater();
    }

    toggleChannel(name) {
        this[name] = !this[name];
        this.checkLater();
    }

    // === SERVER === //

    async load() {
        const data = await this.call("pay_link_prepare", this.given);
        if (!data) {
            return;
        }
        this.data = data;
        for (const name of TYPED) {
            this[name] = this.given[name] || data[name] || "";
        }
        this.amountText = this.formatAmount(this.given.amount || data.amount);
        this.methodIds = data.methods.map((method) => method.id);
        this.byEmail = data.by_email && this.allows("email");
        this.bySms = data.by_sms && this.allows("sms");
        this.isBlocked = Boolean(data.problem);
        this.sent = this.asksTheSame(data.link) ? JSON.stringify(this.terms) : "";
    }

    /** Ask the server about what is typed; the last question has the last word. */
    async check() {
        if (!this.data || this.isBusy) {
            return;
        }
        const values = this.values;
        this.asked = values;
        try {
            const answer = await this.callServer("pay_link_check", values);
            if (this.asked === values) {
                Object.assign(this.data, answer);
            }
        } catch {
            // Typing goes on: sending says what is wrong.
        }
    }

    /**
     * Make a link, in place of an older one, and send it.
     *
     * @param {string[]} channels
     * @returns {Promise<object|undefined>} the server's answer
     */
    async make(channels) {
        if (!this.canMake) {
            return;
        }
        const result = await this.call("pay_link_send", {...this.values, channels});
        if (result) {
            this.data.link = result.link;
            this.sent = JSON.stringify(this.terms);
        }
        return result;
    }

    async send() {
        const result = this.canSend ? await this.make(this.channels) : undefined;
        // A second click may come before the dialog is gone.
        this.isDone = Boolean(result);
        return result;
    }

    /** Hand over the link that is there, if it asks for the same, or a new one. */
    async share(channel) {
        const isSame = this.data.link && this.sent === JSON.stringify(this.terms);
        if (!isSame && !(await this.make([]))) {
            return;
        }
        return this.call("pay_link_share", this.data.link.id, channel);
    }

    async deactivate() {
        const done = await this.call("pay_link_deactivate", this.data.link.id);
        if (done !== undefined) {
            this.data.link = false;
            this.isUrlShown = false;
        }
        return done !== undefined;
    }

    stop() {
        this.checkLater.cancel();
    }

    // === PRIVATE === //

    /** What a link keeps; where it is sent to does not change it. */
    get terms() {
        const {amount, method_ids: methods, note} = this.values;
        return [amount, [...methods].sort(), note];
    }

    /** Whether a link that is there can be handed over for what the dialog proposes. */
    asksTheSame(link) {
        return (
            link &&
            !this.given.item_ids &&
            this.pos.currency.comp(link.amount_due, this.amount) === 0 &&
            (!link.method_ids.length ||
                this.methodIds.every((id) => link.method_ids.includes(id)))
        );
    }

    formatAmount(amount) {
        const {decimal_places: digits} = this.pos.currency;
        return amount
            ? formatFloat(amount, {digits: [false, digits], thousandsSep: ""})
            : "";
    }

    callServer(method, ...args) {
        const isOfLink = ["pay_link_deactivate", "pay_link_share"].includes(method);
        const target = isOfLink ? [] : this.document;
        return callPayLink(this.pos, method, ...target, ...args);
    }

    /** Call the server once at a time; what goes wrong is said in the dialog. */
    async call(method, ...args) {
        if (this.isBusy) {
            return;
        }
        this.isBusy = true;
        this.error = "";
        try {
            return await this.callServer(method, ...args);
        } catch (error) {
            this.error = describeError(error);
        } finally {
            this.isBusy = false;
        }
    }
}
