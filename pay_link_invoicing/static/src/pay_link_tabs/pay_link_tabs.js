import {SearchPanel} from "@web/search/search_panel/search_panel";
import {formatInteger} from "@web/views/fields/formatters";
import {listView} from "@web/views/list/list_view";
import {registry} from "@web/core/registry";

const COUNT_MAX = 1000;

/**
 * The search panel of pay links, laid out as tabs above the records.
 */
export class PayLinkTabs extends SearchPanel {
    static template = "pay_link_invoicing.PayLinkTabs";
    static subTemplates = {
        ...SearchPanel.subTemplates,
        category: "pay_link_invoicing.PayLinkTabs.Category",
    };

    /** The server counts up to the limit of the list, and one more. */
    formatCount(count) {
        return count > COUNT_MAX
            ? `${formatInteger(COUNT_MAX)}+`
            : formatInteger(count);
    }
}

registry.category("views").add("pay_link_list", {
    ...listView,
    SearchPanel: PayLinkTabs,
});
