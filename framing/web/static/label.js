// One sentence after the other: pick words, axis and pole, voice; save; then the next. What is on the page stays there until
// the server has said that it is stored.
"use strict";

const $ = (id) => document.getElementById(id);
const coder = $("coding").dataset.coder;
const sentence = $("sentence");
const comment = $("comment");
const SETTLING = $("coding").hasAttribute("data-settling"); // the coder settles what others differ on
const VOICES = [["own", "o", "own"], ["reported", "r", "reported"], ["quoted", "q", "quoted"], ["scare", "s", "scare quotes"]];
const AXES = [...document.querySelectorAll("#axes > li")].map((row) => ({
  row, id: row.dataset.axis, name: row.dataset.name, poles: [...row.querySelectorAll("[data-pole]")],
}));

let now = null; // the sentence on the page, as the interface gave it
let stored = null; // {state, marks, comment} as the page was given them; null where what is on the page was taken back
let settling = null; // what the coders say of the sentence, for whoever settles it
let decided = new Set(); // the axes in dispute on which something was chosen
let marks = []; // {axis, pole, voice, start, end}; voice is "" until it has been chosen
let active = -1; // the mark that the keys of voices and x are about
let words = []; // {start, end, node} of the sentence
let gaps = [];
let anchor = -1; // picked are the words from anchor to head
let head = -1;
let picked = false;
let warned = false; // that picked words have no axis yet
let axis = null; // chosen by its digit, waiting for a pole
let busy = false;
let before = null; // key of the sentence that was saved last

// ------------------------------------------------------------ words about what is going on

const status = (text) => ($("status").textContent = text);
const speak = (text) => ($("spoken").textContent = text);
const quoted = (mark) => (mark.start < 0 ? "no words" : `“${slice(now.text, mark.start, mark.end)}”`);
const axisName = (id) => AXES.find((a) => a.id === id)?.name ?? id;
const poleName = (m) => AXES.find((a) => a.id === m.axis)?.poles.find((b) => b.dataset.pole === m.pole)?.dataset.name ?? m.pole;
const voiceName = (voice) => VOICES.find(([v]) => v === voice)?.[2] ?? "no voice yet";

const failed = (text, retry) => {
  const again = element("button", { type: "button", onclick: retry }, "Try again");
  $("failure").replaceChildren(element("p", {}, text), element("p", {}, again));
  $("failure").hidden = false;
};

// ------------------------------------------------------------ the sentence and its marks

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const plain = (list) => list.map((m) => [m.axis, m.pole, m.voice, m.start, m.end]);
const content = (from) => [plain(from.marks), from.comment.trim()];
const onPage = () => ({ marks, comment: comment.value });
const unsaved = () => now !== null && !same(content(onPage()), content(stored ?? { marks: [], comment: "" }));

const paint = () => {
  const [first, last] = [Math.min(anchor, head), Math.max(anchor, head)];
  const inMark = (m, p) => m.start <= p.start && p.end <= m.end;
  words.forEach((word, n) => word.node.classList.toggle("picked", picked && first <= n && n <= last));
  for (const p of gaps) p.node.classList.toggle("picked", picked && p.start >= words[first].end && p.end <= words[last].start);
  for (const p of [...words, ...gaps]) {
    p.node.classList.toggle("marked", marks.some((m) => inMark(m, p)));
    p.node.classList.toggle("active", active >= 0 && inMark(marks[active], p));
  }
};

const openAxes = () => (settling?.disputed ?? []).map((d) => d.axis).filter((a) => !decided.has(a));

