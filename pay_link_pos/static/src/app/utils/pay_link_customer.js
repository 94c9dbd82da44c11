import {callPayLink, describeError} from "@pay_link_pos/app/utils/pay_link_api";
import {AlertDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {PayLinkItemsDialog} from "@pay_link_pos/app/components/pay_link_items_dialog/pay_link_items_dialog";
import {SelectionPopup} from "@point_of_sale/app/components/popups/selection_popup/selection_popup";
import {_t} from "@web/core/l10n/translation";
import {askPayLink} from "@pay_link_pos/app/components/pay_link_dialog/pay_link_dialog";
import {makeAwaitable} from "@point_of_sale/app/utils/make_awaitable_dialog";

/** Ask the server, and tell the cashier in words what it refuses. */
async function ask(pos, title, method, ...args) {
    try {
        return await callPayLink(pos, method, ...args);
    } catch (error) {
        pos.dialog.add(AlertDialog, {title, body: describeError(error)});
    }
}

async function chooseProgram(pos, title, programs) {
    return makeAwaitable(pos.dialog, SelectionPopup, {
        title,
        list: programs.map(({id, name}) => ({id, label: name, item: id})),
    });
}

/**
 * Ask a customer by pay link for a top-up of the e-wallet.
 *
 * @param {object} pos the till's store
 * @param {object} partner
 * @returns {Promise<object|undefined>} see `askPayLink`
 */
export async function topUpWallet(pos, partner) {
    const title = _t("Top up e-wallet");
    const method = "pay_link_prepare_wallet";
    let wallet = await ask(pos, title, method, partner.id);
    if (wallet && !wallet.card_id) {
        const programId = await chooseProgram(pos, title, wallet.programs);
        wallet = programId && (await ask(pos, title, method, partner.id, programId));
    }
    if (wallet) {
        return askPayLink(pos, {
            resModel: "loyalty.card",
            resId: wallet.card_id,
            title,
        });
    }
}

/**
 * Ask a customer by pay link for chosen open items of the account.
 *
 * @param {object} pos the till's store
 * @param {object} partner
 * @returns {Promise<object|undefined>} see `askPayLink`
 */
export async function settleAccount(pos, partner) {
    const title = _t("Settle account");
    const account = await ask(pos, title, "pay_link_get_items", partner.id);
    if (!account) {
        return;
    }
    const itemIds = await makeAwaitable(pos.dialog, PayLinkItemsDialog, {account});
    if (itemIds?.length) {
        return askPayLink(pos, {
            resModel: "res.partner",
            resId: account.partner_id,
            values: {item_ids: itemIds},
            title,
        });
    }
}
