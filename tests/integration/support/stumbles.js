// Run in the page by Browser::stumbles; returns one sentence per fault.
const faults = [];
const shown = (e) => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== "hidden";
const name = (e) => {
  const id = e.id ? `#${e.id}` : "";
  const text = (e.textContent || "").trim().replace(/\s+/g, " ").slice(0, 40);
  return `<${e.tagName.toLowerCase()}${id}>${text ? ` "${text}"` : ""}`;
};
const all = (selector) => [...document.querySelectorAll(selector)];
const byId = (ids) => (ids || "").split(/\s+/).filter(Boolean).map((id) => document.getElementById(id));
const spoken = (e) =>
  (e.getAttribute("aria-label") || "").trim() ||
  byId(e.getAttribute("aria-labelledby")).map((l) => (l ? l.textContent.trim() : "")).join(" ").trim();

if (!document.documentElement.lang) faults.push("the page does not say its language");
if (!document.title.trim()) faults.push("the page has no title");
if (!document.querySelector("meta[name=viewport]")) faults.push("the page does not fit a telephone (no viewport)");
if (all("main").length !== 1) faults.push(`the page has ${all("main").length} main parts, not one`);

const headings = all("h1,h2,h3,h4,h5,h6").filter(shown);
const firsts = headings.filter((h) => h.tagName === "H1").length;
if (firsts !== 1) faults.push(`the page has ${firsts} main headings (h1), not one`);
let level = 0;
for (const heading of headings) {
  const its = Number(heading.tagName[1]);
  if (level && its > level + 1) faults.push(`${name(heading)} skips a level after h${level}`);
  level = its;
}

for (const field of all("input,select,textarea")) {
  if (["hidden", "submit", "button", "reset", "image"].includes(field.type)) continue;
  const labels = [...(field.labels || [])].map((l) => l.textContent.trim()).join("");
  if (!labels && !spoken(field)) faults.push(`the field ${name(field)} named '${field.name}' has no label`);
  for (const told of [...byId(field.getAttribute("aria-describedby")), ...byId(field.getAttribute("aria-errormessage"))]) {
    if (!told) faults.push(`the field '${field.name}' points to a description that is not there`);
  }
}
for (const e of all("button,a[href],summary")) {
  const picture = [...e.querySelectorAll("img[alt],svg title")].map((p) => (p.alt || p.textContent || "").trim()).join("");
  if (!e.textContent.trim() && !picture && !spoken(e) && !e.title) faults.push(`${name(e)} (${e.outerHTML.slice(0, 80)}) has no name`);
}
for (const e of all("input[type=submit],input[type=button]")) if (!e.value && !spoken(e)) faults.push("a button has no name");
for (const e of all("img")) if (!e.hasAttribute("alt")) faults.push(`the picture ${e.getAttribute("src")} has no alt text`);
for (const e of all("iframe,object")) if (!e.title && !spoken(e)) faults.push(`${name(e)} has no title`);
for (const e of all("table")) if (!e.querySelector("th")) faults.push("a table has no headings");
for (const e of all("[tabindex]")) if (Number(e.getAttribute("tabindex")) > 0) faults.push(`${name(e)} changes the order of the tab key`);

const ids = new Map();
for (const e of all("[id]")) ids.set(e.id, (ids.get(e.id) || 0) + 1);
for (const [id, count] of ids) if (count > 1) faults.push(`the id '${id}' stands ${count} times`);

// Contrast, WCAG 2: only where both colours are plain (no picture or gradient behind the text).
// Whatever notation the style uses, a canvas turns it into bytes.
const canvas = document.createElement("canvas");
canvas.width = canvas.height = 1;
const pen = canvas.getContext("2d", { willReadFrequently: true });
const parse = (colour) => {
  pen.clearRect(0, 0, 1, 1);
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
  return [r, g, b, a / 255];
};
const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
const light = (c) => {
  const [r, g, b] = c.slice(0, 3).map((v) => v / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const behind = (e) => {
  const layers = [];
  for (let at = e; at; at = at.parentElement) {
    const style = getComputedStyle(at);
    if (style.backgroundImage !== "none") return null;
    const colour = parse(style.backgroundColor);
    layers.push(colour);
    if (colour[3] === 1) break;
  }
  const page = getComputedStyle(document.documentElement).colorScheme.includes("dark") && matchMedia("(prefers-color-scheme: dark)").matches;
  return layers.reduceRight((below, top) => over(top, below), page ? [18, 18, 18, 1] : [255, 255, 255, 1]);
};
const pale = new Set();
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const e = walker.currentNode.parentElement;
  if (!walker.currentNode.nodeValue.trim() || !e || !shown(e) || e.closest("script,style,svg,[disabled],[aria-disabled=true],.visually-hidden")) continue;
  const below = behind(e);
  if (!below) continue;
  const style = getComputedStyle(e);
  const [a, b] = [light(over(parse(style.color), below)), light(below)];
  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  const size = parseFloat(style.fontSize);
  const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
  if (ratio < (large ? 3 : 4.5)) pale.add(`${name(e)} has a contrast of ${ratio.toFixed(2)}`);
}
return faults.concat([...pale]);
