import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {url} from "@web/core/utils/urls";
import {user} from "@web/core/user";

/**
 * Tells the seller at once of money that came in and of customers who ask for a new
 * link, wherever they are in Odoo; lets open forms know what has changed.
 */
export class PayLinkNotifications {
    constructor(env, {action, bus_service: bus, notification, orm}) {
        Object.assign(this, {env, action, notification, orm});
        bus.subscribe("pay_link_invoicing/toast", (news) => this.show(news));
        bus.subscribe("pay_link_invoicing/changed", ({documents}) =>
            env.bus.trigger("PAY_LINK:CHANGED", documents)
        );
        bus.start();
    }

    show(news) {
        const close = this.notification.add(news.message, {
            title: news.title,
            type: news.type || "success",
            sticky: true,
            buttons: this.getButtons(news).map(({name, then}, index) => ({
                name,
                primary: !index,
                onClick: () => {
                    close();
                    return then(news);
                },
            })),
        });
    }

    getButtons({document_name, renewable}) {
        const buttons = [
            {name: _t("Open %s", document_name), then: (news) => this.open(news)},
        ];
        if (renewable) {
            buttons.unshift({name: _t("Renew"), then: (news) => this.renew(news)});
        }
        return buttons;
    }

    /** Open the document, in its own company where that one is not active. */
    open({res_model, res_id, company_id}) {
        if (!user.activeCompanies.some((company) => company.id === company_id)) {
            browser.location.assign(url("/mail/view", {model: res_model, res_id}));
            return;
        }
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model,
            res_id,
            views: [[false, "form"]],
        });
    }

    async renew({link_id}) {
        const action = await this.orm.call("pay.link", "action_answer_renewal", [
            [link_id],
        ]);
        return this.action.doAction(action);
    }
}

export const payLinkNotificationService = {
    dependencies: ["action", "bus_service", "notification", "orm"],
    start: (env, services) => new PayLinkNotifications(env, services),
};

registry.category("services").add("pay_link_notification", payLinkNotificationService);
