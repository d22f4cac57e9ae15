// Shows how far a run is, and its report when it has ended. Without scripts the page says the same
// whenever it is loaded again.
"use strict";
(() => {
  const place = document.getElementById("progress");
  if (!place) return;
  const events = new EventSource(place.dataset.events);
  events.addEventListener("progress", (event) => {
    const { done, total, text } = JSON.parse(event.data);
    const bar = place.querySelector("progress");
    if (total > 0) { bar.max = total; bar.value = done; } else { bar.removeAttribute("value"); }
    place.querySelector("[role=status]").textContent = text;
  });
  events.addEventListener("end", () => { events.close(); location.reload(); });
})();
