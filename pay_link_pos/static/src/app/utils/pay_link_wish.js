import {_t} from "@web/core/l10n/translation";
import {formatCurrency} from "@web/core/currency";
import {findEmail, findEmailProblem} from "@pay_link_pos/app/utils/email_address";
import {findPhoneProblem} from "@pay_link_pos/app/utils/phone_number";

/**
 * What the cashier wants for the part of a sale that is put on the customer's account: a
 * receipt with a pay link, by e-mail and perhaps by SMS. The order keeps it; the server
 * makes and sends the link once the sale is validated.
 */
export class PayLinkWish {
    constructor(order) {
        this.order = order;
        this.config = order.config;
    }

    get paymentLines() {
        return this.order.payment_ids.filter(({payment_method_id: method}) =>
            Boolean(method?.type === "pay_later" && !method.is_pay_link)
        );
    }

    get amount() {
        const amounts = this.paymentLines.map((line) => line.getAmount());
        return this.order.currency.round(
            amounts.reduce((sum, amount) => sum + amount, 0)
        );
    }

    get isOffered() {
        return Boolean(
            this.config.pay_link_enabled && !this.order.isRefund && this.amount > 0
        );
    }

    /** Why no link can be made for the sale, whoever gets it. */
    get obstacle() {
        const {pay_link_amount_min: smallest, pay_link_amount_max: largest} =
            this.config;
        if (!this.config.canInvoice) {
            return _t("Pay links need an invoice journal. Add one in the settings.");
        }
        if (
            (smallest && this.amount < smallest) ||
            (largest && this.amount > largest)
        ) {
            return _t("Pay links are for amounts from %(smallest)s to %(largest)s.", {
                smallest: this.format(smallest),
                largest: this.format(largest),
            });
        }
        return "";
    }

    get isOn() {
        return Boolean(this.order.pay_link_wanted && this.isOffered && !this.obstacle);
    }

    // --- ADDRESSES --- //

    get email() {
        return this.getAddress("email");
    }

    get phone() {
        return this.getAddress("phone");
    }

    /** What was typed, even if it is nothing yet; else what is known of the customer. */
    getAddress(field) {
        const typed = this.order[`pay_link_${field}`];
        return typeof typed === "string" ? typed : this.order.partner_id?.[field] || "";
    }

    get canEmail() {
        return Boolean(this.config.pay_link_by_email);
    }

    get canSms() {
        return Boolean(this.config.pay_link_by_sms);
    }

    /** With SMS as the only channel there is nothing to choose. */
    get isBySms() {
        return this.canSms && Boolean(this.order.pay_link_by_sms || !this.canEmail);
    }

    /** Who has no e-mail address can get an SMS only. */
    get isByEmail() {
        return this.canEmail && !(this.isBySms && !this.email.trim());
    }

    get isMailed() {
        return this.isOn && this.isByEmail;
    }

    // --- PROBLEMS --- //

    get emailProblem() {
        const texts = {
            none: _t(
                "%s has no e-mail address. Enter one.",
                this.order.getPartnerName()
            ),
            several: _t(
                "There are several e-mail addresses in “%s”. Keep one.",
                this.email
            ),
            invalid: _t("“%s” is not a valid e-mail address.", this.email),
        };
        return this.isByEmail ? texts[findEmailProblem(this.email)] || "" : "";
    }

    get phoneProblem() {
        const texts = {
            none: _t("%s has no phone number. Enter one.", this.order.getPartnerName()),
            several: _t(
                "There are several phone numbers in “%s”. Keep one.",
                this.phone
            ),
            invalid: _t("“%s” is not a valid phone number.", this.phone),
            country: _t(
                "SMS to %s is not allowed: see the settings for countries.",
                this.phone
            ),
        };
        return this.isBySms ? texts[this.findPhoneProblem()] || "" : "";
    }

    findPhoneProblem() {
        const home = this.order.partner_id?.country_id || this.order.company.country_id;
        return findPhoneProblem(this.phone, this.config.pay_link_sms_country_ids, home);
    }

    /** Why the sale can't be validated as long as the switch is on. */
    get problem() {
        if (!this.isOn) {
            return "";
        }
        if (!this.order.partner_id) {
            return _t("Choose the customer who gets the pay link.");
        }
        return this.emailProblem || this.phoneProblem;
    }

    // --- CHANGES --- //

    /** Begin with what the settings say; the cashier can say otherwise. */
    start() {
        this.order.pay_link_wanted = Boolean(this.config.pay_link_on_account);
        this.order.pay_link_by_sms = false;
    }

    /** Another customer has other addresses. */
    forgetAddresses() {
        this.order.pay_link_email = false;
        this.order.pay_link_phone = false;
    }

    /** Keep what the cashier has seen, as the server is to do just that. */
    settle() {
        const {isOn, isByEmail, isBySms, email, phone} = this;
        this.order.pay_link_wanted = isOn;
        this.order.pay_link_email = isOn && isByEmail ? findEmail(email) : false;
        this.order.pay_link_phone = isOn && isBySms ? phone.trim() : false;
        this.order.pay_link_by_sms = isOn && isBySms;
    }

    format(amount) {
        return formatCurrency(amount, this.order.currency.id);
    }
}
