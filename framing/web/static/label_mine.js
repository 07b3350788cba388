// My codings: what this coder has coded or skipped so far, the newest first; each opens to be changed.
"use strict";

const MINE_AT_ONCE = 50;

// Fill the dialog `box` and show it. `view`: {poleName, voiceName, open(key)}.
const showMine = async (box, coder, view) => {
  const [list, note, more] = ["ol", "[role=status]", ".more"].map((of) => box.querySelector(of));
  const said = (c) => (c.state === "skipped" ? "skipped" : c.marks.length ? c.marks.map((m) => `${view.poleName(m)}, ${view.voiceName(m.voice)}`).join("; ") : "nothing on any axis");
  const when = (at) => new Date(at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
  const row = (c) => element("li", {},
    element("button", { type: "button", class: "plain", onclick: () => { box.close(); view.open(c.item); } }, element("bdi", { class: "words" }, c.text)),
    element("p", { class: "small" }, said(c), element("span", { class: "quiet" }, ` · ${when(c.at)}`)),
    c.comment ? element("p", { class: "small remark", dir: "auto" }, `“${c.comment}”`) : null);
  const load = async () => {
    more.hidden = true;
    const begin = list.children.length;
    try {
      const { ok, data } = await ask("GET", `/api/label/codings?coder=${encodeURIComponent(coder)}&begin=${begin}&most=${MINE_AT_ONCE}`);
      if (!ok) return (note.textContent = data.errors.join("; "));
      list.append(...data.codings.map(row));
      const shown = list.children.length;
      note.textContent = data.total ? `${shown < data.total ? `The newest ${shown} of ${data.total.toLocaleString("en")}` : `${data.total.toLocaleString("en")} in all`}, the newest first. Choose one to change it.` : "Nothing yet.";
      more.hidden = shown >= data.total;
      list.children[begin]?.querySelector("button").focus();
    } catch {
      note.textContent = `Not loaded: ${GONE}`;
    }
    return undefined;
  };
  list.replaceChildren();
  note.textContent = "Loading …";
  more.onclick = load;
  box.showModal();
  await load();
};
