import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as PartnerList from "@point_of_sale/../tests/pos/tours/utils/partner_list_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import {payLatestLink} from "@pay_link_pos/../tests/tours/pay_link_page_util";
import {registry} from "@web/core/registry";

const CUSTOMER = "Ada's Bakery";

function openTill() {
    return [Chrome.startPoS(), Dialog.confirm("Open Register")].flat();
}

function openMenu(item) {
    return [
        {
            content: `open the menu of ${CUSTOMER}`,
            trigger: `.partner-info:contains("${CUSTOMER}") button.dropdown`,
            run: "click",
        },
        {...PartnerList.clickDropDownItemText(item)},
    ];
}

function see(content, trigger) {
    return {content, trigger};
}

function click(content, trigger) {
    return {content, trigger, run: "click"};
}

registry.category("web_tour.tours").add("pay_link_top_up", {
    steps: () =>
        [
            openTill(),
            ProductScreen.clickPartnerButton(),
            openMenu("Top up e-wallet"),
            see("Nothing is on it", ".pay-link-document:contains('0.00 now')"),
            {
                content: "Ask for an amount",
                trigger: ".pay-link-dialog input[name=amount]",
                run: "edit 33.33",
            },
            click("Send it", ".pay-link-send:enabled"),
            payLatestLink(),
            openMenu("Top up e-wallet"),
            see("The balance is true now", ".pay-link-document:contains('33.33 now')"),
            click("Close", ".pay-link-close"),
            click("Leave the list", ".modal-footer button:contains('Discard')"),
            click("What came in", ".pay-link-bell"),
            see(
                "Who paid how much",
                `.pay-link-news-item:contains("${CUSTOMER}"):contains("33.33")`
            ),
            click("Mark as read", ".pay-link-read-all"),
            see("All is read", ".pay-link-news:not(:has(.pay-link-read-all))"),
        ].flat(),
});

registry.category("web_tour.tours").add("pay_link_settle", {
    steps: () =>
        [
            openTill(),
            ProductScreen.clickPartnerButton(),
            openMenu("Settle account"),
            see("All is chosen", ".pay-link-total:contains('300.03')"),
            click("One not", ".pay-link-item:contains('100.01') input"),
            see("The sum follows", ".pay-link-total:contains('200.02')"),
            click("Go on", ".pay-link-next:enabled"),
            see("What is due", ".pay-link-due:contains('200.02')"),
            click("Send it", ".pay-link-send:enabled"),
            payLatestLink(),
            openMenu("Settle account"),
            see("The rest is open", ".pay-link-balance:contains('100.01')"),
            see("One item is left", ".pay-link-item:only-child"),
        ].flat(),
});

registry.category("web_tour.tours").add("pay_link_bell", {
    steps: () =>
        [
            openTill(),
            see("One is unread from the start", ".pay-link-unread:contains('1')"),
            click("What came in", ".pay-link-bell"),
            click("Show the sale", ".pay-link-news-item:contains('100.00')"),
            see("It is in the list of orders", ".ticket-screen .order-row.highlight"),
            see("It is read", ".pos-topheader:not(:has(.pay-link-unread))"),
        ].flat(),
});
