// Names for those of Wagtail's fields that have none, so that a screen reader says what they are for.
const FIELDS = "input:not([type=hidden]):not([type=submit]), textarea, select";

function nameOf(field) {
  const cell = /^(.+)-cell-(\d+)-(\d+)$/.exec(field.name);
  if (cell) {
    const heading = document.querySelector(`[name="${cell[1]}-column-${cell[3]}-heading"]`);
    return { label: `${heading?.value || `第 ${Number(cell[3]) + 1} 列`}，第 ${Number(cell[2]) + 1} 行` };
  }
  const section = field.closest("section[aria-labelledby]");
  if (section) return { id: section.getAttribute("aria-labelledby") };
  const label = field.closest(".w-field__wrapper")?.querySelector("label");
  return { label: label?.textContent.trim() || (field.type === "file" ? "选择文件" : "") };
}

function nameAll() {
  for (const field of document.querySelectorAll(FIELDS)) {
    if (field.labels?.length || field.hasAttribute("aria-label") || field.hasAttribute("aria-labelledby")) continue;
    const { id, label } = nameOf(field);
    if (id) field.setAttribute("aria-labelledby", id);
    else if (label) field.setAttribute("aria-label", label);
  }
}

// What scrolls and holds nothing to go to must be gone to itself, or no key scrolls it.
function reachMain() {
  const main = document.getElementById("main");
  if (main && !main.querySelector("a[href], button, summary, select, textarea, input:not([type=hidden])")) main.tabIndex = 0;
}

let waits = false;
new MutationObserver(() => {
  if (waits) return;
  waits = true;
  requestAnimationFrame(() => { waits = false; nameAll(); reachMain(); });
}).observe(document.documentElement, { childList: true, subtree: true });
nameAll();
reachMain();
