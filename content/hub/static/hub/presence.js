// Whoever types a long text asks the hub for nothing all the while: say that he is there, so that his session lasts.
const script = document.currentScript;
const EVERY_MS = 5 * 60 * 1000;
let last = Date.now();

function stillHere() {
  if (Date.now() - last < EVERY_MS) return;
  last = Date.now();
  const wagtail = JSON.parse(document.getElementById("wagtail-config").textContent);
  fetch(script.dataset.address, { method: "POST", headers: { [wagtail.CSRF_HEADER_NAME]: wagtail.CSRF_TOKEN } });
}

for (const sign of ["keydown", "input", "pointerdown", "wheel"]) {
  document.addEventListener(sign, stillHere, { passive: true });
}
