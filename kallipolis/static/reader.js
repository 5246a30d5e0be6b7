// Tells the server the reader's time zone, so that the clock of the call shows her own time as well.
// Who chose a zone herself is not overruled; without this script the zone is chosen in the form under the clock.
(function () {
  var zone;
  try { zone = Intl.DateTimeFormat().resolvedOptions().timeZone; } catch (e) { return; }
  var known = document.cookie.split("; ");
  if (!/^[\w+/-]+$/.test(zone || "") || known.indexOf("browser_zone=" + zone) >= 0) return;
  document.cookie = "browser_zone=" + zone + ";path=/;max-age=31536000;samesite=lax" +
    (location.protocol === "https:" ? ";secure" : "");
  if (known.some(function (one) { return one.indexOf("zone=") === 0; })) return;
  document.addEventListener("DOMContentLoaded", function () {   // after htmx has begun to listen
    var clock = document.getElementById("clock");
    if (window.htmx && clock) window.htmx.trigger(clock, "zone");
  });
})();
