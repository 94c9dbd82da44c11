import {SearchPanel} from "@web/search/search_panel/search_panel";
import {kanbanView} from "@web/views/kanban/kanban_view";
import {listView} from "@web/views/list/list_view";
import {registry} from "@web/core/registry";

/**
 * The search panel of pay links, laid out as tabs above the records.
 */
export class PayLinkTabs extends SearchPanel {
    static template = "pay_link_invoicing.PayLinkTabs";
    static subTemplates = {
        ...SearchPanel.subTemplates,
        category: "pay_link_invoicing.PayLinkTabs.Category",
    };
}

const views = registry.category("views");
views.add("pay_link_list", {...listView, SearchPanel: PayLinkTabs});
views.add("pay_link_kanban", {...kanbanView, SearchPanel: PayLinkTabs});