const drawSettling = () => {
  if (!SETTLING) return;
  const disputed = (settling?.disputed ?? []).map((d) => d.axis);
  for (const a of AXES) {
    a.row.classList.toggle("disputed", disputed.includes(a.id));
    a.row.querySelector(".poles").setAttribute("aria-label", disputed.includes(a.id) ? `${a.name}, in dispute` : a.name);
  }
  if (!settling || !now) return $("said").replaceChildren();
  const on = (list, axes) => plain(list.filter((m) => axes.includes(m.axis)));
  return $("said").replaceChildren(...settlingPanel(settling, {
    quoted, axisName, poleName, voiceName,
    isDecided: (a) => decided.has(a),
    isTaken: (list, axes) => axes.every((a) => decided.has(a)) && same(on(list, axes).sort(), on(marks, axes).sort()),
    take: (name, list, axes, event) => {
      if (busy) return;
      const text = event.currentTarget.dataset.take;
      marks = [...marks.filter((m) => !axes.includes(m.axis)), ...list.map((m) => ({ ...m }))];
      active = marks.length - 1;
      axes.forEach((a) => decided.add(a));
      status(`${name ? `As ${name} has it` : "Nothing there"}: ${axes.map(axisName).join(", ")}`);
      drawMarks();
      settle(event, () => [...$("said").querySelectorAll("button")].find((b) => b.dataset.take === text));
    },
  }));
};

const drawMarks = () => {
  $("marks").replaceChildren(...marks.map((mark, n) => {
    const name = `${quoted(mark)}, ${axisName(mark.axis)}: ${poleName(mark)}`;
    const voices = VOICES.map(([voice, key, text]) =>
      element("button", { type: "button", class: "plain", "data-voice": voice, "aria-pressed": String(mark.voice === voice),
        onclick: (e) => { setVoice(n, voice); settle(e, () => $("marks").children[n].querySelector(`[data-voice=${voice}]`)); } },
      element("kbd", {}, key), ` ${text}`));
    return element("li", { class: n === active ? "active" : null, "aria-current": n === active ? "true" : null, onclick: () => activate(n) },
      element("p", {}, element("bdi", { class: "words" }, quoted(mark)), ` ${axisName(mark.axis)}: `, element("b", {}, poleName(mark))),
      element("div", { class: mark.voice ? "voices" : "voices wanted", role: "group", "aria-label": `Voice of ${name}` },
        ...voices, mark.voice ? null : element("span", { class: "small" }, "whose words?")),
      element("button", { type: "button", class: "plain remove", "aria-label": `Remove ${name}`,
        onclick: (e) => { e.stopPropagation(); remove(n); sentence.focus(); } }, "Remove ", element("kbd", {}, "x")));
  }));
  $("how").hidden = marks.length > 0;
  $("save-words").textContent = SETTLING ? "Settle and next" : marks.length ? "Save and next" : "Nothing here – next";
  drawSettling();
  paint();
};

const drawAxis = () => AXES.forEach((a) => a.row.classList.toggle("chosen", a === axis));

const activate = (n) => {
  if (n === active) return;
  active = n;
  drawMarks();
};

const pick = (from, to) => {
  if (!now) return;
  [anchor, head, picked, warned] = [from, to, true, false];
  paint();
  const [a, b] = [Math.min(from, to), Math.max(from, to)];
  speak(slice(now.text, words[a].start, words[b].end));
};

const move = (step, extend) => {
  if (!words.length) return;
  const to = head < 0 ? (step > 0 ? 0 : words.length - 1) : Math.min(Math.max(head + step, 0), words.length - 1);
  pick(extend && picked ? anchor : to, to);
};

const chooseAxis = (n) => {
  if (!AXES[n]) return;
  if (!picked) return status("Pick the words first, then the axis.");
  axis = AXES[n];
  drawAxis();
  axis.row.scrollIntoView({ block: "nearest" });
  speak(`${axis.name}: a ${axis.poles[0].dataset.name}, b ${axis.poles[1].dataset.name}`);
};

const mark = (of, button) => {
  if (!now || busy) return;
  if (!picked) return status("Pick the words first, then the pole.");
  const made = { axis: of.id, pole: button.dataset.pole, voice: "", start: words[Math.min(anchor, head)].start, end: words[Math.max(anchor, head)].end };
  const there = marks.findIndex((m) => same({ ...m, voice: "" }, made));
  decided.add(of.id);
  if (there < 0) marks.push(made);
  active = there < 0 ? marks.length - 1 : there;
  [picked, axis] = [false, null];
  status(there < 0 ? "" : "These words have that mark already.");
  drawAxis();
  drawMarks();
  speak(`${quoted(made)}, ${poleName(made)}. Voice: o own, r reported, q quoted, s scare quotes`);
};

const setVoice = (n, voice) => {
  if (!now || !marks[n] || busy) return;
  marks[n].voice = voice;
  active = n;
  decided.add(marks[n].axis);
  status("");
  drawMarks();
  speak(`${quoted(marks[n])}, ${voiceName(voice)}`);
};

