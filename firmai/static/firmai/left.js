// A desk that its person has left. The house ends a session that nobody uses; this page says when somebody does, is
// gone from the screen once it has ended, and is covered instead where something was typed that would be lost.
(function () {
  "use strict";
  var EVERY = 60000, SHORTLY = 5000;
  var cover, endsAt = 0, stirred = 0, told = Date.now(), asking = false, isLeaving = false;

  ["keydown", "pointerdown", "pointermove", "wheel"].forEach(function (kind) {
    addEventListener(kind, function () { stirred = Date.now(); }, { passive: true, capture: true });
  });
  document.addEventListener("DOMContentLoaded", function () {
    cover = document.getElementById("left-open");
    endsAt = Date.now() + cover.dataset.seconds * 1000;
    cover.addEventListener("cancel", function (event) { event.preventDefault(); });  // Escape does not lift it
    setInterval(look, 1000);
  });
  document.addEventListener("signed-out", function () { if (!cover.open) { endsAt = 0; ask("GET"); } });
  // A page that is covered asks for no part of itself: nobody is told of anything until its person is back.
  document.addEventListener("htmx:beforeRequest", function (event) { if (cover.open || isLeaving) { event.preventDefault(); } });
  addEventListener("focus", comeBack);
  addEventListener("pageshow", function (event) { if (event.persisted) { comeBack(); } });
  document.addEventListener("visibilitychange", comeBack);
  // Whoever turns to this page may have signed out in another, or be somebody else: it asks before it goes on being read.
  function comeBack() { if (cover && !document.hidden) { ask("GET"); } }

  function look() {
    var now = Date.now();
    if (cover.open) { return; }
    if (stirred > told && (now - told > EVERY || now > endsAt - SHORTLY) && now < endsAt) { ask("POST"); }
    else if (now >= endsAt) { ask("GET"); }
  }

  // Another tab may have kept it open, and whoever signed in meanwhile may be somebody else.
  function ask(method) {
    if (asking || isLeaving) { return; }
    asking = true;
    if (method === "POST") { told = Date.now(); }
    fetch(cover.dataset.ask, { method: method, headers: { "X-CSRFToken": token() }, credentials: "same-origin", signal: AbortSignal.timeout(10000) })
      .then(function (answer) {
        if (answer.status === 403) { told = endsAt = 0; }  // signed in again elsewhere: the token is another, and is asked for
        return answer.json();
      })
      .then(function (said) {
        if (said.person === cover.dataset.person) { goOn(said); }
        else if (said.person || !isTyped()) { leave(); }
        else { conceal(); }
      })
      .catch(function () { if (endsAt && Date.now() >= endsAt) { conceal(); } })  // out of reach, and as far as this page knows over
      .then(function () { asking = false; });
  }
  function conceal() {
    document.documentElement.dataset.left = "";
    if (!cover.open) { cover.showModal(); }
  }
  function goOn(said) {
    endsAt = Date.now() + said.seconds * 1000;
    give(said.token);
    delete document.documentElement.dataset.left;
    if (cover.open) { cover.close(); }
  }
  // The way to the door, and from there back to this page. What asks whether to leave it is not heard.
  function leave() {
    isLeaving = true;
    location.reload();
  }
  addEventListener("beforeunload", function (event) { if (isLeaving) { event.stopImmediatePropagation(); } }, true);

  function token() { return JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"]; }
  function give(token) {
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
    document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach(function (field) { field.value = token; });
  }
  function isTyped() {
    return Array.from(document.querySelectorAll("textarea, input:not([type=hidden]), select")).some(function (field) {
      if (field.matches("select")) {
        var first = field.querySelector("[selected]");
        return !field.multiple && field.selectedIndex > 0 && field.selectedOptions[0] !== first;
      }
      return field.matches("[type=checkbox], [type=radio]") ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
    });
  }
})();
