/** Arrow keys from cell to cell, a slash to the search. */
export const keyboardScript: string = String.raw`
const table = document.getElementById("matrix");
const search = document.querySelector("#filters [type=search]");
const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function move(link, [down, right]) {
  const lines = [...table.querySelectorAll("tbody:not([hidden]) tr[data-row]:not([hidden])")];
  const cells = (line) => [...line.querySelectorAll("td:not([hidden])")];
  const line = link.closest("tr");
  let [row, column] = [lines.indexOf(line), cells(line).indexOf(link.closest("td"))];
  for (;;) {
    row += down;
    column += right;
    const cell = lines[row] && cells(lines[row])[column];
    if (!cell) return;
    const next = cell.querySelector("a");
    if (next) return next.focus();
  }
}
table.addEventListener("keydown", (event) => {
  const link = event.target.closest("td a");
  if (!link || !steps[event.key] || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  event.preventDefault();
  move(link, steps[event.key]);
});
addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, dialog")) return;
  event.preventDefault();
  search.focus();
});
`;
