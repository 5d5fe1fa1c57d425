// Two texts in; out, what they share and where they differ: first by clause, then by character inside what differs.

const CLAUSE = /[^。！？；，!?;,\n]*[。！？；，!?;,\n]|[^。！？；，!?;,\n]+/g;
const MOST_CLAUSES = 1500; // edits that are looked for; beyond, the two stretches count as different throughout
const MOST_CHARACTERS = 400;
const LEAST_SHARED = 2; // a shared run shorter than this between two differences is chance

// The shortest edit (Myers): pairs of equal places in two lists, or null when it takes more than `most` edits.
const matchLists = (before, after, most) => {
  const trace = [];
  const reach = new Map([[1, 0]]);
  const limit = Math.min(most, before.length + after.length);
  for (let edits = 0; edits <= limit; edits += 1) {
    const row = new Int32Array(2 * edits + 3);
    for (let way = -edits; way <= edits; way += 2) {
      const down = way === -edits || (way !== edits && reach.get(way - 1) < reach.get(way + 1));
      let x = down ? reach.get(way + 1) : reach.get(way - 1) + 1;
      while (x < before.length && x - way < after.length && before[x] === after[x - way]) x += 1;
      reach.set(way, x);
      row[way + edits + 1] = x;
      if (x >= before.length && x - way >= after.length) return walkBack(trace, before.length, after.length, edits);
    }
    trace.push(row);
  }
  return null;
};

// The way back through the furthest places: from the ends to the beginnings.
const walkBack = (trace, length, otherLength, edits) => {
  const pairs = [];
  let x = length;
  let y = otherLength;
  for (let step = edits; step > 0; step -= 1) {
    const row = trace[step - 1];
    const at = (way) => row[way + step];
    const way = x - y;
    const down = way === -step || (way !== step && at(way - 1) < at(way + 1));
    const earlier = down ? way + 1 : way - 1;
    const earlierX = at(earlier);
    const earlierY = earlierX - earlier;
    const [startX, startY] = down ? [earlierX, earlierY + 1] : [earlierX + 1, earlierY];
    while (x > startX && y > startY) pairs.push([(x -= 1), (y -= 1)]);
    x = earlierX;
    y = earlierY;
  }
  while (x > 0 && y > 0) pairs.push([(x -= 1), (y -= 1)]);
  return pairs.reverse();
};

// Runs of two lists: {same, before, after}, in order.
const splitRuns = (before, after, most) => {
  const pairs = matchLists(before, after, most) ?? [];
  const runs = [];
  let x = 0;
  let y = 0;
  const add = (same, toX, toY) => {
    if (toX === x && toY === y) return;
    const last = runs.at(-1);
    if (last && last.same === same) {
      last.before.push(...before.slice(x, toX));
      last.after.push(...after.slice(y, toY));
    } else {
      runs.push({ same, before: before.slice(x, toX), after: after.slice(y, toY) });
    }
    [x, y] = [toX, toY];
  };
  for (const [pairX, pairY] of pairs) {
    add(false, pairX, pairY);
    add(true, pairX + 1, pairY + 1);
  }
  add(false, before.length, after.length);
  return runs;
};

const joinRun = (run) => ({ same: run.same, before: run.before.join(""), after: run.after.join("") });

// The character runs of a stretch that differs; shared runs too short to mean anything are taken as different.
const splitCharacters = (run) => {
  const found = splitRuns([...run.before.join("")], [...run.after.join("")], MOST_CHARACTERS);
  const runs = [];
  found.forEach((part, position) => {
    const chance = part.same && part.before.length < LEAST_SHARED && position > 0 && position < found.length - 1;
    const last = runs.at(-1);
    if (last && last.same === (part.same && !chance)) {
      last.before.push(...part.before);
      last.after.push(...part.after);
    } else {
      runs.push({ same: part.same && !chance, before: part.before, after: part.after });
    }
  });
  return runs.map(joinRun);
};

// Rows for showing two texts side by side: {same, parts}; the parts of both sides, joined, are the two texts.
const findDifferences = (before, after) => {
  const runs = splitRuns(before.match(CLAUSE) ?? [], after.match(CLAUSE) ?? [], MOST_CLAUSES);
  return runs.map((run) => ({ same: run.same, parts: run.same ? [joinRun(run)] : splitCharacters(run) }));
};