const remove = (n) => {
  if (!now || !marks[n] || busy) return;
  speak(`Removed: ${quoted(marks[n])}`);
  decided.add(marks[n].axis);
  status("");
  marks.splice(n, 1);
  active = marks.length - 1;
  drawMarks();
};

const openComment = (open) => {
  $("comment-field").hidden = !open;
  $("comment-button").setAttribute("aria-expanded", String(open));
};

// The words that a click or tap on word n picks. A finger has no Shift: beside the picked words it takes one more.
const click = (n, event) => {
  const [first, last] = [Math.min(anchor, head), Math.max(anchor, head)];
  if (event.shiftKey && picked) return pick(anchor, n);
  if (touch && picked && n === last + 1) return pick(first, n);
  if (touch && picked && n === first - 1) return pick(last, n);
  return pick(n, n);
};

// A sentence on the page; for whoever settles differences together with what the coders say of it.
const present = async (turn) => {
  let said = null;
  if (SETTLING && turn.sentence) {
    const answer = await call("What the coders say could not be loaded:", "GET", `/api/label/settling?${named(turn.sentence.item)}`, undefined, () => present(turn));
    if (!answer?.ok) return false;
    said = answer.data;
  }
  settling = said;
  show(turn);
  return true;
};

const show = (turn) => {
  now = turn.sentence;
  const { coded, skipped, left } = turn.progress;
  [$("progress").max, $("progress").value] = [coded + skipped + left || 1, coded + skipped];
  $("desk").hidden = false;
  $("desk").classList.toggle("done", now === null);
  $("finished").hidden = now !== null;
  $("failure").hidden = true;
  [marks, active, anchor, head, picked, warned, axis, words, gaps] = [[], -1, -1, -1, false, false, null, [], []];
  comment.value = now?.comment ?? "";
  openComment(Boolean(comment.value));
  if (now === null) {
    $("count").textContent = `All ${coded + skipped} done`;
    $("finished-words").textContent = `${coded} coded, ${skipped} skipped. Undo still brings the last one back.${SETTLING ? " A sentence that a coder has still before them comes when they have done it." : ""}`;
    sentence.replaceChildren();
    drawMarks();
    $("h-finished").focus();
    return;
  }
  const again = now.state !== "withdrawn";
  $("count").textContent = again ? `A sentence that you have ${SETTLING && now.state === "coded" ? "settled" : now.state}` : `${coded + skipped + 1} of ${coded + skipped + left}`;
  // What is to be settled begins with what all agree on; what was settled has been decided.
  const unsettled = settling !== null && now.state !== "coded" && !now.marks.length;
  const given = unsettled ? settling.agreed : now.marks;
  decided = new Set(settling && !unsettled ? settling.disputed.map((d) => d.axis) : []);
  marks = given.map((m) => ({ ...m }));
  active = unsettled ? -1 : marks.length - 1;
  stored = turn.unsaved && !unsettled ? null : { state: now.state, marks: given, comment: now.comment };
  for (const side of ["before", "after"]) {
    $(side).textContent = now[side];
    $(side).hidden = !now[side];
  }
  sentence.replaceChildren(...pieces(now.text).map((p) => {
    const node = element("span", { class: p.word ? "word" : null }, p.text);
    if (p.word) {
      const n = words.length;
      node.addEventListener("click", (e) => click(n, e));
    }
    (p.word ? words : gaps).push({ ...p, node });
    return node;
  }));
  drawAxis();
  drawMarks();
  sentence.focus({ preventScroll: true });
  window.scrollTo(0, 0);
};

// ------------------------------------------------------------ saving, and what comes after

// Ask the interface while nothing else may happen; the answer, or null after saying why there is none.
const call = async (what, method, path, body, retry) => {
  busy = true;
  $("coding").setAttribute("aria-busy", "true");
  try {
    const answer = await ask(method, path, body);
    if (answer.ok || answer.status === 409) return answer;
    failed(`${what} ${answer.data.errors.join("; ")}`, retry);
  } catch {
    failed(`${what} ${GONE}`, retry);
  } finally {
    busy = false;
    $("coding").removeAttribute("aria-busy");
  }
  return null;
};
const named = (item) => `item=${encodeURIComponent(item)}&coder=${encodeURIComponent(coder)}`;

