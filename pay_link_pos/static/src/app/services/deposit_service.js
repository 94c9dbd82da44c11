import {registry} from "@web/core/registry";

const NOTICE = "PAY_LINK_NOTICE";

/** Tells the cashiers what became of a deposit that an order did not need. */
export const depositService = {
    dependencies: ["pos", "notification"],
    start(_env, {pos, notification}) {
        pos.data.connectWebSocket(NOTICE, ({message}) =>
            notification.add(message, {type: "warning", sticky: true})
        );
    },
};

registry.category("services").add("pay_link_deposit", depositService);
