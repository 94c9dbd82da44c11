import {registry} from "@web/core/registry";

const MOVED = ["partial", "paid", "refunded"];

/** Keeps the balances true that the till knows: it pays with them, and shows them. */
export class PayLinkWallets {
    constructor(env, {pos}) {
        this.pos = pos;
        pos.data.connectWebSocket("PAY_LINK_CHANGED", ({links}) => this.reload(links));
    }

    /** Read the wallets again whose links have brought money, or given it back. */
    async reload(links = []) {
        const ids = links
            .filter(
                (link) =>
                    link.res_model === "loyalty.card" &&
                    MOVED.includes(link.payment_state)
            )
            .map((link) => link.res_id);
        if (!ids.length) {
            return;
        }
        try {
            const cards = await this.pos.fetchCoupons([["id", "in", ids]], null);
            this.pos.computePartnerCouponIds(cards);
        } catch (error) {
            // Offline: the server checks the balance when a sale uses the wallet.
            console.warn(error);
        }
    }
}

export const payLinkWalletService = {
    dependencies: ["pos"],
    start: (env, services) => new PayLinkWallets(env, services),
};

registry.category("services").add("pay_link_wallets", payLinkWalletService);
