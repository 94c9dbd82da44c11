import "@pos_loyalty/app/models/pos_order"; // it patches the same method first
import {PosOrder} from "@point_of_sale/app/models/pos_order";
import {patch} from "@web/core/utils/patch";

/** Whether a line of an order tops up the wallets of a programme. */
function isTopUpOf(line, program) {
    if (line.is_reward_line) {
        return false;
    }
    const chosen = line._e_wallet_program_id;
    return chosen
        ? chosen.id === program.id
        : (program.trigger_product_ids || []).some(
              (product) => product.id === line.product_id.id
          );
}

patch(PosOrder.prototype, {
    /** A wallet can't pay its own top-up. */
    _getDiscountableOnOrder(reward) {
        const result = super._getDiscountableOnOrder(...arguments);
        const program = reward.program_id;
        if (program.program_type !== "ewallet") {
            return result;
        }
        const topUps = this.getOrderlines().filter((line) => isTopUpOf(line, program));
        const amount = topUps.reduce(
            (sum, line) => sum + line.prices.total_included,
            0
        );
        return {...result, discountable: Math.max(0, result.discountable - amount)};
    },
});
