// Settling differences: what each coder says of the sentence, the axes in dispute, and whose marks to take.
"use strict";

// The panel as elements. `data` is the record of /api/label/settling; `view` names marks and axes and knows what stands on the
// page: {quoted, axisName, poleName, voiceName, isTaken(marks, axes), isDecided(axis), take(name, marks, axes, event)}.
const settlingPanel = (data, view) => {
  const disputed = data.disputed.map((d) => d.axis);
  const on = (marks, axes) => marks.filter((m) => axes.includes(m.axis));
  const take = (text, name, marks, axes, label = null) => element("button", { type: "button", class: "plain small-button", "aria-pressed": String(view.isTaken(on(marks, axes), axes)),
    "aria-label": label, "data-take": `${name} ${axes.join(" ")}`, onclick: (e) => view.take(name, on(marks, axes), axes, e) }, text);
  const said = (m) => [element("bdi", { class: "words" }, view.quoted(m)), ` ${view.poleName(m)}, ${view.voiceName(m.voice)}`];
  const byAxis = (c) => {
    const axes = [...disputed, ...new Set(c.marks.map((m) => m.axis).filter((a) => !disputed.includes(a)))];
    return axes.map((axis) => element("li", { class: disputed.includes(axis) ? "disputed" : null },
      element("b", {}, view.axisName(axis)), ": ",
      ...(on(c.marks, [axis]).length ? on(c.marks, [axis]).flatMap((m, n) => [n ? "; " : "", ...said(m)]) : ["nothing"]),
      disputed.length > 1 && disputed.includes(axis) ? element("span", {}, " ", take("Take this", c.coder, c.marks, [axis], `Take this: ${c.coder} on ${view.axisName(axis)}`)) : null));
  };
  const coder = (c) => element("section", { class: "said" },
    element("h3", {}, element("bdi", {}, c.coder)),
    c.state === "coded" && disputed.length ? take(`Take ${c.coder}’s`, c.coder, c.marks, disputed) : null,
    c.state === "skipped" ? element("p", { class: "small quiet" }, "Skipped it.") : element("ul", { class: "plain" }, ...byAxis(c)),
    c.comment ? element("p", { class: "small remark", dir: "auto" }, `“${c.comment}”`) : null);
  if (data.waiting_for.length)
    return [element("p", { class: "small" }, "Not shown yet: ", element("bdi", {}, data.waiting_for.join(", ")),
      ` ${data.waiting_for.length === 1 ? "has" : "have"} this sentence still before them, and nobody should read what others said of it until then.`)];
  const axis = (d) => element("li", {}, element("b", {}, view.axisName(d.axis)), d.about === "voice" ? " (only the voice)" : "",
    view.isDecided(d.axis) ? element("span", { class: "quiet" }, " – decided") : element("span", { class: "tag" }, "in dispute"));
  return [
    data.disputed.length ? element("ul", { class: "plain axes-in-dispute" }, ...data.disputed.map(axis)) : element("p", { class: "small" }, "The coders do not differ here."),
    ...data.said.map(coder),
    disputed.length ? element("p", {}, take(disputed.length > 1 ? "Neither: nothing on these axes" : "Neither: nothing on this axis", "", [], disputed)) : null,
    data.agreed.length ? element("p", { class: "small quiet" }, "What all agree on is filled in.") : null,
  ].filter((part) => part !== null);
};
