// The overview: the name that this browser coded under last, a file into the queue, agreement when it has been counted, the export.
"use strict";

const $ = (id) => document.getElementById(id);
const NAME = "framing.coder";
const TAKEN = "framing.taken";
const many = (n, noun) => `${n.toLocaleString("en")} ${noun}${n === 1 ? "" : "s"}`;

const problem = (box, lines) => {
  box.replaceChildren(...lines.map((line) => element("p", {}, line)));
  box.hidden = !lines.length;
};

const fill = async (event) => {
  event.preventDefault();
  const file = $("file").files[0];
  if (!file) return;
  problem($("fill-problem"), []);
  $("filled").textContent = `Reading ${file.name} …`;
  [$("filling").hidden, $("fill-button").disabled] = [false, true];
  const wanted = Number($("number").value);
  const query = new URLSearchParams({ name: file.name, number: $("number").value, order: $("fill").elements.order.value });
  let said = "";
  try {
    const answer = await ask("POST", `/api/label/sentences?${query}`, file);
    if (answer.ok) {
      const { added, already, left, rejected, rejects } = answer.data;
      const fewer = added < wanted && !left ? ` of the ${wanted.toLocaleString("en")} that were asked for: the file holds ${many(added + already, "sentence")} in all` : "";
      said = `${many(added, "sentence")} added${fewer}. ${already ? `${many(already, "sentence")} of this file ${already === 1 ? "was" : "were"} there already and ${already === 1 ? "is" : "are"} not doubled. ` : ""}${left ? `${left.toLocaleString("en")} more can be taken from it later.` : ""}`;
      problem($("fill-problem"), rejected ? [`${many(rejected, "part")} of the file could not be used:`, ...rejects] : []);
      if (added && $("begin") === null) {
        $("filled").after(element("p", { class: "actions" }, element("a", { class: "button", href: "/label" }, "Go on")));
        if (!rejected) {
          sessionStorage.setItem(TAKEN, said);
          location.reload();
        }
      }
    } else problem($("fill-problem"), answer.data.errors);
  } catch {
    problem($("fill-problem"), [`Nothing was added as far as can be told: ${GONE}`]);
  }
  $("filled").textContent = said;
  [$("filling").hidden, $("fill-button").disabled] = [true, false];
};
$("fill").addEventListener("submit", fill);
// What became of the first file, said after the page has been loaded anew with its queue.
$("taken").textContent = sessionStorage.getItem(TAKEN) ?? "";
$("taken").hidden = !$("taken").textContent;
sessionStorage.removeItem(TAKEN);

const figure = (value) => value.toFixed(2).replace("-", "−");

const agreement = async () => {
  let answer;
  try {
    answer = await ask("GET", "/api/label/agreement");
  } catch {
    return ($("agreement-wait").textContent = `Not counted: ${GONE}`);
  }
  if (!answer.ok) return ($("agreement-wait").textContent = answer.data.errors.join("; "));
  $("agreement").replaceChildren(...answer.data.map((a) => element("tr", {},
    element("th", { scope: "row" }, a.name),
    element("td", { class: "n" }, a.alpha === null ? "–" : figure(a.alpha)),
    element("td", { class: "n keep" }, a.interval === null ? "–" : a.interval.map(figure).join(" to ")),
    element("td", { class: "n" }, a.n_units.toLocaleString("en")),
    element("td", { class: "n" }, a.n_found === null ? "–" : a.n_found.toLocaleString("en")),
    element("td", { class: "n" }, String(a.n_coders)),
    element("td", { class: "verdict" }, a.undefined ? `undefined: ${a.undefined}` : a.too_few ? "too few to tell" : a.reading))));
  $("too-few").hidden = !answer.data.some((a) => a.too_few && !a.undefined);
  $("agreement-box").hidden = false;
  return ($("agreement-wait").hidden = true);
};
if ($("agreement")?.hasAttribute("data-count")) agreement();

if ($("begin")) {
  $("coder").value ||= localStorage.getItem(NAME) || ""; // a fast hand may have typed already
  $("export")?.addEventListener("click", async () => {
    $("export").disabled = true;
    problem($("export-problem"), []);
    $("exported").textContent = "";
    try {
      const answer = await ask("POST", "/api/label/export");
      if (answer.ok) $("exported").textContent = `${many(answer.data.rows, "row")} written to ${answer.data.path}; the same as the download`;
      else problem($("export-problem"), answer.data.errors);
    } catch {
      problem($("export-problem"), [`Not written: ${GONE}`]);
    }
    $("export").disabled = false;
  });
}
