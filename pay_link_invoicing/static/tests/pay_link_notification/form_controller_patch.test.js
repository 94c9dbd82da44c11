import {animationFrame} from "@odoo/hoot-mock";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    MockServer,
    contains,
    defineModels,
    fields,
    getMockEnv,
    models,
    mountView,
} from "@web/../tests/web_test_helpers";
import {expect, test} from "@odoo/hoot";

class Document extends models.Model {
    _name = "document";

    name = fields.Char();
    note = fields.Char();

    _records = [{id: 1, name: "Open", note: ""}];
    _views = {form: `<form><field name="name" /><field name="note" /></form>`};
}

defineMailModels();
defineModels([Document]);

async function change(id) {
    MockServer.env.document.write([1], {name: "Paid"});
    getMockEnv().bus.trigger("PAY_LINK:CHANGED", [{model: "document", id}]);
    await animationFrame();
}

test("an open form shows what a payment has changed", async () => {
    await mountView({type: "form", resModel: "document", resId: 1});
    await change(1);
    expect("[name=name] input").toHaveValue("Paid");
});

test("news of another document change nothing", async () => {
    await mountView({type: "form", resModel: "document", resId: 1});
    await change(2);
    expect("[name=name] input").toHaveValue("Open");
});

test("what is being written is kept", async () => {
    await mountView({type: "form", resModel: "document", resId: 1});
    await contains("[name=note] input").edit("half a sentence", {confirm: false});
    await change(1);
    expect("[name=note] input").toHaveValue("half a sentence");
    expect("[name=name] input").toHaveValue("Open");
});