const next = async () => {
  const answer = await call("The next sentence could not be loaded:", "GET", `/api/label/next?coder=${encodeURIComponent(coder)}`, undefined, next);
  if (answer) await present(answer.data);
};

const pickedWords = () => slice(now.text, words[Math.min(anchor, head)].start, words[Math.max(anchor, head)].end);

const save = async (state) => {
  if (!now || busy) return undefined;
  const open = marks.findIndex((m) => !m.voice);
  if (state === "coded" && open >= 0) {
    activate(open);
    return status(`Whose words are ${quoted(marks[open])}? Choose a voice: o, r, q or s.`);
  }
  if (state === "coded" && picked && !warned) {
    warned = true;
    return status(`“${pickedWords()}” has no axis yet: choose one, or go on once more to leave it out.`);
  }
  if (state === "coded" && settling?.waiting_for.length) return status(`Not yet: ${settling.waiting_for.join(", ")} must do this sentence first. Skip leads on.`);
  if (state === "coded" && settling && stored?.state !== "coded" && !settling.disputed.length && !unsaved()) {
    status("There was nothing to settle");
    return next();
  }
  if (state === "coded" && openAxes().length) {
    return status(`Not settled yet: ${openAxes().map(axisName).join(", ")}. Take a coder’s marks, make your own, or say neither; k skips the sentence.`);
  }
  const leaves = state === "skipped" && SETTLING && stored?.state !== "coded" && same(plain(marks), plain(stored?.marks ?? []));
  if (state === "skipped" && marks.length && !leaves) return status("Remove the marks before you skip, or save them.");
  if (stored?.state === state && !unsaved()) {
    status("Left as it was");
    return next();
  }
  status("Saving …");
  const body = { item: now.item, coder, base: now.base, state, marks: leaves ? [] : marks, comment: comment.value };
  const answer = await call("Not saved; your marks are still here:", "PUT", "/api/label/codings", body, () => save(state));
  if (!answer) return status("Not saved");
  if (!answer.ok && !answer.data.current) {
    status("Not saved");
    return failed(`Not saved; your marks are still here: ${answer.data.errors.join("; ")}`, () => save(state));
  }
  const there = answer.data.current;
  // What was stored although its answer got lost is no conflict.
  if (there && !(there.state === state && same(content(there), content(body)))) return conflict(there, state);
  const done = now;
  $("failure").hidden = true;
  status(state === "skipped" ? "Saved as skipped" : SETTLING ? "Settled" : "Saved");
  [before, now] = [done.item, null];
  clearReading();
  await next();
  if ($("show-model").checked) await readModel(done);
  return undefined;
};

const leaveFirst = () => {
  if (now && unsaved()) status("There are marks that are not saved: save or remove them first.");
  return now !== null && unsaved();
};

const undo = async () => {
  if (busy || leaveFirst()) return;
  const answer = await call("Nothing was taken back:", "POST", "/api/label/undo", { coder }, undo);
  if (!answer) return;
  status(answer.ok ? "Taken back: not stored until you save it again" : "There is nothing to take back");
  if (!answer.ok) return;
  clearReading();
  await present(answer.data);
};

const open = async (item) => {
  if (busy || leaveFirst()) return;
  const answer = await call("The sentence could not be loaded:", "GET", `/api/label/sentence?${named(item)}`, undefined, () => open(item));
  if (!answer?.ok || !(await present(answer.data))) return;
  status(now.state === "withdrawn" ? "" : "Change it and save it again, or go on with Enter");
};
const reopen = () => (before ? open(before) : undefined);

const mine = () => (busy || leaveFirst() ? undefined : showMine($("mine"), coder, { poleName, voiceName, open }));

