import {settleAccount, topUpWallet} from "@pay_link_pos/app/utils/pay_link_customer";
import {PartnerLine} from "@point_of_sale/app/screens/partner_list/partner_line/partner_line";
import {patch} from "@web/core/utils/patch";

patch(PartnerLine.prototype, {
    get canTopUpByPayLink() {
        const {config, models} = this.pos;
        return (
            config.pay_link_enabled &&
            config.pay_link_ewallet &&
            models["loyalty.program"].some(
                (program) => program.program_type === "ewallet"
            )
        );
    },
    get canSettleByPayLink() {
        const {config} = this.pos;
        return config.pay_link_enabled && config.pay_link_account;
    },
    onTopUpByPayLink() {
        return topUpWallet(this.pos, this.props.partner);
    },
    onSettleByPayLink() {
        return settleAccount(this.pos, this.props.partner);
    },
});
