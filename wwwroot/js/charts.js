// Keys inside a chart: one Tab reaches it and one leaves it; arrows, Home and End go from point to point. Without this file Tab goes through all points.

const next = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

document.addEventListener("keydown", event => {
  const point = event.target.closest?.(".chart-picture .point");
  if (!point || event.altKey || event.ctrlKey || event.metaKey || !(event.key in next || event.key === "Home" || event.key === "End")) { return; }
  const points = [...point.ownerSVGElement.querySelectorAll(".point")];
  const at = event.key === "Home" ? 0 : event.key === "End" ? points.length - 1 : points.indexOf(point) + next[event.key];
  event.preventDefault();
  points[at]?.focus();
});

// The point last visited is the one that Tab comes back to.
document.addEventListener("focusin", event => {
  const point = event.target.closest?.(".chart-picture .point");
  if (!point) { return; }
  for (const other of point.ownerSVGElement.querySelectorAll(".point")) { other.setAttribute("tabindex", other === point ? "0" : "-1"); }
});