const conflict = (there, state) => {
  status("Not saved");
  const version = (title, from, words, choose) => element("section", {},
    element("h3", {}, title),
    element("p", {}, from.state === "skipped" ? "Skipped" : from.state === "withdrawn" ? "Taken back" : from.marks.length ? "" : "Nothing on any axis"),
    element("ul", {}, ...from.marks.map((m) => element("li", {}, `${quoted(m)} ${axisName(m.axis)}: ${poleName(m)}, ${voiceName(m.voice)}`))),
    from.comment.trim() ? element("p", { class: "small", dir: "auto" }, from.comment) : null,
    element("button", { type: "button", onclick: () => { $("conflict").close("chosen"); choose(); } }, words));
  $("versions").replaceChildren(
    version("In this window", { state, ...onPage() }, "Keep this one", () => { now.base = there.number; save(state); }),
    version(`In the other window, ${new Date(there.at).toLocaleTimeString([], { timeStyle: "short" })}`, there, "Keep that one",
      () => { [before, now] = [now.item, null]; status("The other version stands"); next(); }));
  $("conflict").returnValue = "";
  $("conflict").onclose = () => {
    if ($("conflict").returnValue !== "chosen") failed("Not saved: another window has saved this sentence. Your marks are still here.", () => save(state));
  };
  $("conflict").showModal();
};

// ------------------------------------------------------------ the model, afterwards

const clearReading = () => $("reading").replaceChildren(element("p", { class: "small quiet" }, "Of the sentence that you have just coded, never of the one before you."));

const readModel = async (of) => {
  const box = $("reading");
  let answer = null;
  try {
    answer = await ask("GET", `/api/label/suggestion?${named(of.item)}`);
  } catch {
    return; // the next thing that the coder does will say so
  }
  if (before !== of.item) return;
  if (!answer.ok) return box.replaceChildren(element("p", { class: "small quiet" }, answer.data.errors.join("; ")));
  const { compared, model, unread } = answer.data;
  const line = (c) => {
    const [m, said] = [c.yours ?? c.models, { same: "same", voice: "other voice", "only you": "only you", "only the model": "only the model" }[c.what]];
    const words = m.start < 0 ? "" : `“${slice(of.text, m.start, m.end)}” `;
    const voice = c.what === "voice" ? `you ${voiceName(m.voice)}, the model ${voiceName(c.models.voice)}` : voiceName(m.voice);
    return element("li", { class: c.what === "same" ? "agrees" : "differs" }, element("span", { class: "tag" }, said), " ", element("bdi", { class: "words" }, words),
      `${axisName(m.axis)}: ${poleName(m)} (${voice})`);
  };
  const list = compared.length ? element("ul", { class: "plain" }, ...compared.map(line)) : element("p", { class: "small" }, "It finds nothing on any axis.");
  box.replaceChildren(
    element("p", { class: "just", dir: "auto" }, of.text), list,
    element("p", { class: "small quiet" }, `Model ${model}.${unread.length ? ` It does not know: ${unread.map(axisName).join(", ")}.` : ""}`),
    element("button", { type: "button", class: "plain small-button", onclick: reopen }, "Change my coding ", element("kbd", {}, "e")));
};

// ------------------------------------------------------------ mouse and keys

// After a click with the mouse the keys belong to the sentence again; who works by keyboard stays where they are.
const settle = (event, place) => (event.detail ? sentence.focus({ preventScroll: true }) : place?.()?.focus());

// The second click of a double click does nothing, also where what is under it has moved meanwhile.
let marked = -Infinity;
for (const a of AXES) {
  a.row.querySelector("summary").addEventListener("click", (e) => { if (e.detail > 1 || e.timeStamp - marked < 500) e.preventDefault(); });
  for (const b of a.poles) b.addEventListener("click", (e) => {
    if (e.detail > 1) return;
    marked = e.timeStamp;
    mark(a, b);
    settle(e);
  });
}
const buttons = { save: () => save("coded"), skip: () => save("skipped"), undo, "undo-last": undo, "help-button": () => $("help").showModal(), "mine-button": mine,
  "comment-button": () => { openComment($("comment-field").hidden); if (!$("comment-field").hidden) comment.focus(); } };
for (const [id, act] of Object.entries(buttons)) $(id).addEventListener("click", act);

