// Passkeys at the customers' door. Without this file, or in a browser that knows none, the mailed code remains.
"use strict";
(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const known = Boolean(window.isSecureContext && window.PublicKeyCredential && navigator.credentials);
  all("[data-passkey-offer]").forEach((e) => { e.hidden = !known; });
  all("[data-passkey-none]").forEach((e) => { e.hidden = known; });
  const form = document.querySelector("form[data-passkey]");
  if (!form || !known) return;

  const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(Array.from(new Uint8Array(buffer), (b) => String.fromCharCode(b)).join("")).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  const named = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

  // What the browser is asked: the page carries it as text, the browser wants bytes.
  function asked() {
    const options = JSON.parse(form.dataset.options).publicKey;
    options.challenge = bytes(options.challenge);
    options.allowCredentials = named(options.allowCredentials);
    options.excludeCredentials = named(options.excludeCredentials);
    if (options.user) options.user = { ...options.user, id: bytes(options.user.id) };
    return { publicKey: options };
  }

  function answered({ id, rawId, type, response }) {
    const said = { clientDataJSON: text(response.clientDataJSON) };
    if (response.attestationObject) {
      said.attestationObject = text(response.attestationObject);
    } else {
      said.authenticatorData = text(response.authenticatorData);
      said.signature = text(response.signature);
      said.userHandle = response.userHandle ? text(response.userHandle) : null;
    }
    return JSON.stringify({ id, rawId: text(rawId), type, response: said, extensions: {} });
  }

  const say = (what) => all("[data-passkey-said]", form).forEach((e) => { e.hidden = e.dataset.passkeySaid !== what; });
  const reason = (error) => ({ NotAllowedError: "ended", AbortError: "ended", InvalidStateError: "known" })[error.name] ?? "failed";
  const field = form.elements.namedItem("answer");
  let busy = false, loud = false;

  async function ask() {
    if (busy) return;
    busy = true;
    say("");
    try {
      const made = await navigator.credentials[form.dataset.passkey](asked());
      field.value = answered(made);
      form.requestSubmit();
    } catch (error) {
      // A browser that wants a click first is asked again by the button.
      if (loud) say(reason(error));
    } finally {
      busy = false;
    }
  }

  form.addEventListener("submit", (e) => {
    if (field.value) return;
    e.preventDefault();
    loud = true;
    ask();
  });
  window.addEventListener("pageshow", () => { field.value = ""; });
  if ("auto" in form.dataset) ask();
})();
