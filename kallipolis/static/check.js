// Check your dossier: says at once what is too large, that the check is on its way, and prints the result.
// All of it works without this script too.
(function () {
  var print = document.querySelector("[data-print]");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", function () {
      document.querySelectorAll("details").forEach(function (one) { one.open = true; });
      window.print();
    });
  }
  var form = document.getElementById("check");
  if (!form) return;
  var files = form.querySelector("input[type=file]"), button = form.querySelector("button[data-busy]");
  var error = document.getElementById("files-e"), words = error.querySelector("[data-words]"), label = button.textContent;
  function megabytes(bytes) { return Math.round(bytes / 1e5) / 10; }
  function tooLarge() {
    var most = Number(form.dataset.mostBytes), size = 0;
    Array.prototype.forEach.call(files.files, function (file) { size += file.size; });
    error.hidden = size <= most;
    words.textContent = words.dataset.words.replace("{size}", megabytes(size)).replace("{most}", megabytes(most));
    if (size > most) files.setAttribute("aria-invalid", "true"); else files.removeAttribute("aria-invalid");
    return size > most;
  }
  files.addEventListener("change", tooLarge);
  form.addEventListener("submit", function (event) {
    if (tooLarge()) { event.preventDefault(); files.focus(); return; }
    button.disabled = true;
    button.textContent = button.dataset.busy;
  });
  window.addEventListener("pageshow", function () { button.disabled = false; button.textContent = label; });
})();
