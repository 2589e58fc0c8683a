// Everything works without this file. With it: keys, a list of commands, and the focus where it helps.
"use strict";
(() => {
  const $ = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const body = document.body;

  $("[data-focus]")?.focus();

  // An open menu closes when the focus or a click goes elsewhere.
  document.addEventListener("click", (e) => all("details.menu[open]").forEach((m) => m.contains(e.target) || (m.open = false)));

  // A form is sent once.
  document.addEventListener("submit", (e) => {
    if (e.defaultPrevented) return;
    const form = e.target;
    if (form.dataset.sent) { e.preventDefault(); return; }
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 4000);
  });
  window.addEventListener("pageshow", () => all("form[data-sent]").forEach((f) => delete f.dataset.sent));

  // "All rows" boxes.
  all("input[data-all]").forEach((box) => box.addEventListener("change", () =>
    all(`input[name="${box.dataset.all}"]`).forEach((one) => { one.checked = box.checked; })));

  let toastTimer;
  function toast(text) {
    let box = $(".toast") ?? body.appendChild(Object.assign(document.createElement("div"), { className: "toast" }));
    box.setAttribute("role", "status");
    box.textContent = text;
    clearTimeout(toastTimer);
    toastTimer = setTimeout(() => box.remove(), 2500);
  }

  if (body.dataset.keyboard !== "on") return;

  const rows = () => all("tbody tr[data-href]");
  function move(by) {
    const list = rows();
    if (!list.length) return;
    const now = list.findIndex((r) => r.classList.contains("at"));
    const next = Math.min(list.length - 1, Math.max(0, now < 0 ? 0 : now + by));
    list[now]?.classList.remove("at");
    list[next].classList.add("at");
    list[next].scrollIntoView({ block: "nearest" });
    $("a", list[next])?.focus({ preventScroll: true });
  }
  const at = () => $("tbody tr.at");

  const palette = $("#palette");
  function openPalette() {
    if (!palette || palette.open) return;
    const list = $(".palette-list", palette), input = $("input", palette);
    const entries = all("[data-command]").map((el) => ({ label: el.dataset.command || el.textContent.trim(), key: el.dataset.key ?? "", run: () => el.click() }));
    let shown = [], mark = 0;
    const draw = () => {
      const q = input.value.trim().toLowerCase();
      shown = entries.filter((e) => e.label.toLowerCase().includes(q));
      mark = Math.min(mark, Math.max(0, shown.length - 1));
      list.replaceChildren(...shown.map((e, i) => {
        const li = document.createElement("li"), b = document.createElement("button"), k = document.createElement("kbd");
        b.type = "button"; b.textContent = e.label; b.className = i === mark ? "at" : "";
        if (e.key) { k.textContent = e.key; b.append(k); }
        b.addEventListener("click", () => { palette.close(); e.run(); });
        li.append(b);
        return li;
      }));
    };
    input.value = "";
    input.oninput = () => { mark = 0; draw(); };
    input.onkeydown = (e) => {
      if (e.key === "ArrowDown") { mark++; draw(); e.preventDefault(); }
      else if (e.key === "ArrowUp") { mark = Math.max(0, mark - 1); draw(); e.preventDefault(); }
      else if (e.key === "Enter") { e.preventDefault(); if (shown[mark]) { palette.close(); shown[mark].run(); } }
    };
    draw();
    palette.showModal();
    input.focus();
  }

  let after = "";
  document.addEventListener("keydown", (e) => {
    if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "k") { e.preventDefault(); openPalette(); return; }
    if (e.ctrlKey || e.metaKey || e.altKey || $("dialog[open]")) return;
    if (/^(input|select|textarea)$/i.test(e.target.tagName) || e.target.isContentEditable) return;
    const key = after + e.key;
    after = "";
    const click = (selector) => { const el = $(selector); if (el) { e.preventDefault(); el.click(); } };
    switch (key) {
      case "?": $("#keys")?.showModal(); break;
      case "/": { const field = $("[data-search]"); if (field) { e.preventDefault(); field.focus(); field.select(); } break; }
      case "j": move(1); break;
      case "k": move(-1); break;
      case "Enter": if (at() && e.target === body) location.href = at().dataset.href; break;
      case "x": { const box = at() && $("input[type=checkbox]", at()); if (box) box.checked = !box.checked; break; }
      case "a": case "n": click(`[data-key="${key}"]`); break;
      case "g": after = "g "; setTimeout(() => { after = ""; }, 1500); break;
      case "g d": case "g q": click(`[data-key="${key}"]`); break;
      case ".": {
        const ref = at()?.dataset.reference ?? $("[data-reference]")?.dataset.reference;
        if (ref && navigator.clipboard) navigator.clipboard.writeText(ref).then(() => toast(ref));
        break;
      }
    }
  });
})();
