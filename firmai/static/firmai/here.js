// An open page of a review says whether its person is at it, so that their hold on it and their time are true. Hidden,
// or a minute without a sign, is away.
(function () {
  "use strict";
  var stirred = Date.now();
  ["pointerdown", "pointermove", "keydown", "scroll", "wheel"].forEach(function (kind) {
    addEventListener(kind, function () { stirred = Date.now(); }, { passive: true, capture: true });
  });
  document.addEventListener("htmx:configRequest", function (event) {
    if (event.target.matches("[data-attend]")) {
      event.detail.parameters.active = !document.hidden && Date.now() - stirred < 60000 ? "1" : "0";
    }
  });
})();
