import {Component} from "@odoo/owl";
import {CopyButton} from "@web/core/copy_button/copy_button";
import {Dialog} from "@web/core/dialog/dialog";
import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";

/** The address of a pay link, as a large QR code and to be copied. */
export class PayLinkShareDialog extends Component {
    static template = "pay_link_invoicing.PayLinkShareDialog";
    static components = {CopyButton, Dialog};
    static props = {
        name: String,
        amount: String,
        url: String,
        qr_url: String,
        close: Function,
    };

    setup() {
        this.copyText = _t("Copy");
        this.copiedText = _t("Copied");
    }
}

/**
 * Copy a text, where the browser lets us.
 *
 * @param {string} text
 * @returns {Promise<boolean>}
 */
async function copy(text) {
    try {
        await browser.navigator.clipboard.writeText(text);
        return true;
    } catch {
        // No permission, no HTTPS, or the click is too long ago
        return false;
    }
}

/**
 * Copy the address of a pay link or show it as a QR code. The dialog that asked for
 * it is closed.
 *
 * @param {object} env
 * @param {object} action its `params`: `mode`, and the props of the dialog
 */
async function sharePayLink(env, {params: {mode, ...link}}) {
    const isCopied = mode === "copy" && (await copy(link.url));
    await env.services.action.doAction({type: "ir.actions.act_window_close"});
    if (isCopied) {
        env.services.notification.add(_t("The address of %s is copied.", link.name), {
            type: "success",
        });
    } else {
        env.services.dialog.add(PayLinkShareDialog, link);
    }
}

registry.category("actions").add("pay_link_share", sharePayLink);
