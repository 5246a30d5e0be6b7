// What htmx cannot say by itself: a fetched dialog opens and closes, an error summary takes the focus.
// Without this script a dialog is a page, and a page with errors begins with them.
(function () {
  function focusErrors(inside) {
    var errors = inside.querySelector && inside.querySelector(".errors");
    if (errors) errors.focus();
  }
  document.addEventListener("DOMContentLoaded", function () { focusErrors(document); });
  document.addEventListener("htmx:afterSettle", function (event) {
    var dialog = event.target.querySelector && event.target.querySelector("dialog.dialog");
    if (dialog && dialog.showModal && !dialog.matches(":modal")) {
      var opener = document.activeElement;
      dialog.close();
      dialog.showModal();
      dialog.addEventListener("close", function () { dialog.remove(); if (opener) opener.focus(); });
    }
    focusErrors(event.target);
  });
  document.addEventListener("click", function (event) {
    var way = event.target.closest && event.target.closest("dialog.dialog [data-close]");
    if (way && way.closest("dialog").matches(":modal")) { event.preventDefault(); way.closest("dialog").close(); }
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", function (event) {
    var menu = event.key === "Escape" && document.querySelector("details.menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });
})();
