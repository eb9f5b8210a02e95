/** What runs in the browser: plots, and the parts of the page that changed. */
export const clientScript: string = String.raw`
(() => {
  const said = document.getElementById("live");
  const drawn = new Map();
  const probe = document.body.appendChild(document.createElement("span"));
  probe.hidden = true;
  function colour(name) {
    probe.style.color = "var(" + name + ")";
    return getComputedStyle(probe).color;
  }
  const utc = (seconds) => new Date(seconds * 1000).toISOString();
  const times = (_plot, splits) => splits.map((at, place) => {
    const text = utc(at);
    return text.slice(11, 16) === "00:00" || place === 0 ? text.slice(11, 16) + "\n" + text.slice(5, 10) : text.slice(11, 16);
  });

  function age(ms) {
    const minutes = ms / 60000;
    if (minutes < 120) return (minutes < 10 ? Math.round(minutes * 10) / 10 : Math.round(minutes)) + " min";
    const hours = minutes / 60;
    return hours < 48 ? Math.round(hours) + " h" : Math.round(hours / 24) + " days";
  }

  function draw(figure) {
    const canvas = figure.querySelector(".canvas");
    const data = figure.dataset.plot;
    const old = drawn.get(figure.id);
    if (!canvas || !data) return;
    const width = Math.floor(canvas.clientWidth);
    if (old && old.data === data && old.width === width && old.canvas === canvas) return;
    if (old) old.plot.destroy();
    const { x, lines } = JSON.parse(data);
    const axis = { stroke: colour("--quiet"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false }, font: "12px system-ui, sans-serif" };
    const plot = new uPlot({
      width,
      height: 190,
      cursor: { y: false, points: { size: 6 } },
      scales: { x: { time: true }, y: { range: (_plot, _low, high) => [0, Math.max(high * 1.1, 60000)] } },
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
      axes: [{ ...axis, size: 44, values: times }, { ...axis, size: 64, values: (_plot, values) => values.map(age) }],
      series: [{ label: "Time (UTC)", value: (_plot, value) => value == null ? "–" : utc(value).slice(0, 16).replace("T", " ") }, ...lines.map(({ label }, at) => ({
        label,
        stroke: colour("--line-" + (at % 6 + 1)),
        dash: [[], [6, 3], [2, 3], [10, 4], [6, 3, 2, 3], [1, 4]][at % 6],
        width: 2,
        spanGaps: false,
        points: { show: x.length < 3, size: 5 },
        value: (_plot, value) => value == null ? "–" : age(value),
      }))],
    }, [x, ...lines.map(({ y }) => y)], canvas);
    drawn.set(figure.id, { plot, data, width, canvas });
  }
  const drawAll = () => document.querySelectorAll("[data-plot]").forEach(draw);
  const drawAnew = () => { for (const one of drawn.values()) one.data = ""; drawAll(); };
  drawAll();
  addEventListener("resize", drawAll);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAnew);

  if (!("live" in document.body.dataset)) return;
  const keep = {
    beforeNodeMorphed: (from) => !(from instanceof Element && from.hasAttribute("data-keep")),
    beforeAttributeUpdated: (name, node) => !(name === "open" && node.localName === "details"),
  };
  function receive(event) {
    for (const [id, content] of Object.entries(JSON.parse(event.data))) {
      const region = document.getElementById(id);
      if (region) Idiomorph.morph(region, content, { morphStyle: "innerHTML", callbacks: keep });
    }
    drawAll();
  }
  // A browser has six connections to a server for all tabs together: one that nobody looks at must take none.
  let source;
  function leave() {
    if (source) source.close();
    source = undefined;
  }
  function listen() {
    leave();
    if (document.hidden) return;
    const opened = source = new EventSource(location.href.replace(/#.*/, ""));
    opened.addEventListener("open", () => { said.textContent = "Live"; });
    opened.addEventListener("regions", receive);
    opened.addEventListener("error", () => {
      said.textContent = opened.readyState === 2 ? "Not live: reload the page" : "Not live: connecting again …";
    });
  }
  document.addEventListener("visibilitychange", listen);
  addEventListener("pagehide", leave);
  addEventListener("pageshow", listen);
})();
`;
