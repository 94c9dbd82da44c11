import {FormController} from "@web/views/form/form_controller";
import {patch} from "@web/core/utils/patch";
import {useBus} from "@web/core/utils/hooks";

patch(FormController.prototype, {
    setup() {
        super.setup(...arguments);
        useBus(this.env.bus, "PAY_LINK:CHANGED", ({detail}) =>
            this.loadChangedByPayLink(detail)
        );
    },

    /** Show what a payment has changed, unless someone is writing here. */
    async loadChangedByPayLink(documents) {
        const {root} = this.model;
        const isShown = documents.some(
            ({model, id}) => model === root?.resModel && id === root.resId
        );
        if (isShown && !(await root.isDirty())) {
            await root.load();
        }
    },
});
