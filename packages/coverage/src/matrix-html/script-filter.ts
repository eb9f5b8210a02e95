/** Shows the rows, columns and cells that are asked for, and says how many there are. */
export const filterScript: string = String.raw`
const form = document.getElementById("filters");
const table = document.getElementById("matrix");
const words = (text) => text.toLowerCase().split(/\s+/).filter(Boolean);
// What is said of a cell, without the labels that every cell has.
const saidOf = (link) => [...document.getElementById(link.hash.slice(1)).querySelectorAll("dd, p")].map((part) => part.textContent).join(" ");
const rows = [...table.querySelectorAll("tr[data-row]")].map((row) => ({
  row,
  group: row.parentElement.dataset.group,
  text: row.querySelector("th").textContent.toLowerCase(),
  cells: [...row.querySelectorAll("td")].map((cell) => {
    const link = cell.querySelector("a");
    return { cell, ...cell.dataset, text: link ? saidOf(link).toLowerCase() : "" };
  }),
}));

const passes = (chosen, value) => chosen.length === 0 || chosen.includes(value);

function apply() {
  const asked = new FormData(form);
  const [status, lane, adapter] = ["status", "lane", "adapter"].map((name) => asked.getAll(name));
  const [group, search] = [asked.get("group"), words(asked.get("text"))];
  for (const cell of document.querySelectorAll("table [data-column]")) cell.hidden = !passes(adapter, cell.dataset.column);
  let shown = 0;
  for (const { row, group: own, text, cells } of rows) {
    const visible = cells.filter(({ column }) => passes(adapter, column));
    const fits = ({ status: is, lane: by }) => Boolean(is) && passes(status, is) && passes(lane, by);
    const all = [text, ...visible.map((cell) => cell.text)].join(" ");
    row.hidden = !((!group || own === group) && visible.some(fits) && search.every((word) => all.includes(word)));
    for (const one of visible) one.cell.classList.toggle("aside", Boolean(one.status) && !fits(one));
    if (!row.hidden) shown += 1;
  }
  for (const model of document.querySelectorAll("#fields > details")) model.hidden = Boolean(group) && model.dataset.group !== group;
  for (const body of table.tBodies) body.hidden = !body.querySelector("tr[data-row]:not([hidden])");
  document.getElementById("nothing").hidden = shown > 0;
  document.getElementById("shown").textContent = shown + " of " + rows.length + (rows.length === 1 ? " capability" : " capabilities");
  const kept = new URLSearchParams([...asked].filter(([, value]) => value !== ""));
  history.replaceState(null, "", location.pathname + (kept.size > 0 ? "?" + kept : "") + location.hash);
}

// The filters of an address that was passed on.
for (const [name, value] of new URLSearchParams(location.search))
  for (const field of form.querySelectorAll("[name]"))
    if (field.name === name && (field.type !== "checkbox" || field.value === value)) {
      if (field.type === "checkbox") field.checked = true;
      else field.value = value;
    }
// What sticks below the head has to know how high it is.
new ResizeObserver(() => document.documentElement.style.setProperty("--head", table.tHead.offsetHeight + "px")).observe(table.tHead);
// On a phone the choices are folded away: they would fill the screen.
const more = form.querySelector(".more");
const wide = matchMedia("(min-width: 64.01rem)");
const fold = () => { more.open = wide.matches; };
wide.addEventListener("change", fold);
fold();
form.hidden = false;
form.addEventListener("input", apply);
form.addEventListener("reset", () => setTimeout(apply));
form.addEventListener("submit", (event) => event.preventDefault());
apply();
`;
