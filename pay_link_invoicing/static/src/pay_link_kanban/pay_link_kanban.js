import {KanbanHeader} from "@web/views/kanban/kanban_header";
import {KanbanRenderer} from "@web/views/kanban/kanban_renderer";
import {kanbanView} from "@web/views/kanban/kanban_view";
import {registry} from "@web/core/registry";

/** The head of a column: how many links are in it, and how much they ask. */
export class PayLinkKanbanHeader extends KanbanHeader {
    static template = "pay_link_invoicing.KanbanHeader";
}

export class PayLinkKanbanRenderer extends KanbanRenderer {
    static components = {
        ...KanbanRenderer.components,
        KanbanHeader: PayLinkKanbanHeader,
    };
}

registry.category("views").add("pay_link_kanban", {
    ...kanbanView,
    Renderer: PayLinkKanbanRenderer,
});
