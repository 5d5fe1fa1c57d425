// The corrections of two people in, as two files; how far they agree, and every order in which they differ, with its page.

const NAMING = ["page", "context", "until", "parent_context", "source", "url", "by", "when", "why"]; // what only names or checks a place

const readFile = async (file) => {
  const lines = (await file.text()).replace(/^\ufeff/, "").split("\n").filter((line) => line.trim());
  return new Map(lines.map((line) => {
    const order = JSON.parse(line);
    const said = Object.entries(order).filter(([key]) => !NAMING.includes(key) && key !== "at" && key !== "what");
    return [`${String(order.page).slice(0, 16)} ${order.at} ${order.what}`, { order, said: JSON.stringify(said.sort()) }];
  }));
};

const saidCell = (label, found) => make("td", { "data-label": label },
  found ? make("code", {}, raw(JSON.parse(found.said).map(([key, value]) => `${key} ${JSON.stringify(value)}`).join(", ") || "✓")) : missing("nothing"));

const differenceRow = (index, key, sides) => {
  const { order } = sides[0] ?? sides[1];
  const page = index.pageOf.get(String(order.page).slice(0, 16));
  const place = page ? link(toAddress("page", [page.page_id], { at: order.at }), titleOf(page), { class: "open" }) : raw(order.page);
  return make("tr", {}, make("th", { scope: "row" }, place), make("td", { "data-label": "Place" }, data(`${order.at} ${(order.context ?? "").split("\n")[0]}`)),
    make("td", { "data-label": "Order" }, make("code", {}, raw(order.what))), saidCell("First", sides[0]), saidCell("Second", sides[1]));
};

const showAgreement = (index) => {
  const status = make("p", { role: "status", class: "count" }, "Choose the corrections of two people.");
  const body = make("tbody");
  const compare = async () => {
    const files = inputs.map((input) => input.files[0]);
    if (!files[0] || !files[1]) return;
    try {
      const [first, second] = await Promise.all(files.map(readFile));
      const keys = [...new Set([...first.keys(), ...second.keys()])].sort();
      const others = keys.filter((key) => first.get(key)?.said !== second.get(key)?.said);
      body.replaceChildren(...others.map((key) => differenceRow(index, key, [first.get(key), second.get(key)])));
      const share = keys.length ? Math.round((100 * (keys.length - others.length)) / keys.length) : 100;
      status.textContent = say(`${keys.length} orders of two people, ${keys.length - others.length} alike: ${share} %`);
    } catch (error) {
      status.textContent = say("This is no file of corrections, one JSON object a line.");
      body.replaceChildren();
    }
  };
  const inputs = ["first", "second"].map((name) => make("input", { type: "file", name, accept: ".jsonl,.json,.txt", change: compare }));
  const heads = ["Page", "Place", "Order", "First", "Second"].map((name) => make("th", { scope: "col" }, name));
  return {
    title: "Agreement",
    element: make("div", {}, crumbTrail(link(toAddress("work"), "Work list"), " › ", "Agreement"), make("h1", {}, "Agreement of two people"),
      make("form", { class: "filters", "aria-label": "Agreement of two people", submit: (event) => event.preventDefault() },
        make("label", {}, "First", inputs[0]), make("label", {}, "Second", inputs[1])),
      status, make("table", { class: "records" }, make("thead", {}, make("tr", {}, heads)), body)),
  };
};
