// What makes the pages quicker to use. Every page works without it.
"use strict";
(() => {
  // How far a job is, and its report when it has ended.
  const place = document.getElementById("progress");
  if (place) {
    const events = new EventSource(place.dataset.events);
    events.addEventListener("progress", (event) => {
      const { done, total, text } = JSON.parse(event.data);
      const bar = place.querySelector("progress");
      if (total > 0) { bar.max = total; bar.value = done; } else { bar.removeAttribute("value"); }
      if (text) place.querySelector("[role=status]").textContent = text;
    });
    events.addEventListener("end", () => { events.close(); location.reload(); });
  }

  // Fields are assigned by dragging one onto one of the other side.
  const assign = document.getElementById("assign");
  if (assign) {
    let dragged = null;
    const field = (target) => target instanceof Element && target.closest("label[draggable]");
    const radio = (label) => label.querySelector("input");
    assign.addEventListener("dragstart", (event) => {
      dragged = field(event.target) || null;
      if (dragged) event.dataTransfer.setData("text/plain", radio(dragged).value);
    });
    const fits = (target) => dragged && target && radio(target).name !== radio(dragged).name;
    assign.addEventListener("dragover", (event) => {
      if (fits(field(event.target))) event.preventDefault();
    });
    assign.addEventListener("drop", (event) => {
      const target = field(event.target);
      if (!fits(target)) return;
      event.preventDefault();
      radio(dragged).checked = radio(target).checked = true;
      assign.requestSubmit(assign.querySelector("button[value=set]"));
    });
  }

  // Keys: "/" searches, arrows go up and down a list, and n and p a page on and back.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const typing = event.target.closest("input, select, textarea, [contenteditable]");
    if (typing) return;
    const go = (selector) => { const link = document.querySelector(selector); if (link) link.click(); };
    const links = [...document.querySelectorAll("table.list tbody tr td:first-child a")];
    const at = links.indexOf(document.activeElement);
    const move = (to) => { if (links[to]) { links[to].focus(); event.preventDefault(); } };
    if (event.key === "/") {
      const search = document.querySelector("input[type=search]");
      if (search) { search.focus(); search.select(); event.preventDefault(); }
    } else if (event.key === "ArrowDown" && links.length && (at >= 0 || document.activeElement === document.body)) move(at + 1);
    else if (event.key === "ArrowUp" && at > 0) move(at - 1);
    else if (event.key === "n") go("a[rel=next]");
    else if (event.key === "p") go("a[rel=prev]");
  });
})();
