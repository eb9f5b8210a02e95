/** Opens a cell beside the table, under an address that can be passed on. */
export const sheetScript: string = String.raw`
const sheet = document.getElementById("sheet");
const place = sheet.querySelector("div");
const named = (hash) => hash.length > 1 && document.querySelector("#cards > div")?.contains(document.getElementById(hash.slice(1)));
const address = (hash) => history.replaceState(null, "", location.pathname + location.search + hash);
let opener = null;

function open(hash) {
  const copy = document.getElementById(hash.slice(1)).cloneNode(true);
  copy.removeAttribute("id");
  copy.querySelector("h3").id = "sheet-title";
  place.replaceChildren(copy);
  if (!sheet.open) sheet.showModal();
  sheet.scrollTop = 0;
  address(hash);
}
sheet.addEventListener("close", () => {
  address("");
  // The browser has given the focus back to what had it, and the next key may have moved it on.
  if (document.activeElement === document.body) opener?.focus();
});
sheet.querySelector(".close").addEventListener("click", () => sheet.close());
// Browsers without closedby.
sheet.addEventListener("click", (event) => { if (event.target === sheet) sheet.close(); });

document.getElementById("matrix").addEventListener("click", (event) => {
  const link = event.target.closest("td a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  opener = link;
  open(link.hash);
});
const follow = () => {
  if (!named(location.hash)) return;
  opener = [...document.querySelectorAll("#matrix td a")].find((link) => link.hash === location.hash) ?? null;
  open(location.hash);
};
addEventListener("hashchange", follow);
follow();
`;