// A selection by mouse or finger, widened to whole words.
const snap = () => {
  const selection = getSelection();
  if (!now || selection.isCollapsed || !selection.rangeCount) return false;
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(sentence)) return false;
  const upTo = (node, offset) => {
    const lead = document.createRange();
    lead.selectNodeContents(sentence);
    if (lead.comparePoint(node, offset) < 0) return 0;
    if (lead.comparePoint(node, offset) === 0) lead.setEnd(node, offset);
    return codePoints(now.text, lead.toString().length);
  };
  const [start, end] = [upTo(range.startContainer, range.startOffset), upTo(range.endContainer, range.endOffset)];
  const within = words.map((w, n) => (w.start < end && start < w.end ? n : -1)).filter((n) => n >= 0);
  if (within.length) pick(within[0], within.at(-1));
  return within.length > 0;
};
let touch = false;
document.addEventListener("pointerdown", (e) => (touch = e.pointerType === "touch"));
document.addEventListener("pointerup", (e) => { if (e.pointerType !== "touch" && snap()) setTimeout(() => getSelection().removeAllRanges()); });
document.addEventListener("selectionchange", () => { if (touch) snap(); });
sentence.addEventListener("click", (e) => { if (!getSelection().isCollapsed) e.stopPropagation(); }, true);

// The letter or digit of a key, also on keyboards of other scripts.
const letter = (e) => (/^[a-z0-9?]$/i.test(e.key) ? e.key.toLowerCase() : /^(Key|Digit)/.test(e.code) ? e.code.at(-1).toLowerCase() : e.key);

const press = (e) => {
  const key = letter(e);
  if (!now && !["u", "e", "m", "?"].includes(key)) return false;
  const voice = VOICES.find((v) => v[1] === key);
  const side = axis && { a: 0, b: 1, ArrowLeft: 0, ArrowRight: 1 }[key];
  if (typeof side === "number") return mark(axis, axis.poles[side]);
  if (key === "ArrowLeft" || key === "ArrowRight") return move(key === "ArrowLeft" ? -1 : 1, e.shiftKey);
  if ((key === "ArrowUp" || key === "ArrowDown") && marks.length) return activate((active + (key === "ArrowUp" ? -1 : 1) + marks.length) % marks.length);
  if (key === "Home" || key === "End") return words.length ? pick(e.shiftKey && picked ? anchor : key === "Home" ? 0 : words.length - 1, key === "Home" ? 0 : words.length - 1) : null;
  if (/^[0-9]$/.test(key)) return chooseAxis((Number(key) + 9) % 10);
  if (voice && marks.length) return setVoice(active, voice[0]);
  if (key === "x" || key === "Delete" || key === "Backspace") return remove(active);
  if (key === "Escape") {
    if (axis) axis = null;
    else [picked, warned] = [false, false];
    drawAxis();
    return paint();
  }
  if (e.repeat) return undefined;
  const act = { Enter: buttons.save, k: buttons.skip, u: undo, e: reopen, m: mine, "?": buttons["help-button"], c: buttons["comment-button"] }[key];
  return act ? act() : false;
};

document.addEventListener("keydown", (e) => {
  if (e.target === comment && e.key === "Escape") return sentence.focus();
  if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || document.querySelector("dialog[open]")) return undefined;
  if (e.target.closest("textarea") || (e.target.closest("a, button, summary, input") && /^(Enter| |Tab)$/.test(e.key))) return undefined;
  if (!$("single-keys").checked && (e.target !== sentence || e.key.length === 1)) return undefined;
  const known = /^(Arrow(Left|Right|Up|Down)|Home|End|Enter|Escape|Delete|Backspace|[a-z0-9?])$/.test(letter(e));
  if (!known || e.key === "Tab") return undefined;
  if (busy) return e.preventDefault();
  if (press(e) !== false) e.preventDefault();
  return undefined;
});

window.addEventListener("beforeunload", (e) => { if (now && unsaved()) e.preventDefault(); });

for (const [id, name] of [["show-model", "framing.model"], ["single-keys", "framing.keys"]]) {
  $(id).checked = localStorage.getItem(name) !== "off";
  $(id).addEventListener("change", () => {
    localStorage.setItem(name, $(id).checked ? "on" : "off");
    if (id === "show-model") clearReading();
  });
}

// The name that the overview offers next time is the one that was agreed on, not how it was typed.
if (!SETTLING) localStorage.setItem("framing.coder", coder);

const first = $("coding").dataset.item;
if (first) {
  before = first;
  reopen();
} else next();
