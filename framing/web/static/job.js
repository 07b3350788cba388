// Asks how far a job is, and loads the page anew when it has ended.
"use strict";
const box = document.getElementById("job");
const address = `/api/jobs/${box.dataset.id}`;
const step = document.getElementById("step");
const bar = document.getElementById("progress");
const stop = document.getElementById("cancel");
let shown = step.textContent;

const look = async () => {
  try {
    const answer = await fetch(address);
    const job = await answer.json();
    if (!["waiting", "running"].includes(job.state)) return location.reload();
    const words = job.step.charAt(0).toUpperCase() + job.step.slice(1);
    const text = job.total ? `${words}: ${job.done.toLocaleString("en")} of ${job.total.toLocaleString("en")}` : words;
    if (text !== shown) step.textContent = shown = text;
    if (job.total) {
      bar.max = job.total;
      bar.value = job.done;
    } else bar.removeAttribute("value");
  } catch {
    step.textContent = shown = "The server does not answer. Is framing serve still running?";
  }
  return setTimeout(look, 700);
};
stop.hidden = false;
stop.addEventListener("click", async () => {
  stop.disabled = true;
  try {
    await fetch(address, { method: "DELETE" });
    location.reload();
  } catch {
    stop.disabled = false; // the words above say that the server does not answer
  }
});
look();
