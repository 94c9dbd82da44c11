import {Component, onMounted, onWillDestroy, useEffect, useState} from "@odoo/owl";
import {CustomerDisplayPosAdapter} from "@point_of_sale/app/customer_display/customer_display_adapter";
import {Dialog} from "@web/core/dialog/dialog";
import {_t} from "@web/core/l10n/translation";
import {generateQRCodeDataUrl} from "@point_of_sale/utils";
import {shownCode} from "@pay_link_pos/app/customer_display/customer_display_adapter_patch";
import {usePos} from "@point_of_sale/app/hooks/pos_hook";
import {useService} from "@web/core/utils/hooks";

const CLOSE_DELAY_MS = 4000;

/** The code for the customer in front of the till; it says when the money came in. */
export class PayLinkQr extends Component {
    static template = "pay_link_pos.PayLinkQr";
    static components = {Dialog};
    static props = {
        link: Object,
        document: String,
        resModel: String,
        resId: Number,
        onPaid: {type: Function, optional: true},
        close: Function,
    };

    setup() {
        this.pos = usePos();
        this.updates = useState(useService("pay_link"));
        this.code = generateQRCodeDataUrl(this.props.link.url, {
            width: 360,
            height: 360,
        });
        onMounted(() =>
            this.tellDisplay({
                qrCode: this.code,
                name: _t("your phone"),
                amount: this.amount,
            })
        );
        onWillDestroy(() => {
            clearTimeout(this.closing);
            this.tellDisplay(null);
        });
        useEffect(
            (isPaid) => {
                if (isPaid) {
                    this.tellDisplay(null);
                    this.closing = setTimeout(() => {
                        this.props.close();
                        this.props.onPaid?.();
                    }, CLOSE_DELAY_MS);
                }
            },
            () => [this.isPaid]
        );
    }

    get amount() {
        return this.env.utils.formatCurrency(this.props.link.amount_due);
    }

    /** Whether this very link is paid, as the server has told the till. */
    get isPaid() {
        return this.updates.isPaid(this.props.link.id);
    }

    tellDisplay(code) {
        shownCode.data = code;
        const adapter = new CustomerDisplayPosAdapter();
        adapter.data = {qrPaymentData: code};
        adapter.dispatch(this.pos);
    }
}
