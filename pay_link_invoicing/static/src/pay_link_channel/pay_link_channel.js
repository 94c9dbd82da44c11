import {
    SelectionField,
    selectionField,
} from "@web/views/fields/selection/selection_field";
import {registry} from "@web/core/registry";

const ICONS = {
    email: "fa-envelope-o",
    sms: "fa-mobile",
    whatsapp: "fa-whatsapp",
    copy: "fa-clone",
    qr: "fa-qrcode",
};

/** The channel of a sending: its icon and its name. */
export class PayLinkChannelField extends SelectionField {
    static template = "pay_link_invoicing.PayLinkChannelField";

    get icon() {
        return ICONS[this.props.record.data[this.props.name]] || "fa-question";
    }
}

registry.category("fields").add("pay_link_channel", {
    ...selectionField,
    component: PayLinkChannelField,
});
