// The sections of a speech in; out, its outline as a tree that the arrow keys walk, as the ARIA practices have it.

const sectionLabel = (body, section) => {
  if (section.implicit) return [missing("heading lost on the page")];
  const marker = section.marker ? [make("span", { class: "marker" }, data(section.marker)), " "] : [];
  if (section.heading) return [...marker, data(section.heading)];
  if (section.role !== "outline") return [missing(section.role)];
  const beginning = [...sectionText(body, section)].slice(0, 24).join("").replace(/\n/g, " ");
  return [...marker, make("span", { class: "missing" }, data(`${beginning}…`))];
};

const setOpen = (node, open) => node.hasAttribute("aria-expanded") && node.setAttribute("aria-expanded", String(open));

const nodeOf = (body, section, childrenOf, choose) => {
  const children = childrenOf.get(section.section_id) ?? [];
  const row = make("span", { class: "row" }, make("span", { class: "twist", "aria-hidden": "true" }),
    make("span", { class: "label" }, sectionLabel(body, section)),
    make("span", { class: "number" }, formatNumber(section.n_chars)));
  const node = make("li", {
    role: "treeitem", tabindex: "-1", "data-section": section.section_id, title: section.defects.join(", ") || null,
    "aria-level": String(section.depth), "aria-selected": "false", "aria-expanded": children.length ? "true" : null,
    class: section.defects.length ? "has-defect" : null,
  }, row);
  row.addEventListener("click", (event) => {
    if (event.target.closest(".twist") && children.length) setOpen(node, node.getAttribute("aria-expanded") !== "true");
    else choose(section.section_id);
  });
  const nodes = children.map((child) => nodeOf(body, child, childrenOf, choose));
  if (nodes.length) node.append(make("ul", { role: "group" }, nodes));
  return node;
};

const focusNode = (tree, node) => {
  if (!node) return;
  for (const other of tree.querySelectorAll("[role=treeitem][tabindex='0']")) other.setAttribute("tabindex", "-1");
  node.setAttribute("tabindex", "0");
  node.focus();
};

const treeKeys = (tree, choose) => (event) => {
  const node = event.target.closest("[role=treeitem]");
  if (!node || event.ctrlKey || event.metaKey || event.altKey) return;
  const visible = [...tree.querySelectorAll("[role=treeitem]")].filter((item) => item.offsetParent !== null);
  const at = visible.indexOf(node);
  const open = node.getAttribute("aria-expanded");
  const focus = (other) => focusNode(tree, other);
  const actions = {
    ArrowDown: () => focus(visible[at + 1]),
    ArrowUp: () => focus(visible[at - 1]),
    Home: () => focus(visible[0]),
    End: () => focus(visible.at(-1)),
    ArrowRight: () => (open === "false" ? setOpen(node, true) : focus(node.querySelector("[role=treeitem]"))),
    ArrowLeft: () => (open === "true" ? setOpen(node, false) : focus(node.parentElement.closest("[role=treeitem]"))),
    Enter: () => choose(node.dataset.section),
    " ": () => choose(node.dataset.section),
  };
  if (!actions[event.key]) return;
  event.preventDefault();
  event.stopPropagation();
  actions[event.key]();
};

const outlineTree = (body, sections, choose) => {
  const childrenOf = groupBy(sections, "parent_id");
  const nodes = (childrenOf.get(null) ?? []).map((section) => nodeOf(body, section, childrenOf, choose));
  const tree = make("ul", { role: "tree", "aria-label": "Outline" }, nodes);
  tree.addEventListener("keydown", treeKeys(tree, choose));
  nodes[0]?.setAttribute("tabindex", "0");
  return tree;
};

// Mark a section in the tree as the chosen one, and open what it stands in.
const selectNode = (tree, sectionId) => {
  for (const node of tree.querySelectorAll("[role=treeitem]")) {
    const chosen = node.dataset.section === sectionId;
    node.setAttribute("aria-selected", String(chosen));
    node.setAttribute("tabindex", chosen ? "0" : "-1");
    for (let up = chosen ? node.parentElement.closest("li") : null; up; up = up.parentElement.closest("li")) setOpen(up, true);
  }
  const row = tree.querySelector("[aria-selected=true] > .row");
  const box = tree.closest(".scroll");
  if (row && box) box.scrollTop += row.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 3;
};
