import {Component, onWillDestroy, useState} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";
import {PayLinkForm} from "@pay_link_pos/app/components/pay_link_dialog/pay_link_form";
import {PayLinkMethods} from "@pay_link_pos/app/components/pay_link_methods/pay_link_methods";
import {NumberPopup} from "@point_of_sale/app/components/popups/number_popup/number_popup";
import {PayLinkQr} from "@pay_link_pos/app/components/pay_link_qr/pay_link_qr";
import {_t} from "@web/core/l10n/translation";
import {ask, makeAwaitable} from "@point_of_sale/app/utils/make_awaitable_dialog";
import {browser} from "@web/core/browser/browser";
import {
    getButtons,
    DECIMAL,
    ZERO,
    BACKSPACE,
} from "@point_of_sale/app/components/numpad/numpad";
import {usePos} from "@point_of_sale/app/hooks/pos_hook";
import {useService} from "@web/core/utils/hooks";

/** Asks the customer for money by a pay link: of an order, a wallet, an account. */
export class PayLinkDialog extends Component {
    static template = "pay_link_pos.PayLinkDialog";
    static components = {Dialog, PayLinkMethods};
    static props = {
        resModel: String,
        resId: Number,
        values: {type: Object, optional: true},
        title: {type: String, optional: true},
        getPayload: {type: Function, optional: true},
        close: Function,
    };

    setup() {
        this.pos = usePos();
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.form = useState(new PayLinkForm(this.pos, this.props));
        this.form.load();
        onWillDestroy(() => this.form.stop());
    }

    get title() {
        return this.props.title || this.form.data?.title || _t("Send pay link");
    }

    get sendLabel() {
        return this.form.data?.link ? _t("Send again") : _t("Send");
    }

    format(amount) {
        return this.env.utils.formatCurrency(amount);
    }

    async onClickAmount() {
        const amount = await makeAwaitable(this.dialog, NumberPopup, {
            title: _t("Amount to ask"),
            startingValue: this.form.amountText,
            buttons: getButtons([DECIMAL, ZERO, BACKSPACE]),
        });
        if (amount !== undefined) {
            this.form.setAmount(amount);
        }
    }

    /** Send by e-mail and SMS, as switched on. */
    async onSend() {
        const result = await this.form.send();
        if (result) {
            this.finish(result);
        }
    }

    async onWhatsApp() {
        // Opened while the click counts as one: later the browser blocks it.
        const tab = browser.open("about:blank", "_blank");
        const result = await this.form.share("whatsapp");
        if (!result) {
            tab?.close();
            return;
        }
        if (tab) {
            tab.location.href = result.link.whatsapp_url;
        }
        this.props.getPayload?.(result);
        this.props.close();
    }

    async onCopy() {
        const result = await this.form.share("copy");
        if (!result) {
            return;
        }
        try {
            await browser.navigator.clipboard.writeText(result.link.url);
            this.notification.add(_t("The address of the pay link is copied."), {
                type: "success",
            });
        } catch {
            // Not over HTTPS, or not allowed: the field can be copied by hand.
            this.form.isUrlShown = true;
        }
        this.props.getPayload?.(result);
    }

    async onQr() {
        const result = await this.form.share("qr");
        if (result) {
            this.props.getPayload?.(result);
            this.showQr(result.link);
        }
    }

    showQr(link) {
        const {resModel, resId} = this.props;
        this.dialog.add(PayLinkQr, {
            link,
            resModel,
            resId,
            document: this.form.data.document,
            onPaid: () => this.props.close(),
        });
    }

    async onDeactivate() {
        const isSure = await ask(this.dialog, {
            title: _t("Deactivate the pay link?"),
            body: _t(
                "The customer can no longer pay with %s.",
                this.form.data.link.name
            ),
            confirmLabel: _t("Deactivate"),
            cancelLabel: _t("Keep"),
        });
        if (isSure && (await this.form.deactivate())) {
            this.notification.add(_t("The pay link is deactivated."), {
                type: "success",
            });
        }
    }

    finish(result) {
        this.notification.add(result.message, {type: "success"});
        this.props.getPayload?.(result);
        this.props.close();
    }
}

/**
 * Ask for money by a pay link.
 *
 * @param {object} pos the till's store
 * @param {object} params
 * @param {string} params.resModel `pos.order`, `loyalty.card` or `res.partner`
 * @param {number} params.resId the record on the server
 * @param {object} [params.values] what is known already: amount, email, item_ids, ...
 * @param {string} [params.title]
 * @returns {Promise<object|undefined>} the server's answer to the last sending, or
 *  nothing if none was sent
 */
export function askPayLink(pos, params) {
    return new Promise((resolve) => {
        let answer;
        pos.dialog.add(
            PayLinkDialog,
            {...params, getPayload: (result) => (answer = result)},
            {onClose: () => resolve(answer)}
        );
    });
}
