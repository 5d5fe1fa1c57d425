// The address names what is shown: #view/id?query. This part reads it, shows the view, and answers the keys.

const VIEWS = {
  overview: showOverview, speeches: showList, pages: showList, rejected: showRejected, work: showWork, agreement: showAgreement,
  page: showPage, speech: showSpeech, compare: showCompare,
};

const toAddress = (name, ids = [], query = {}) => {
  const asked = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)])).toString();
  return `#${[name, ...ids.map(encodeURIComponent)].join("/")}${asked ? `?${asked}` : ""}`;
};

const readAddress = () => {
  const [path, asked] = [...location.hash.slice(1).split(/\?(.*)/s), ""];
  const [name, ...ids] = path.split("/");
  const known = Object.hasOwn(VIEWS, name) ? name : "overview";
  return { name: known, ids: ids.map(decodeURIComponent), query: new URLSearchParams(asked) };
};

const main = document.getElementById("main");
const progress = document.getElementById("progress");
const queryInput = document.getElementById("query");
let index = null;
let library = null;
let current = { key: null };
let lastList = "#speeches";
let asked = 0;

const requireRecord = (records, id, noun) => {
  if (!records.has(id)) throw new Error(`There is no ${noun} ${id} in this dataset.`);
  return records.get(id);
};

const showError = (error) => {
  main.replaceChildren(make("div", { class: "error", role: "alert" }, make("h1", {}, "This cannot be shown"),
    make("p", {}, error.message), link("#overview", "Overview")));
};

// The height of the bar, for what sticks below it.
const measureBar = () => {
  const bar = document.querySelector(".bar");
  const height = getComputedStyle(bar).position === "sticky" ? bar.offsetHeight : 0;
  document.documentElement.style.setProperty("--bar", `${height}px`);
};

const showProgress = (done) => {
  const all = index.pages.length;
  progress.textContent = done < all ? say(`Reading the texts for the search: ${formatNumber(done)} of ${formatNumber(all)} pages`) : "";
};

const goTo = (address, replace = false) => {
  if (replace) {
    history.replaceState(null, "", address);
    show();
  } else {
    location.hash = address;
  }
};

const show = async () => {
  const route = readAddress();
  const words = ["speech", "page"].includes(route.name) ? route.query.get("q") : "";
  const key = [route.name, ...route.ids, words].join("/");
  const turn = (asked += 1);
  if (route.name === "speeches" || route.name === "pages") lastList = location.hash;
  if (document.activeElement !== queryInput) queryInput.value = route.query.get("q") ?? "";
  for (const item of document.querySelectorAll("#views a")) {
    if (item.dataset.view === route.name) item.setAttribute("aria-current", "page");
    else item.removeAttribute("aria-current");
  }
  if (key === current.key && current.update) return current.update(route);
  try {
    const view = await VIEWS[route.name](index, route, library);
    if (turn !== asked) return null; // another address was chosen meanwhile
    const first = current.key === null;
    current = { key, ...view };
    document.title = `${say(view.title)} · ${index.title}`;
    main.replaceChildren(view.element);
    if (!first && document.activeElement !== queryInput) main.focus({ preventScroll: true });
    scrollTo(0, 0);
    view.shown?.();
  } catch (error) {
    current = { key };
    showError(error);
  }
  return null;
};

const search = (words) => {
  const route = readAddress();
  const kind = route.name === "pages" || route.name === "page" ? "pages" : "speeches";
  const query = ["speeches", "pages"].includes(route.name) ? Object.fromEntries(route.query) : {};
  delete query.q;
  goTo(toAddress(kind, [], words ? { ...query, q: words } : query), route.name === kind);
};

const stepRows = (offset) => {
  const rows = [...main.querySelectorAll("a.open")];
  const at = rows.indexOf(document.activeElement);
  rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + offset))]?.focus();
};

const answerKey = (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && document.activeElement === queryInput) queryInput.blur();
  if (event.target.closest?.("input, select, textarea")) return;
  const actions = {
    "/": () => queryInput.focus(),
    Escape: () => current.backTo && goTo(lastList),
    j: () => stepRows(1),
    k: () => stepRows(-1),
    ...current.keys,
  };
  const button = ["j", "k", "[", "]"].includes(event.key) ? main.querySelector(`[data-key="${event.key}"]`) : null;
  if (!button && !actions[event.key]) return;
  event.preventDefault();
  if (button) button.click();
  else actions[event.key]();
};

const start = async () => {
  const packed = await unpack(document.getElementById("index").textContent);
  takeLanguage(packed);
  index = readIndex(packed);
  library = makeLibrary(index);
  document.getElementById("name").replaceChildren(data(index.title));
  document.getElementById("views").append(...["overview", "speeches", "pages", "rejected", "work"].map((name) => {
    const number = index[name] ? make("small", { class: "number" }, ` ${formatNumber(index[name].length)}`) : "";
    return link(toAddress(name), [name[0].toUpperCase() + name.slice(1), number], { "data-view": name });
  }));
  document.getElementById("search").addEventListener("submit", (event) => {
    event.preventDefault();
    search(queryInput.value);
    main.querySelector("a.open")?.focus();
  });
  queryInput.addEventListener("input", () => search(queryInput.value));
  addEventListener("hashchange", show);
  new ResizeObserver(measureBar).observe(document.querySelector(".bar"));
  document.addEventListener("keydown", answerKey);
  await show();
  if (document.querySelector("script[data-page]")) setTimeout(() => library.readAll(showProgress), 0);
};

start().catch(showError);
