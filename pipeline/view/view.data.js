// The packed records in; out, objects with the contract's column names, page texts on demand, and where a text stands in them.

const unpack = async (packed) => {
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
};

const toRecord = (names, values) => Object.fromEntries(names.map((name, position) => [name, values[position]]));

const groupBy = (records, key) => {
  const groups = new Map();
  for (const record of records) {
    if (!groups.has(record[key])) groups.set(record[key], []);
    groups.get(record[key]).push(record);
  }
  return groups;
};

// The index: pages and speeches with what the filters ask of them; a page answers for its speeches too.
const readIndex = (index) => {
  const pages = index.pages.map((values) => toRecord(index.index_columns.pages, values));
  const speeches = index.speeches.map((values) => toRecord(index.index_columns.speeches, values));
  const pageOf = new Map(pages.map((page) => [page.page_id, page]));
  const speechesOf = groupBy(speeches, "page_id");
  for (const speech of speeches) {
    const page = pageOf.get(speech.page_id);
    speech.all_defects = [...new Set([...speech.defects, ...Object.keys(speech.section_defects)])];
    speech.all_numberings = Object.keys(speech.numberings);
    const { title, speaker, occasion, date, place, speech_id: id } = speech;
    speech.haystack = [title, speaker, occasion, date, place, id, page.source, page.title].join("\n");
  }
  for (const page of pages) {
    const own = speechesOf.get(page.page_id) ?? [];
    page.all_defects = [...new Set([...page.defects, ...own.flatMap((speech) => speech.all_defects)])];
    page.all_numberings = [...new Set(own.flatMap((speech) => speech.all_numberings))];
    page.depth = own.reduce((deepest, speech) => Math.max(deepest, speech.depth), 0);
    page.haystack = [page.title, page.author, page.published, page.url, page.source, page.page_id].join("\n");
  }
  const speechOf = new Map(speeches.map((speech) => [speech.speech_id, speech]));
  const clusters = new Map([...groupBy(speeches, "cluster_id")].filter(([, members]) => members.length > 1));
  const sectionClusters = new Map(Object.entries(index.section_clusters).map(([kept, others]) => [kept, [kept, ...others]]));
  return { ...index, pages, speeches, pageOf, speechOf, speechesOf, clusters, sectionClusters };
};

// JavaScript counts UTF-16 units, the records count code points.
// These are the code-point offsets of the characters that take two units.
const findWide = (text) => {
  const wide = [];
  if (!/[\ud800-\udbff]/.test(text)) return wide;
  let offset = 0;
  for (const character of text) {
    if (character.length === 2) wide.push(offset);
    offset += 1;
  }
  return wide;
};

const toUnits = (wide, offset) => {
  let low = 0;
  let high = wide.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (wide[middle] < offset) low = middle + 1;
    else high = middle;
  }
  return offset + low;
};

// A body: the page text, its spans with their text, its sections. `start` and `end` are code points.
const readBody = (index, pageId, body) => {
  const wide = findWide(body.text);
  const kinds = Object.keys(index.kind_meanings);
  const speeches = index.speechesOf.get(pageId) ?? [];
  const sections = body.sections.map((values) => toRecord(index.index_columns.sections, values));
  const spans = [];
  let start = 0;
  let from = 0;
  for (let at = 0; at < body.spans.length; at += 5) {
    const [end, kind, speech, section, rule] = body.spans.slice(at, at + 5);
    const to = toUnits(wide, end);
    spans.push({
      start, end, text: body.text.slice(from, to), kind: kinds[kind], rule: body.rules[rule] ?? null,
      speech: speeches[speech] ?? null, section: sections[section] ?? null,
    });
    start = end;
    from = to;
  }
  return { text: body.text, why: body.why, spans, sections, sectionsOf: groupBy(sections, "speech_id") };
};

const isPublished = (index, span) => span.speech !== null && index.published_kinds.includes(span.kind);

// A title is not part of a text, but its record has it.
const isLeftOut = (index, span) => !isPublished(index, span) && !(span.kind === "speech_title" && span.speech !== null);

const speechText = (index, body, speech) =>
  body.spans.filter((span) => span.speech === speech && isPublished(index, span)).map((span) => span.text).join("");

const sectionText = (body, section) =>
  body.spans.filter((span) => span.section === section && span.kind === "body").map((span) => span.text).join("");

// Where a page's packed body is: in an element of this file, or in a script beside it.
const packedBodies = () => {
  const waiting = new Map();
  window.pageArrived = (pageId, packed) => waiting.get(pageId)?.(packed);
  const rules = { createScriptURL: (name) => (/^[0-9a-f]{16}$/.test(name) ? `view/${name}.js` : "") };
  let policy = null;
  return (pageId) => {
    const element = document.querySelector(`script[data-page="${CSS.escape(pageId)}"]`);
    if (element) return Promise.resolve(element.textContent);
    policy ??= window.trustedTypes ? window.trustedTypes.createPolicy("page-scripts", rules) : rules;
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      waiting.set(pageId, (packed) => { waiting.delete(pageId); script.remove(); resolve(packed); });
      script.onerror = () => reject(new Error(`view/${pageId}.js is not beside this file`));
      script.src = policy.createScriptURL(pageId);
      document.head.append(script);
    });
  };
};

// Page bodies on demand, the last few kept; and the texts of all pages, read once, for the search.
const makeLibrary = (index) => {
  const fetchPacked = packedBodies();
  const kept = new Map();
  const texts = new Map();
  const open = async (pageId) => {
    if (!kept.has(pageId)) {
      if (kept.size >= 8) kept.delete(kept.keys().next().value);
      kept.set(pageId, fetchPacked(pageId).then(unpack).then((body) => readBody(index, pageId, body)));
    }
    return kept.get(pageId);
  };
  const readTexts = async (page) => {
    const packed = await fetchPacked(page.page_id);
    const body = readBody(index, page.page_id, await unpack(packed));
    texts.set(page.page_id, body.text);
    const parts = new Map();
    for (const span of body.spans) {
      if (isPublished(index, span)) parts.set(span.speech.speech_id, (parts.get(span.speech.speech_id) ?? "") + span.text);
    }
    for (const [speechId, text] of parts) texts.set(speechId, text);
  };
  let reading = null;
  const readAll = (onProgress) => {
    reading ??= (async () => {
      const pages = index.pages.values();
      let done = 0;
      const work = async () => {
        for (const page of pages) {
          await readTexts(page);
          done += 1;
          if (done % 50 === 0) onProgress(done);
        }
      };
      await Promise.all([work(), work(), work(), work()]);
      onProgress(done);
    })();
    return reading;
  };
  return { open, readAll, texts, isRead: () => texts.size > 0 && index.pages.every((page) => texts.has(page.page_id)) };
};
